//! Grouped sums over what a viewer sees: the rules of `fundingSummary` and `ledgerSummary` said once
//! more, in whole minor units. The rows are in `summary/row.rs`, the keys they are grouped by in
//! `summary/key.rs`, what is worked out of amounts in `summary/figures.rs`. How a question is spelt is
//! not said here.

mod check;
mod figures;
mod key;
mod row;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Sight;
use figures::{Cell, Figures, WHOLE, added, listed, parts, sums};
use key::{Calendar, Key};

pub use figures::{decimal, millionths, minor};
pub use key::Dimension;
pub use row::Row;

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rows {
    Contributions,
    Ledger,
}

/// How a row counts that belongs to several groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Whole in each of them.
    Full,
    /// Divided among them.
    Fractional,
}

/// What a group can be sorted by, beside its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Count,
    Projects,
    Sum,
    Min,
    Max,
    Mean,
    Median,
}

/// Everything that is asked, but for the filter.
#[derive(Clone, Debug)]
pub struct Question {
    pub rows: Rows,
    pub by: Vec<Dimension>,
    /// None: nothing was said.
    pub method: Option<Method>,
    /// The code of a Party.
    pub fiscal_year_of: Option<String>,
    pub having: Having,
    pub order: Vec<Order>,
    pub top: Option<Top>,
}

/// Which groups are listed: those that keep every bound.
#[derive(Clone, Debug, Default)]
pub struct Having {
    pub count: Option<Bound>,
    pub projects: Option<Bound>,
    /// The currency, and the bound in its minor units.
    pub sum: Option<(String, Bound)>,
}

/// A number is so to another.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub is: Comparison,
    pub to: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// One step of an order.
#[derive(Clone, Debug)]
pub struct Order {
    pub by: By,
    pub descending: bool,
}

#[derive(Clone, Debug)]
pub enum By {
    Key(Dimension),
    /// With its currency, which all but the counts need.
    Measure(Measure, Option<String>),
}

/// How many groups are listed.
#[derive(Clone, Copy, Debug)]
pub struct Top {
    pub n: usize,
    /// None: 0.
    pub skip: Option<usize>,
    /// Whether it is told what the others have in common; none: it is.
    pub rest: Option<bool>,
}

/// "without top: the first 200 groups".
const LISTED: usize = 200;

struct Group<'a> {
    key: Key,
    cells: Vec<Cell<'a>>,
    figures: Figures,
}

impl Sight<'_> {
    /// Whether there is anything to sum for the viewer.
    pub fn has_rows(&self, rows: Rows) -> bool {
        !self.rows(rows).is_empty()
    }

    /// The whole answer, of the rows that pass the filter.
    pub fn summary(&self, question: &Question, passes: impl Fn(&Row<'_>) -> bool) -> Value {
        let mut rows = self.rows(question.rows);
        rows.retain(|row| passes(row));
        let method = question.method.unwrap_or(Method::Fractional);
        let years = Calendar::of(question.fiscal_year_of.as_deref());

        let (mut wanted, mut others): (Vec<Group>, Vec<Group>) =
            groups(&rows, &question.by, method, years)
                .into_iter()
                .partition(|group| question.having.admits(&group.figures));
        wanted.sort_by(|one, other| question.compare(one, other));
        let skip = question.top.and_then(|top| top.skip).unwrap_or(0);
        let until = skip + question.top.map_or(LISTED, |top| top.n);
        others.extend(wanted.split_off(until.min(wanted.len())));
        let groups = wanted.split_off(skip.min(wanted.len()));
        others.extend(wanted);

        let whole: Vec<Cell> = rows
            .iter()
            .map(|row| row.cell(row.amount(), WHOLE))
            .collect();
        let (unknown, known): (Vec<&Group>, Vec<&Group>) =
            groups.iter().partition(|group| group.is_unknown());
        let (all, known, unknown, rest): (Vec<&Cell>, Vec<&Cell>, Vec<&Cell>, Vec<&Cell>) = (
            whole.iter().collect(),
            known.iter().flat_map(|group| &group.cells).collect(),
            unknown.iter().flat_map(|group| &group.cells).collect(),
            others.iter().flat_map(|group| &group.cells).collect(),
        );
        let tells_rest = question.top.and_then(|top| top.rest).unwrap_or(true);
        let rest_figures = (tells_rest && !others.is_empty()).then(|| Figures::of(&rest).json());
        let weights = [&known, &unknown, &rest].map(|cells| added(cells));
        // "groups + unknown + rest = totals in every currency, and their weights = rows".
        let grouped: Vec<&Cell> = [known.clone(), unknown.clone(), rest.clone()].concat();
        let reconciles = sums(&grouped) == sums(&all)
            && weights.iter().sum::<i128>() == WHOLE * rows.len() as i128;

        json!({
            "groups": groups.iter().map(|group| json!({
                "keys": key::keys(&question.by, &group.key, years),
                "unknown": key::unknown(&question.by, &group.key),
                "figures": group.figures.json(),
            })).collect::<Vec<Value>>(),
            "rest": rest_figures,
            "total": Figures::of(&all).json(),
            "control": {
                "rows": rows.len(),
                "totals": listed(&sums(&all)),
                "groupsTotal": listed(&sums(&known)),
                "unknownTotal": listed(&sums(&unknown)),
                "restTotal": listed(&sums(&rest)),
                "groupsWeight": millionths(weights[0]),
                "unknownWeight": millionths(weights[1]),
                "restWeight": millionths(weights[2]),
                "groupsInAll": groups.len() + others.len(),
                "reconciles": reconciles,
            },
            "method": method.word(),
            "additive": method == Method::Fractional
                || !question.by.iter().any(|dimension| dimension.has_several()),
        })
    }
}

