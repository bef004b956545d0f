//! Allocations, contributions and the ledger; proposals, which are guarded the same way.

use super::{
    Policy, facet,
    sight::{Sight, column, never},
    table::Facet,
    terms::Holder,
};
use crate::{
    query::{Allocation, Contribution, LedgerEntry, Proposal},
    table::{allocation, contribution, ledger_entry, proposal},
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

impl Policy for Allocation {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        let project = column(at, allocation::Column::Project);
        facet::rows(sight, Facet::Allocation, project, never())
    }
}

impl Policy for Proposal {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        let project = column(at, proposal::Column::Project);
        facet::rows(sight, Facet::Proposal, project, never())
    }
}

impl Policy for Contribution {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        contributions(sight, Facet::Contributions, at)
    }
}

/// A ledger entry follows its contribution's project and funder, under a line of its own.
impl Policy for LedgerEntry {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        let of = sight.name();
        Expr::exists(
            Query::select()
                .expr(Expr::cust("1"))
                .from_as(contribution::Entity, of.clone())
                .and_where(
                    column(&of, contribution::Column::Key)
                        .eq(column(at, ledger_entry::Column::Contribution)),
                )
                .and_where(contributions(sight, Facet::Ledger, &of))
                .take(),
        )
    }
}

fn contributions(sight: &Sight<'_>, facet: Facet, at: &DynIden) -> Expr {
    let own = match &sight.terms.holder {
        Holder::Funder(key) => column(at, contribution::Column::Funder).eq(key.as_str()),
        _ => never(),
    };
    facet::rows(sight, facet, column(at, contribution::Column::Project), own)
}
