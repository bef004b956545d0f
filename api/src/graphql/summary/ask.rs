//! From the arguments of a summary to what is summed, and how the groups are listed.

use super::{converted::ConvertTo, reach::Grouped, shape::Shape};
use crate::graphql::{
    error::{Problem, Result},
    order::OrderDirection,
    question::Part,
    scalar::CurrencyCode,
};
use async_graphql::{Enum, InputObject, InputType};
use entity::{
    Reader,
    read::{Test, Value},
    summary::{Dimension, Figures, Measure, Ordered, Summing, Sums, Top},
    value::FiscalCalendar,
};

/// A summary is grouped by so many dimensions at once.
const MOST_DIMENSIONS: usize = 4;
/// So many groups are listed without `top`.
pub const GROUPS: usize = 200;
/// So many groups are listed at most.
pub const MOST_GROUPS: usize = 1_000;

/// How an entry is counted that belongs to several groups, such as one for a project in two technology areas.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum CountingMethod {
    /// Wholly in each of them. The groups then add up to more than the total.
    Full,
    /// It is divided into equal parts, and the groups add up to the total to the last minor unit. What is
    /// left over in dividing goes unit by unit to the groups in the order of their keys (the rule of the
    /// largest remainder).
    Fractional,
}

/// Which groups are listed, of those in order.
#[derive(InputObject)]
pub(in crate::graphql) struct SummaryTop {
    /// At most so many: 1 to 1,000.
    n: i32,
    /// So many before them are left out; 0 where nothing is said.
    skip: Option<i32>,
    /// Whether the figures of those that are not listed are told together in `rest`; they are where nothing is
    /// said. `control` tells their totals in any case.
    rest: Option<bool>,
}

/// A condition on the figures of a group.
#[derive(Default)]
pub(in crate::graphql) struct Having {
    pub(super) count: Vec<Test>,
    pub(super) projects: Vec<Test>,
    /// The unit, and what is tested of the sum in it.
    pub(super) sum: Option<(String, Vec<Test>)>,
}

impl Having {
    /// Whether it asks for distinct projects.
    pub(super) fn projects(&self) -> bool {
        !self.projects.is_empty()
    }

    /// Whether a group with these figures is listed.
    pub(super) fn lets_through(&self, figures: &Figures) -> bool {
        let all = |tests: &[Test], measure, unit: &str| {
            let value = figures.measure(measure, unit);
            tests.iter().all(|test| holds(test, value))
        };
        all(&self.count, Measure::Count, "")
            && all(&self.projects, Measure::Projects, "")
            && self.sum.as_ref().is_none_or(|(unit, tests)| {
                all(tests, Measure::Sum, unit)
                    // A group without the unit has no sum to compare.
                    && figures.amounts.get(unit).is_some()
            })
    }
}

/// A comparison with nothing is false, as everywhere.
fn holds(test: &Test, value: Option<i128>) -> bool {
    if let Test::IsNull(wanted) = test {
        return value.is_none() == *wanted;
    }
    let Some(value) = value else {
        return false;
    };
    let compared = |wanted: &Value, holds: fn(&i128, &i128) -> bool| match wanted {
        Value::Int(wanted) => holds(&value, &i128::from(*wanted)),
        _ => false,
    };
    match test {
        Test::Eq(wanted) => compared(wanted, i128::eq),
        Test::Gt(wanted) => compared(wanted, i128::gt),
        Test::Gte(wanted) => compared(wanted, i128::ge),
        Test::Lt(wanted) => compared(wanted, i128::lt),
        Test::Lte(wanted) => compared(wanted, i128::le),
        _ => false,
    }
}

/// By what groups are sorted: by a part of their keys, or by a measure.
pub(in crate::graphql) struct By<D> {
    pub(super) key: Option<D>,
    pub(super) measure: Option<Measure>,
    pub(super) currency: Option<CurrencyCode>,
    pub(super) direction: Option<OrderDirection>,
}

