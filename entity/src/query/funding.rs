//! The guarded facets: allocations, proposals, contributions, the ledger.

use super::{Funder, FunderField, Project, ProjectField};
use crate::read::{Relation, noun::noun};

noun! {
    /// What was allocated to a project in one currency, in minor units.
    Allocation in allocation, key [ProjectNumber, Currency], AllocationField {
        ProjectNumber: text(Project),
        Currency: text(Currency),
        Amount: minor(Amount),
        Source: text(Source),
    }
}

noun! {
    /// The text that was proposed.
    Proposal in proposal, key [ProjectNumber], ProposalField {
        ProjectNumber: text(Project),
        Text: text(Text),
        SubmittedOn: partial(SubmittedOn, SubmittedOnFirst, SubmittedOnLast),
    }
}

noun! {
    /// What one funder committed to one project, in minor units.
    Contribution in contribution, key [Key], ContributionField {
        Key: text(Key),
        ProjectNumber: text(Project),
        FunderKey: text(Funder),
        Amount: minor(Amount),
        Currency: text(Currency),
        CommittedOn: partial(CommittedOn, CommittedOnFirst, CommittedOnLast, FirstMonth, LastMonth),
        Note: text(Note),
        Source: text(Source),
    }
}

noun! {
    /// A disbursement or an adjustment of a contribution, in minor units.
    LedgerEntry in ledger_entry, key [Key], LedgerEntryField {
        Key: text(Key),
        ContributionKey: text(Contribution),
        Kind: text(Kind),
        Amount: minor(Amount),
        Currency: text(Currency),
        BookedOn: partial(BookedOn, BookedOnFirst, BookedOnLast, FirstMonth, LastMonth),
        Note: text(Note),
    }
}

impl Contribution {
    /// The project it is for.
    pub fn project() -> Relation<Self, Project> {
        Relation::columns(ContributionField::ProjectNumber, ProjectField::Number)
    }

    /// Who committed it.
    pub fn funder() -> Relation<Self, Funder> {
        Relation::columns(ContributionField::FunderKey, FunderField::Key)
    }

    /// What was paid out of it, and what was put right.
    pub fn ledger() -> Relation<Self, LedgerEntry> {
        Relation::columns(ContributionField::Key, LedgerEntryField::ContributionKey)
    }
}

impl LedgerEntry {
    /// The contribution it belongs to.
    pub fn contribution() -> Relation<Self, Contribution> {
        Relation::columns(LedgerEntryField::ContributionKey, ContributionField::Key)
    }
}
