//! Allocations, contributions and the ledger; proposals, which are guarded the same way.

use super::{
    Policy, Recorded,
    condition::Condition,
    facet,
    sight::{Sight, column},
    table::{Applies, Cell, Facet},
    terms::Kind,
};
use crate::{
    query::{Allocation, Contribution, LedgerEntry, Proposal},
    table::{allocation, contribution, ledger_entry, proposal},
    viewer::Scope,
};
use sea_orm::sea_query::DynIden;

impl Policy for Allocation {
    const RECORDED: Recorded = Recorded::Allocation;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let project = sight.value(at, allocation::Column::Project);
        facet::rows(sight, Facet::Allocation, project, &Condition::Never)
    }
}

impl Policy for Proposal {
    const RECORDED: Recorded = Recorded::Proposal;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let project = sight.value(at, proposal::Column::Project);
        facet::rows(sight, Facet::Proposal, project, &Condition::Never)
    }
}

impl Policy for Contribution {
    const RECORDED: Recorded = Recorded::Contributions;
    const ENTRIES: Option<Facet> = Some(Facet::Contributions);

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        contributions(sight, Facet::Contributions, at)
    }
}

/// A ledger entry follows its contribution's project and funder, under a line of its own. Behind row
/// security whoever sees it must see the contribution too; no line of the rule says otherwise.
impl Policy for LedgerEntry {
    const RECORDED: Recorded = Recorded::Ledger;
    const ENTRIES: Option<Facet> = Some(Facet::Ledger);

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let of = sight.name();
        sight.names_one(
            column(at, ledger_entry::Column::Contribution),
            contribution::Entity,
            &of,
            contribution::Column::Key,
            contributions(sight, Facet::Ledger, &of),
        )
    }
}

fn contributions(sight: &Sight<'_>, facet: Facet, at: &DynIden) -> Condition {
    let own = sight.is_viewers(Kind::Funder, column(at, contribution::Column::Funder));
    let project = sight.value(at, contribution::Column::Project);
    facet::rows(sight, facet, project, &own)
}

impl Facet {
    /// Whether whoever sees a row of money of this facet sees its funder and its project: what stands beside
    /// the row of them is then seen with it. A funder is seen, with the scope `funding`, by whoever sees one
    /// of its contributions; what hangs on an invisible project is invisible.
    pub(crate) fn tells_who_pays(self) -> bool {
        let lines = |facet: Facet| -> Vec<(Scope, Applies, [Cell; 7])> {
            let rules = facet.rules();
            rules
                .map(|rule| (rule.scope, rule.applies, rule.cells))
                .collect()
        };
        let own = lines(self);
        own == lines(Facet::Contributions) && own.iter().all(|(scope, ..)| *scope == Scope::Funding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If a changed cell of the table fails this, sums stay right, but go to funder and project of each row.
    #[test]
    fn whoever_sees_money_sees_who_pays_it() {
        assert!(Facet::Contributions.tells_who_pays());
        assert!(Facet::Ledger.tells_who_pays());
        assert!(!Facet::Allocation.tells_who_pays());
    }
}
