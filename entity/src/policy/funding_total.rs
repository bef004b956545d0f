//! Sums of contributions that are kept for each holder: whoever may see the rows may see their sum.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    sight::{Sight, column, one_of},
    table::{Applies, Cell, Facet},
    terms::Kind,
};
use crate::{standing::Standing, table::funding_total::Column};
use sea_orm::{ExprTrait, sea_query::DynIden};

/// A sum of contributions that a holder may see.
pub(crate) struct FundingTotal;

/// The word for the sums of all rows, which are the staff's.
pub(crate) const OF_ALL: &str = "secretariat";

/// The standings whose holders' sums are kept, and whether only of the holder's own rows.
///
/// None if the rule is such that sums of single standings do not tell what a viewer sees: if it differs from
/// project to project, rests on a standing of the programme, or if one viewer may see a row by two standings.
pub(crate) fn kept() -> Option<Vec<(Standing, bool)>> {
    let mut rules = Facet::Contributions.rules();
    let (rule, None) = (rules.next()?, rules.next()) else {
        return None;
    };
    let marks: Vec<(Standing, Cell)> = rule.marks().collect();
    let simple = |(standing, cell): &(Standing, Cell)| {
        standing.is_of_a_project()
            && match cell {
                Cell::Yes => true,
                Cell::Own => *standing == Standing::Partners,
                Cell::No | Cell::UntilFunded => false,
            }
    };
    let holders = [Kind::Party, Kind::Funder, Kind::Institute];
    let once = holders.iter().all(|holder| {
        let of_it = marks
            .iter()
            .filter(|(standing, _)| holder.can_have(*standing));
        of_it.count() <= 1
    });
    // For the holder of such a standing its project exists in every status.
    let visible = marks
        .iter()
        .all(|(standing, _)| super::table::ANY_STATUS.contains(standing));
    (rule.applies == Applies::Always && once && visible && marks.iter().all(simple)).then(|| {
        marks
            .into_iter()
            .map(|(standing, cell)| (standing, cell == Cell::Own))
            .collect()
    })
}

impl Policy for FundingTotal {
    const RECORDED: Recorded = Recorded::Contributions;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let Some(kept) = kept() else {
            return Condition::Never;
        };
        let words: Vec<&'static str> = kept.iter().map(|(standing, _)| standing.word()).collect();
        let named = sight.is_named(column(at, Column::HolderKind), column(at, Column::Holder));
        all([
            all(Facet::Contributions
                .rules()
                .map(|rule| sight.covers(rule.scope))),
            any([
                all([
                    sight.is_secretariat(),
                    sql(column(at, Column::HolderKind).eq(OF_ALL)),
                ]),
                all([
                    named,
                    sql(one_of(column(at, Column::Kind), &words)),
                    sight.is_live(at),
                ]),
            ]),
        ])
    }
}
