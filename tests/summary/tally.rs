//! What was asked and answered, so that it can be said whether it tells anything.

use super::asked::{Asked, root};
use crate::oracle::{
    Viewer, Who,
    summary::{Dimension, Method, Rows},
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

#[derive(Default)]
pub struct Tally {
    cases: u64,
    viewers: BTreeMap<&'static str, u64>,
    dimensions: BTreeMap<String, u64>,
    /// What answers had in them.
    had: BTreeMap<&'static str, u64>,
    /// By which rules amounts were converted, and why not.
    converted: BTreeMap<&'static str, u64>,
}

/// What some answers must have had in them.
const TELLING: [&str; 13] = [
    "rows of the ledger",
    "rows of contributions",
    "projects",
    "outputs",
    "durations of divided projects",
    "several groups",
    "an unknown key",
    "a rest",
    "a rest that is not told",
    "a row in several groups",
    "sums that do not reconcile",
    "several currencies in a group",
    "no group listed of several",
];

/// The rules of conversion, and the reasons against one. Amounts too large for any are in no world.
const CONVERTED: [&str; 8] = [
    "SAME_CURRENCY",
    "LEGAL_EQUIVALENCE",
    "QUOTED",
    "INVERSE_QUOTE",
    "NO_DATE",
    "DATE_TOO_REDUCED",
    "NO_RATE",
    FURTHER,
];

/// What is counted where more rates are told behind the first ones.
const FURTHER: &str = "further rates";

impl Tally {
    /// Counts a case whose answer was right.
    pub fn count(&mut self, viewer: &Viewer, asked: &Asked, answer: &Value) {
        self.cases += 1;
        *self.viewers.entry(kind(&viewer.who)).or_default() += 1;
        let control = &answer["control"];
        let rows = control["rows"].as_u64().unwrap_or(0);
        if rows == 0 {
            return;
        }
        let converted = &answer["total"]["converted"];
        for (list, member) in [("rates", "method"), ("unconverted", "reason")] {
            for one in converted[list].as_array().into_iter().flatten() {
                let word = CONVERTED.into_iter().find(|word| one[member] == **word);
                *self.converted.entry(word.expect("a word")).or_default() += 1;
            }
        }
        if converted["further"][0].is_object() {
            *self.converted.entry(FURTHER).or_default() += 1;
        }
        for dimension in &asked.question.by {
            let grouped = grouped(asked.question.rows, *dimension);
            *self.dimensions.entry(grouped).or_default() += 1;
        }
        let groups = answer["groups"].as_array().map_or(&[][..], Vec::as_slice);
        let in_all = control["groupsInAll"].as_u64().unwrap_or(0);
        let is_divided = |figures: &Value| {
            let whole = figures["count"]
                .as_u64()
                .map(|count| format!("{count}.000000"));
            whole.as_deref() != figures["weight"].as_str()
        };
        let full = asked.question.method == Some(Method::Full);
        let had = [
            asked.question.rows == Rows::Ledger,
            asked.question.rows == Rows::Contributions,
            asked.question.rows == Rows::Projects,
            asked.question.rows == Rows::Outputs,
            !full
                && groups.iter().any(|group| {
                    is_divided(&group["figures"]) && group["figures"]["durations"].is_object()
                }),
            groups.len() > 1,
            groups
                .iter()
                .any(|group| group["unknown"] != Value::Array(Vec::new())),
            !answer["rest"].is_null(),
            in_all > groups.len() as u64 && answer["rest"].is_null(),
            !full && groups.iter().any(|group| is_divided(&group["figures"])),
            control["reconciles"] == Value::Bool(false),
            groups
                .iter()
                .any(|group| group["figures"]["amounts"][1].is_object()),
            groups.is_empty() && in_all > 1,
        ];
        for (what, had) in TELLING.into_iter().zip(had) {
            *self.had.entry(what).or_default() += u64::from(had);
        }
    }

    /// Fails if so little was asked and answered that equality would say little.
    pub fn is_telling(&self) {
        for what in TELLING {
            assert!(
                self.had.get(what).is_some_and(|times| *times > 0),
                "never {what}: {self}"
            );
        }
        let all = Rows::ALL.into_iter().flat_map(|rows| {
            let of_them = rows.dimensions().iter();
            of_them.map(move |dimension| grouped(rows, *dimension))
        });
        for grouped in all.filter(|grouped| grouped != "fundingSummary by ENTRY_KIND") {
            assert!(
                self.dimensions.contains_key(&grouped),
                "never {grouped}: {self}"
            );
        }
    }

    /// Fails if a rule of conversion was never met.
    pub fn had_every_rule(&self) {
        for word in CONVERTED {
            assert!(self.converted.contains_key(word), "never {word}: {self}");
        }
    }

    /// Fails if a kind of viewer never asked.
    pub fn had_everyone(&self) {
        assert_eq!(self.viewers.len(), 5, "{self}");
    }
}

fn grouped(rows: Rows, dimension: Dimension) -> String {
    format!("{} by {}", root(rows), dimension.word())
}

fn kind(who: &Who) -> &'static str {
    match who {
        Who::Public => "public",
        Who::Party(_) => "party",
        Who::Partner(_) => "partner",
        Who::Institute(_) => "institute",
        Who::Secretariat => "secretariat",
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} summaries, all as worked out; by viewer {:?}; with rows, grouped by {:?}; among them with {:?}; converted {:?}",
            self.cases, self.viewers, self.dimensions, self.had, self.converted
        )
    }
}
