//! Funders: Parties, agencies, partner organisations.

use super::{Contribution, ContributionField, Country, CountryField, Party, PartyField};
use crate::read::{Relation, noun::noun};

noun! {
    /// Who pays.
    Funder in funder, key [Key], FunderField {
        Key: text(Key),
        Name: folded(Name, NameFolded),
        Kind: text(Kind),
        PartyCode: text(Party),
        CountryCode: text(Country),
        Listed: flag(Listed),
        Ror: text(Ror),
        Source: text(Source),
    }
}

impl Funder {
    /// The Party it belongs to, where the data say so.
    pub fn party() -> Relation<Self, Party> {
        Relation::columns(FunderField::PartyCode, PartyField::Code)
    }

    /// The country it stands in.
    pub fn country() -> Relation<Self, Country> {
        Relation::columns(FunderField::CountryCode, CountryField::Code)
    }

    /// What it committed.
    pub fn contributions() -> Relation<Self, Contribution> {
        Relation::columns(FunderField::Key, ContributionField::FunderKey)
    }
}
