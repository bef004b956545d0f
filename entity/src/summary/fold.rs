//! From facts to groups: a row that belongs to several of them is counted in each, or divided among them.

use super::{
    converted::{InAnother, Outcome},
    facts::{Fact, Folded},
    figures::Figures,
    part::Part,
};
use crate::rate::Conversion;
use std::collections::BTreeMap;

/// Millionths in a whole row.
pub const WHOLE: u128 = 1_000_000;

/// Every group, and all rows together, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The groups by their keys.
    pub groups: BTreeMap<Vec<Part>, Figures>,
    /// All rows.
    pub total: Figures,
}

/// `divided`: a row that belongs to several groups is divided among them. `plain`: its amount is a plain
/// number, divided only where it is summed. With a conversion, each amount is converted before it is divided.
pub(super) fn fold(
    facts: Vec<Fact>,
    divided: bool,
    plain: bool,
    conversion: Option<&Conversion>,
) -> Sums {
    let mut sums = Sums::default();
    sums.total.converted = conversion.map(InAnother::of).map(Box::new);
    let mut facts = facts.into_iter().peekable();
    while let Some(fact) = facts.next() {
        let (rows, unit, amounts, days) = (fact.rows, fact.unit, fact.amounts, fact.days);
        let whole = u128::from(rows) * WHOLE;
        // Rows of which each belongs to one group.
        if fact.row.is_none() && conversion.is_none() {
            let project = &fact.project;
            sums.total.add(rows, whole, project, &unit, amounts);
            let group = sums.groups.entry(fact.parts).or_default();
            group.add(rows, whole, project, &unit, amounts);
            continue;
        }
        // Each of the row's groups, in the order of keys, with the projects that lead there.
        let mut keys = BTreeMap::from([(fact.parts, Vec::from_iter(fact.project))]);
        if fact.row.is_some() {
            while let Some(next) = facts.next_if(|next| next.row == fact.row) {
                keys.entry(next.parts).or_default().extend(next.project);
            }
        }
        let all = keys.values().flatten();
        sums.total.add(rows, whole, all, &unit, amounts);
        let outcome = conversion
            .zip(amounts)
            .map(|(conversion, amounts)| Outcome::of(conversion, &unit, amounts, days));
        if let Some((outcome, conversion)) = outcome.as_ref().zip(conversion) {
            sums.total.convert(conversion, outcome, |amounts| amounts);
        }
        let ways = keys.len() as i128;
        for (place, (key, projects)) in (0..).zip(keys) {
            let group = sums.groups.entry(key).or_default();
            let is_whole = !divided || ways == 1;
            if let Some((outcome, conversion)) = outcome.as_ref().zip(conversion) {
                group.convert(conversion, outcome, |amounts| match is_whole {
                    true => amounts,
                    false => part(amounts, ways, place, false),
                });
            }
            if is_whole {
                group.add(rows, whole, &projects, &unit, amounts);
                continue;
            }
            // `whole` is one row's here, and its amount is its own.
            let millionths = share(WHOLE as i128, ways, place).unsigned_abs();
            let amounts = amounts.map(|amounts| part(amounts, ways, place, plain));
            group.add(rows, millionths, &projects, &unit, amounts);
        }
    }
    sums
}

/// The part that falls to this place, if so many share.
///
/// All parts are equal but for what is left over, which goes unit by unit to the first of them: the rule of
/// the largest remainder, where all remainders are equal and the order of keys decides. An amount below zero
/// is divided as its opposite is, so that a correction takes back exactly what was counted.
pub(crate) fn share(whole: i128, ways: i128, place: i128) -> i128 {
    let left_over = (whole % ways).abs();
    whole / ways + if place < left_over { whole.signum() } else { 0 }
}

fn part(amounts: Folded, ways: i128, place: i128, plain: bool) -> Folded {
    let sum = share(amounts.sum, ways, place);
    if plain {
        return Folded { sum, ..amounts };
    }
    // A part of a 64-bit amount is one.
    let part = i64::try_from(sum).unwrap_or(amounts.least);
    Folded {
        sum,
        whole: sum,
        least: part,
        most: part,
        ..amounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole_and_differ_by_one_at_most() {
        for whole in [0, 1, -1, 7, -7, 100, 1_000_000, i128::from(i64::MIN)] {
            for ways in 1..=9 {
                let parts: Vec<i128> = (0..ways).map(|place| share(whole, ways, place)).collect();
                assert_eq!(parts.iter().sum::<i128>(), whole, "{whole} in {ways}");
                let (least, most) = (parts.iter().min(), parts.iter().max());
                assert!(most.unwrap() - least.unwrap() <= 1);
                let opposite = (0..ways).map(|place| -share(-whole, ways, place));
                assert!(opposite.eq(parts), "{whole} in {ways}");
            }
        }
    }

    #[test]
    fn a_row_in_two_groups_is_divided_or_counted_twice() {
        let fact = |area: &str| Fact {
            parts: vec![Part::Word(area.into())],
            row: Some("c-1".into()),
            project: Some("P-1".into()),
            unit: "USD".into(),
            rows: 1,
            amounts: Some(Folded {
                count: 1,
                sum: 101,
                whole: 101,
                least: 101,
                most: 101,
            }),
            days: None,
        };
        for (divided, sums, millionths) in [(true, [51, 50], 500_000), (false, [101, 101], WHOLE)] {
            let folded = fold(vec![fact("b"), fact("a")], divided, false, None);
            assert_eq!(
                (
                    folded.total.rows,
                    folded.total.amounts.get("USD").unwrap().sum
                ),
                (1, 101)
            );
            let groups: Vec<_> = folded.groups.values().collect();
            assert_eq!(
                groups
                    .iter()
                    .map(|group| group.amounts.get("USD").unwrap().sum)
                    .collect::<Vec<_>>(),
                sums
            );
            assert!(
                groups
                    .iter()
                    .all(|group| group.rows == 1 && group.millionths == millionths)
            );
        }
    }
}
