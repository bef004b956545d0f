//! Which funders exist for a viewer: Parties and agencies for everyone, a partner organisation where
//! it is listed, for itself, and for whoever may see one of its contributions.

use super::{
    Policy,
    sight::{Sight, any, column, one_of},
    table::PUBLIC_FUNDERS,
    terms::Holder,
};
use crate::{
    query::{Contribution, Funder},
    table::{contribution, funder as table},
    viewer::Scope,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

impl Policy for Funder {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        let terms = sight.terms;
        let mut ways = vec![
            one_of(column(at, table::Column::Kind), PUBLIC_FUNDERS),
            column(at, table::Column::Listed).eq(true),
        ];
        if let Holder::Funder(key) = &terms.holder {
            ways.push(column(at, table::Column::Key).eq(key.as_str()));
        }
        if terms.covers(Scope::Funding) {
            if terms.is_secretariat() {
                ways.push(super::sight::always());
            } else if terms.holder != Holder::Public {
                ways.push(has_visible_contribution(sight, at));
            }
        }
        any(ways)
    }
}

fn has_visible_contribution(sight: &Sight<'_>, at: &DynIden) -> Expr {
    let of = sight.name();
    Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(contribution::Entity, of.clone())
            .and_where(column(&of, contribution::Column::Funder).eq(column(at, table::Column::Key)))
            .and_where(Contribution::rows(sight, &of))
            .take(),
    )
}
