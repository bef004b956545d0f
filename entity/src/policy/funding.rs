//! Allocations, contributions and the ledger; proposals, which are guarded the same way.

use super::{
    Policy, Recorded,
    condition::{Condition, all, exists, sql},
    facet,
    sight::{Sight, column},
    table::Facet,
    terms::Kind,
};
use crate::{
    query::{Allocation, Contribution, LedgerEntry, Proposal},
    table::{allocation, contribution, ledger_entry, proposal},
};
use sea_orm::{ExprTrait, sea_query::DynIden};

impl Policy for Allocation {
    const RECORDED: Recorded = Recorded::Allocation;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let project = column(at, allocation::Column::Project);
        facet::rows(sight, Facet::Allocation, project, &Condition::Never)
    }
}

impl Policy for Proposal {
    const RECORDED: Recorded = Recorded::Proposal;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let project = column(at, proposal::Column::Project);
        facet::rows(sight, Facet::Proposal, project, &Condition::Never)
    }
}

impl Policy for Contribution {
    const RECORDED: Recorded = Recorded::Contributions;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        contributions(sight, Facet::Contributions, at)
    }
}

/// A ledger entry follows its contribution's project and funder, under a line of its own. Behind row
/// security whoever sees it must see the contribution too; no line of the rule says otherwise.
impl Policy for LedgerEntry {
    const RECORDED: Recorded = Recorded::Ledger;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let of = sight.name();
        let key = column(&of, contribution::Column::Key);
        exists(
            contribution::Entity,
            &of,
            all([
                sql(key.eq(column(at, ledger_entry::Column::Contribution))),
                contributions(sight, Facet::Ledger, &of),
            ]),
        )
    }
}

fn contributions(sight: &Sight<'_>, facet: Facet, at: &DynIden) -> Condition {
    let own = sight.is_viewers(Kind::Funder, column(at, contribution::Column::Funder));
    let project = column(at, contribution::Column::Project);
    facet::rows(sight, facet, project, &own)
}
