//! The nouns that everyone sees: institutes, countries, Parties with their intervals, technology
//! areas, published statistics. And a viewer's own standing, which is told to nobody else.

use super::{
    Policy,
    sight::{Sight, always, column, never, one_of},
};
use crate::{
    query::{
        BoardSeat, Country, Institute, Membership, OwnStanding, Party, ProjectArea, Statistic,
        TechnologyArea,
    },
    standing::Standing,
    table::{project_area, standing},
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

macro_rules! open {
    ($($noun:ty),*) => {
        $(impl Policy for $noun {
            fn rows(_: &Sight<'_>, _: &DynIden) -> Expr {
                always()
            }
        })*
    };
}

open!(
    BoardSeat,
    Country,
    Institute,
    Membership,
    Party,
    Statistic,
    TechnologyArea
);

/// A project's areas belong to its card.
impl Policy for ProjectArea {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        super::project::is_visible(sight, column(at, project_area::Column::Project))
    }
}

/// Live standings of the viewer on projects that exist for it.
impl Policy for OwnStanding {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        let Some((holder_kind, holder)) = sight.terms.holder.kind_and_key() else {
            return never();
        };
        let of_a_project: Vec<&'static str> = Standing::ALL
            .into_iter()
            .filter(|standing| standing.is_of_a_project())
            .map(Standing::word)
            .collect();
        column(at, standing::Column::HolderKind)
            .eq(holder_kind)
            .and(column(at, standing::Column::Holder).eq(holder))
            .and(one_of(column(at, standing::Column::Kind), &of_a_project))
            .and(column(at, standing::Column::FromDay).lte(sight.terms.today))
            .and(column(at, standing::Column::UntilDay).gt(sight.terms.today))
            .and(super::project::is_visible(
                sight,
                column(at, standing::Column::Project),
            ))
    }
}
