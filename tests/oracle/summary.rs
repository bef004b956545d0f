//! Grouped sums over what a viewer sees: the rules of `fundingSummary`, `ledgerSummary`, `projectSummary` and
//! `outputSummary` said once more, in whole minor units and months. The rows are in `summary/row.rs`, the keys they are grouped by in
//! `summary/key.rs`, what is worked out of amounts in `summary/figures.rs`. How a question is spelt is
//! not said here.

mod check;
mod converted;
mod figures;
mod key;
mod question;
mod row;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rate::Target;
use super::{Sight, World};
use figures::{Cell, Figures, WHOLE, added, sums};
use key::{Calendar, Key};

pub use figures::{decimal, millionths, minor, parts};
pub use key::Dimension;
pub use question::{Bound, By, Comparison, Having, Measure, Method, Order, Question, Rows, Top};
pub use row::{Money, OutputRow, ProjectRow, Row};

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
        let to = question.to.as_ref().map(|to| (to, self.world));

        let (mut wanted, mut others): (Vec<Group>, Vec<Group>) =
            groups(&rows, &question.by, method, years, to)
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
            .map(|row| Cell::whole(row.projects(), row.amount()).became(row.converted(to)))
            .collect();
        let (unknown, known): (Vec<&Group>, Vec<&Group>) =
            groups.iter().partition(|group| group.is_unknown());
        let (all, known, unknown, rest): (Vec<&Cell>, Vec<&Cell>, Vec<&Cell>, Vec<&Cell>) = (
            whole.iter().collect(),
            known.iter().flat_map(|group| &group.cells).collect(),
            unknown.iter().flat_map(|group| &group.cells).collect(),
            others.iter().flat_map(|group| &group.cells).collect(),
        );
        let told = |figures: &Figures| figures.json(question.rows);
        let tells_rest = question.top.and_then(|top| top.rest).unwrap_or(true);
        let rest_figures =
            (tells_rest && !others.is_empty()).then(|| told(&Figures::of(&rest, to)));
        let weights = [&known, &unknown, &rest].map(|cells| added(cells));
        // "groups + unknown + rest = totals in every currency, and their weights = rows".
        let grouped: Vec<&Cell> = [known.clone(), unknown.clone(), rest.clone()].concat();
        let reconciles = sums(&grouped) == sums(&all)
            && converted::compared(&grouped) == converted::compared(&all)
            && weights.iter().sum::<i128>() == WHOLE * rows.len() as i128;

        let mut control = json!({
            "rows": rows.len(),
            "groupsWeight": millionths(weights[0]),
            "unknownWeight": millionths(weights[1]),
            "restWeight": millionths(weights[2]),
            "groupsInAll": groups.len() + others.len(),
            "reconciles": reconciles,
        });
        for (part, cells) in [
            ("", &all),
            ("groups", &known),
            ("unknown", &unknown),
            ("rest", &rest),
        ] {
            if let Some((name, told)) = question.rows.control(part, &sums(cells)) {
                control[name] = told;
            }
        }

        if matches!(question.rows, Rows::Contributions | Rows::Ledger) {
            control["converted"] = json!(question.to.as_ref().map(|to| json!({
                "total": converted::sum(&all, to),
                "groupsTotal": converted::sum(&known, to),
                "unknownTotal": converted::sum(&unknown, to),
                "restTotal": converted::sum(&rest, to),
                "unconverted": converted::unconverted(&all),
                "groupsUnconverted": converted::unconverted(&known),
                "unknownUnconverted": converted::unconverted(&unknown),
                "restUnconverted": converted::unconverted(&rest),
            })));
        }

        json!({
            "groups": groups.iter().map(|group| json!({
                "keys": key::keys(question.rows, &question.by, &group.key, years),
                "unknown": key::unknown(&question.by, &group.key),
                "figures": told(&group.figures),
            })).collect::<Vec<Value>>(),
            "rest": rest_figures,
            "total": told(&Figures::of(&all, to)),
            "control": control,
            "method": method.word(),
            "additive": method == Method::Fractional
                || !question.by.iter().any(|dimension| question.rows.has_several(*dimension)),
        })
    }
}

/// The rows in the groups they belong to, whole or in parts; the groups in the order of their keys.
fn groups<'a>(
    rows: &[Row<'a>],
    by: &[Dimension],
    method: Method,
    years: Calendar,
    to: Option<(&Target, &World)>,
) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Key, Vec<Cell<'a>>> = BTreeMap::new();
    for row in rows {
        let keys = row.keys(by, years);
        let ways = keys.len();
        let converted = row.converted(to);
        for (place, (key, projects)) in keys.into_iter().enumerate() {
            let whole = Cell::whole(projects, row.amount()).became(converted.clone());
            groups.entry(key).or_default().push(match method {
                Method::Full => whole,
                Method::Fractional => whole.part(place, ways),
            });
        }
    }
    groups
        .into_iter()
        .map(|(key, cells)| Group {
            key,
            figures: Figures::of(&cells.iter().collect::<Vec<_>>(), to),
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
