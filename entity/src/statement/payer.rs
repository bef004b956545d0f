//! Who pays: a Party, through whichever funders belong to it and to the states that it acts for; or a funder
//! that belongs to none.

use crate::{
    query::{Membership, MembershipField},
    read::{Filter, Read, Test},
    store::{ReadError, Reader},
    value::PartialDate,
};

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// A Party, by its code.
    Party(String),
    /// A funder that belongs to none, by its key.
    Funder(String),
}

/// Which state is represented by which Party today (entitlement, section 2), in the order of the Parties.
pub(super) struct Payers(Vec<(String, String)>);

impl Payers {
    pub(super) async fn read(reader: &Reader) -> Result<Self, ReadError> {
        let represented =
            Filter::<Membership>::Is(MembershipField::RepresentedByCode, Test::IsNull(false));
        let read = Read::new().all_fields().only(represented);
        let rows = reader.read(&read).await?.rows;
        let today = reader.today();
        let mut acting = Vec::new();
        for row in &rows {
            let date = |field| {
                let text = row.text(field).ok().flatten();
                text.and_then(PartialDate::parse)
            };
            let joined = date(MembershipField::Joined);
            let left = date(MembershipField::Left);
            let holds = joined.is_some_and(|joined| joined.last() <= today)
                && left.is_none_or(|left| today < left.first());
            if let (true, Ok(Some(party))) = (holds, row.text(MembershipField::RepresentedByCode)) {
                let state = row.text(MembershipField::PartyCode).ok().flatten();
                acting.push((party.to_owned(), state.unwrap_or_default().to_owned()));
            }
        }
        acting.sort_unstable();
        Ok(Self(acting))
    }

    /// The Party itself, and the states that it acts for.
    pub(super) fn acted_for_by(&self, party: &str) -> Vec<String> {
        let states = self.0.iter().filter(|(acting, _)| acting == party);
        [party.to_owned()]
            .into_iter()
            .chain(states.map(|(_, state)| state.clone()))
            .collect()
    }

    /// Who pays through this funder.
    pub(super) fn payer(&self, funder: &str, party: Option<&str>) -> Payer {
        let Some(party) = party else {
            return Payer::Funder(funder.to_owned());
        };
        let acting = self.0.iter().find(|(_, state)| state == party);
        Payer::Party(acting.map_or(party, |(acting, _)| acting).to_owned())
    }
}