/// The rows in the groups they belong to, whole or in parts; the groups in the order of their keys.
fn groups<'a>(
    rows: &[Row<'a>],
    by: &[Dimension],
    method: Method,
    years: Calendar,
) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Key, Vec<Cell<'a>>> = BTreeMap::new();
    for row in rows {
        let keys = row.keys(by, years);
        let (amounts, weights) = match method {
            Method::Full => (vec![row.amount(); keys.len()], vec![WHOLE; keys.len()]),
            Method::Fractional => (parts(row.amount(), keys.len()), parts(WHOLE, keys.len())),
        };
        for ((key, amount), weight) in keys.into_iter().zip(amounts).zip(weights) {
            groups
                .entry(key)
                .or_default()
                .push(row.cell(amount, weight));
        }
    }
    groups
        .into_iter()
        .map(|(key, cells)| Group {
            key,
            figures: Figures::of(&cells.iter().collect::<Vec<_>>()),
            cells,
        })
        .collect()
}

impl Group<'_> {
    fn is_unknown(&self) -> bool {
        self.key.iter().any(|part| part.known().is_none())
    }
}

impl Question {
    fn compare(&self, one: &Group<'_>, other: &Group<'_>) -> Ordering {
        let mut steps = self.order.iter().map(|step| match &step.by {
            By::Key(dimension) => {
                let place = self.by.iter().position(|by| by == dimension);
                let place = place.expect("an order by what it is grouped by");
                let part = |group: &'_ Group<'_>| group.key[place].known().cloned();
                ends_last(part(one), part(other), step.descending)
            }
            By::Measure(measure, currency) => {
                let figure =
                    |group: &Group<'_>| group.figures.measure(*measure, currency.as_deref());
                ends_last(figure(one), figure(other), step.descending)
            }
        });
        steps
            .find(|step| step.is_ne())
            .unwrap_or_else(|| one.key.cmp(&other.key))
    }
}

/// "groups without that currency come last both ways; unknown keys come last both ways".
fn ends_last<T: Ord>(one: Option<T>, other: Option<T>, descending: bool) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if descending => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

impl Having {
    /// Reading: a group without the currency has no sum in it, and passes no bound of that sum.
    fn admits(&self, figures: &Figures) -> bool {
        let keeps = |bound: &Option<Bound>, measure: Measure| {
            bound.is_none_or(|bound| {
                figures
                    .measure(measure, None)
                    .is_some_and(|number| bound.holds(number))
            })
        };
        let sum = self.sum.as_ref().is_none_or(|(currency, bound)| {
            figures
                .measure(Measure::Sum, Some(currency))
                .is_some_and(|number| bound.holds(number))
        });
        keeps(&self.count, Measure::Count) && keeps(&self.projects, Measure::Projects) && sum
    }
}

impl Bound {
    fn holds(self, number: i128) -> bool {
        match self.is {
            Comparison::Eq => number == self.to,
            Comparison::Gt => number > self.to,
            Comparison::Gte => number >= self.to,
            Comparison::Lt => number < self.to,
            Comparison::Lte => number <= self.to,
        }
    }
}

impl Method {
    pub fn word(self) -> &'static str {
        match self {
            Method::Full => "FULL",
            Method::Fractional => "FRACTIONAL",
        }
    }
}
