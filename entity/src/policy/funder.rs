//! Which funders exist for a viewer: Parties and agencies for everyone, a partner organisation where
//! it is listed, for itself, and for whoever may see one of its contributions.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    sight::{Sight, column, one_of},
    table::PUBLIC_FUNDERS,
    terms::Kind,
};
use crate::{
    query::{Contribution, Funder},
    table::{contribution, funder as table},
    viewer::Scope,
};
use sea_orm::{ExprTrait, sea_query::DynIden};

impl Policy for Funder {
    const RECORDED: Recorded = Recorded::Card;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let kind = || column(at, table::Column::Kind);
        let public = one_of(kind(), PUBLIC_FUNDERS);
        #[cfg(mutants)]
        let public = crate::mutant::instead("unlisted_partners_are_public", public, || {
            kind().is_not_null()
        });
        any([
            sql(public),
            sql(column(at, table::Column::Listed).eq(true)),
            sight.is_viewers(Kind::Funder, column(at, table::Column::Key)),
            all([
                sight.covers(Scope::Funding),
                any([sight.is_secretariat(), has_visible_contribution(sight, at)]),
            ]),
        ])
    }
}

fn has_visible_contribution(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let of = sight.name();
    sight.has_one(
        column(at, table::Column::Key),
        contribution::Entity,
        &of,
        contribution::Column::Funder,
        sight.sees::<Contribution>(&of),
    )
}
