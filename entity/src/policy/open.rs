//! The nouns that everyone sees: institutes, countries, Parties with their intervals, technology
//! areas, published statistics and exchange rates.

use super::{
    Policy, Recorded,
    condition::Condition,
    project,
    sight::{Sight, column},
};
use crate::{
    query::{
        BoardSeat, Country, ExchangeRate, Institute, Membership, Party, ProjectArea, RateTable,
        Statistic, TechnologyArea,
    },
    table::project_area,
};
use sea_orm::sea_query::DynIden;

macro_rules! open {
    ($($noun:ty $(: $short:literal)?),*) => {
        $(impl Policy for $noun {
            const RECORDED: Recorded = Recorded::Never;
            $(const IS_SHORT: bool = $short;)?

            fn rows(_: &Sight<'_>, _: &DynIden) -> Condition {
                Condition::Always
            }
        })*
    };
}

open!(
    BoardSeat,
    Country,
    ExchangeRate,
    Institute,
    Membership,
    Party,
    RateTable,
    Statistic,
    TechnologyArea: true
);

/// A project's areas belong to its card.
impl Policy for ProjectArea {
    const RECORDED: Recorded = Recorded::Card;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        project::is_visible(sight, column(at, project_area::Column::Project))
    }
}