impl<D: Copy + PartialEq> By<D> {
    /// `currencies`: whether amounts are in currencies.
    pub(super) fn ordered(self, dimensions: &[D], currencies: bool) -> Result<Ordered> {
        let direction = OrderDirection::or_ascending(self.direction);
        match (self.key, self.measure) {
            (Some(key), None) => {
                let place = dimensions.iter().position(|known| *known == key);
                let place = place.ok_or_else(|| {
                    Problem::input("`orderBy`: `key` is one of the dimensions in `groupBy`.")
                })?;
                if self.currency.is_some() {
                    return Err(Problem::input("`orderBy`: a `key` has no `currency`."));
                }
                Ok(Ordered::Key(place, direction))
            }
            (None, Some(measure)) => match (
                currencies && !matches!(measure, Measure::Count | Measure::Projects),
                self.currency,
            ) {
                (true, Some(currency)) => Ok(Ordered::Measure(measure, currency.0, direction)),
                (false, None) => Ok(Ordered::Measure(measure, String::new(), direction)),
                (true, None) => Err(Problem::input(
                    "`orderBy`: amounts are compared in one `currency`; name it.",
                )),
                (false, Some(_)) => Err(Problem::input(
                    "`orderBy`: `COUNT` and `PROJECTS` have no `currency`.",
                )),
            },
            _ => Err(Problem::input(
                "`orderBy`: each entry names a `key` or a `measure`.",
            )),
        }
    }
}

/// The dimensions, each once, and not too many.
pub(super) fn dimensions<G: InputType + Into<D>, D: PartialEq>(part: &Part<'_>) -> Result<Vec<D>> {
    let given = part.argument::<Vec<G>>("groupBy")?.unwrap_or_default();
    let by: Vec<D> = given.into_iter().map(Into::into).collect();
    if by.is_empty() || by.len() > MOST_DIMENSIONS {
        return Err(Problem::input(format!(
            "`groupBy` names 1 to {MOST_DIMENSIONS} dimensions."
        )));
    }
    if (1..by.len()).any(|place| {
        by.iter()
            .take(place)
            .any(|known| by.get(place) == Some(known))
    }) {
        return Err(Problem::input("`groupBy` names each dimension once."));
    }
    Ok(by)
}

/// The calendar of the Party that the argument names; calendar years where it names none, whoever asks.
pub(super) async fn calendar(part: &Part<'_>, reader: &Reader) -> Result<FiscalCalendar> {
    if let Some(code) = part.argument::<String>("fiscalYearOf")? {
        let read = entity::read::Read::<entity::Party>::of(&entity::read::Key(vec![code.clone()]));
        let found = reader.read(&read).await?;
        if found.rows.is_empty() {
            return Err(Problem::input(
                "`fiscalYearOf` is the code of a Party, such as `JP`.",
            ));
        }
        return Ok(FiscalCalendar::of(&code));
    }
    Ok(FiscalCalendar::YEARS)
}

/// Which groups are listed, and whether the others are told together.
pub(super) fn top(part: &Part<'_>) -> Result<(Top, bool)> {
    let Some(given) = part.argument::<SummaryTop>("top")? else {
        let all = Top {
            most: GROUPS,
            skip: 0,
        };
        return Ok((all, true));
    };
    let most = usize::try_from(given.n).ok();
    let most = most.filter(|most| (1..=MOST_GROUPS).contains(most));
    let most = most.ok_or_else(|| {
        Problem::input(format!(
            "`top`: `n` is a whole number from 1 to {MOST_GROUPS}."
        ))
    })?;
    let skip = usize::try_from(given.skip.unwrap_or_default())
        .map_err(|_| Problem::input("`top`: `skip` is a whole number, 0 or more."))?;
    Ok((Top { most, skip }, given.rest.unwrap_or(true)))
}

/// Each dimension as the noun reaches it.
pub(super) fn reached<N: Grouped>(
    by: &[<N::Shape as Shape>::Dimension],
    calendar: FiscalCalendar,
) -> Result<Vec<Dimension<N>>> {
    let reached = by.iter().map(|by| N::dimension(*by, calendar));
    reached
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Problem::of_ours("a dimension that the noun does not have"))
}

/// The sums, with those in another currency beside them.
pub(super) async fn converted<N: Grouped>(
    reader: &Reader,
    summing: &Summing<N>,
    to: ConvertTo,
) -> Result<Sums> {
    let sums = reader
        .sum_converted(summing, to.target()?, &to.table)
        .await?;
    sums.ok_or_else(ConvertTo::unknown)
}
