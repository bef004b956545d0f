//! A Party's statement, worked out once more: `contributionStatement` with everything that can be selected
//! of it. Money is counted here, results in `statement/results.rs`; how a question is spelt is not said.

mod converted;
mod results;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::rate::Target;
use super::summary::{decimal, minor};
use super::time::Written;
use super::{Sight, Who, World, membership::represented_states};

/// How results are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    FullCount,
    ShareAtAward,
    ShareOfDisbursement,
    LeadFunder,
}

impl Method {
    pub const ALL: [Method; 4] = [
        Method::FullCount,
        Method::ShareAtAward,
        Method::ShareOfDisbursement,
        Method::LeadFunder,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Method::FullCount => "FULL_COUNT",
            Method::ShareAtAward => "SHARE_AT_AWARD",
            Method::ShareOfDisbursement => "SHARE_OF_DISBURSEMENT",
            Method::LeadFunder => "LEAD_FUNDER",
        }
    }
}

/// What is asked. Bounds are dates as they are written.
#[derive(Clone, Debug)]
pub struct Question {
    pub party: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub method: Method,
    pub fiscal_years: bool,
    pub to: Option<Target>,
}

/// The first and the last day of the period.
type Bounds = (Option<NaiveDate>, Option<NaiveDate>);

/// Where something dated so lies: -1 before, 0 in, 1 after the period; None: it cannot be told.
fn side(cell: &str, bounds: Bounds) -> Option<i8> {
    let (from, until) = bounds;
    if from.is_none() && until.is_none() {
        return Some(0);
    }
    let date = Written::read(cell)?;
    let (first, last) = (date.as_end(), date.as_beginning());
    let of = |day: NaiveDate| {
        if from.is_some_and(|from| day < from) {
            -1
        } else if until.is_some_and(|until| until < day) {
            1
        } else {
            0
        }
    };
    let sides: Vec<i8> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(of)
        .collect();
    sides
        .iter()
        .all(|side| *side == sides[0])
        .then_some(sides[0])
}

/// "US October, Japan April, EU and ISTC calendar", Canada as Japan.
fn year(cell: &str, party: &str, fiscal: bool) -> Option<i32> {
    let date = Written::read(cell)?;
    let of = |day: NaiveDate| match (fiscal, party) {
        (true, "US") => day.year() + i32::from(day.month() >= 10),
        (true, "JP" | "CA") => day.year() - i32::from(day.month() < 4),
        _ => day.year(),
    };
    let (first, last) = (of(date.as_end()), of(date.as_beginning()));
    (first == last).then_some(first)
}

struct Line<'a> {
    project: &'a str,
    kind: &'static str,
    contribution: &'a str,
    entry: Option<&'a str>,
    amount: i128,
    currency: &'a str,
    date: &'a str,
    year: Option<i32>,
    side: Option<i8>,
}

const KINDS: [&str; 3] = ["COMMITMENT", "DISBURSEMENT", "ADJUSTMENT"];

impl Sight<'_> {
    /// The codes of the Party and of the states that it represents today.
    fn acting_for(&self, party: &str) -> Vec<String> {
        let states = represented_states(self.world, party).into_iter();
        [party.to_owned()]
            .into_iter()
            .chain(
                states
                    .filter(|(_, span)| span.contains(self.today))
                    .map(|(state, _)| state.to_owned()),
            )
            .collect()
    }

    /// "A Party may ask only for itself, the secretariat for any."
    fn may_ask(&self, party: &str) -> &'static str {
        if !self.viewer.scopes.funding {
            return "WITHHELD";
        }
        match &self.viewer.who {
            Who::Secretariat => "GRANTED",
            Who::Party(own) if own == party => "OWN",
            _ => "WITHHELD",
        }
    }

    fn lines(&self, question: &Question, bounds: Bounds) -> Vec<Line<'_>> {
        let codes = self.acting_for(&question.party);
        let mut lines = Vec::new();
        for row in &self.world.contributions {
            let of_the_party = self.world.funders.iter().any(|funder| {
                funder.key == row.funder
                    && codes.contains(&funder.party)
                    && self.sees_funder(&funder.key)
            });
            if !of_the_party || !self.sees_contribution(&row.key) {
                continue;
            }
            lines.push(Line {
                project: &row.project,
                kind: KINDS[0],
                contribution: &row.key,
                entry: None,
                amount: minor(&row.amount, &row.currency),
                currency: &row.currency,
                date: &row.committed_on,
                year: year(&row.committed_on, &question.party, question.fiscal_years),
                side: side(&row.committed_on, bounds),
            });
            let booked = self.world.ledger.iter();
            for entry in booked.filter(|entry| entry.contribution == row.key) {
                if self.sees_ledger(&entry.key) {
                    lines.push(Line {
                        project: &row.project,
                        kind: match entry.kind.as_str() {
                            "disbursement" => KINDS[1],
                            _ => KINDS[2],
                        },
                        contribution: &row.key,
                        entry: Some(&entry.key),
                        amount: minor(&entry.amount, &entry.currency),
                        currency: &entry.currency,
                        date: &entry.booked_on,
                        year: year(&entry.booked_on, &question.party, question.fiscal_years),
                        side: side(&entry.booked_on, bounds),
                    });
                }
            }
        }
        lines.sort_by_key(|line| {
            (
                line.project,
                line.date.is_empty(),
                line.date,
                KINDS.iter().position(|kind| *kind == line.kind),
                line.contribution,
                line.entry,
            )
        });
        lines
    }

    /// The whole answer.
    pub fn statement(&self, question: &Question) -> Value {
        if !self
            .world
            .parties
            .iter()
            .any(|party| party.code == question.party)
        {
            return Value::Null;
        }
        let day = |cell: &Option<String>, last: bool| {
            let date = Written::read(cell.as_deref().unwrap_or_default());
            date.map(|date| {
                if last {
                    date.as_beginning()
                } else {
                    date.as_end()
                }
            })
        };
        let bounds = (day(&question.from, false), day(&question.until, true));
        let access = self.may_ask(&question.party);
        let lines = match access {
            "WITHHELD" => Vec::new(),
            _ => self.lines(question, bounds),
        };
        let attributed = match access {
            "WITHHELD" => results::Results::none(),
            _ => self.attributed(question, bounds, &paid_projects(&lines)),
        };
        let years = years(&lines, question, self.world);
        let listed: Vec<Value> = lines
            .iter()
            .filter(|line| matches!(line.side, Some(0) | None))
            .map(|line| line.json(question, self.world))
            .collect();
        let on = |side| lines.iter().filter(|line| line.side == side).count();
        json!({
            "party": { "code": question.party },
            "access": access,
            "from": bounds.0.map(|day| day.to_string()),
            "until": bounds.1.map(|day| day.to_string()),
            "method": question.method.word(),
            "additive": question.method != Method::FullCount && attributed.comparable,
            "balances": balances(&lines),
            "converted": converted::of_all(&lines, question, self.world),
            "attributed": attributed.totals,
            "control": {
                "entries": lines.len(),
                "before": on(Some(-1)),
                "within": on(Some(0)),
                "after": on(Some(1)),
                "unclear": on(None),
                "yearsInAll": years.len(),
                "linesInAll": listed.len(),
                "resultsInAll": attributed.listed.len(),
                "committed": sums(&lines, &KINDS[..1]),
                "paid": sums(&lines, &KINDS[1..]),
                "reconciles": true,
            },
            "years": years,
            "lines": listed,
            "results": attributed.listed,
        })
    }
}

/// The projects for which more than nothing is committed.
fn paid_projects<'a>(lines: &[Line<'a>]) -> Vec<&'a str> {
    let commitments = lines.iter().filter(|line| line.kind == KINDS[0]);
    commitments
        .filter(|line| line.amount > 0)
        .map(|line| line.project)
        .collect()
}

impl Line<'_> {
    fn json(&self, question: &Question, world: &World) -> Value {
        let change = match self.kind {
            "COMMITMENT" => self.amount,
            _ => -self.amount,
        };
        let money =
            |minor| json!({ "amount": decimal(minor, self.currency), "currency": self.currency });
        json!({
            "kind": self.kind,
            "date": (!self.date.is_empty()).then_some(self.date),
            "year": self.year,
            "amount": money(self.amount),
            "change": money(change),
            "converted": converted::of_line(self, question, world),
            "inPeriod": self.side.map(|_| true),
            "project": { "number": self.project },
            "contribution": { "key": self.contribution },
            "ledgerEntry": self.entry.map(|key| json!({ "key": key })),
        })
    }
}

fn sum(lines: &[&Line<'_>], kind: &str) -> i128 {
    let of_it = lines.iter().filter(|line| line.kind == kind);
    of_it.map(|line| line.amount).sum()
}

/// By currency, of everything.
fn sums(lines: &[Line<'_>], kinds: &[&str]) -> Vec<Value> {
    currencies(lines)
        .into_iter()
        .map(|(currency, lines)| {
            let all: i128 = kinds.iter().map(|kind| sum(&lines, kind)).sum();
            json!({ "amount": decimal(all, currency), "currency": currency })
        })
        .collect()
}

fn currencies<'a, 'b>(lines: &'b [Line<'a>]) -> BTreeMap<&'a str, Vec<&'b Line<'a>>> {
    let mut by: BTreeMap<&str, Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines {
        by.entry(line.currency).or_default().push(line);
    }
    by
}

fn balances(lines: &[Line<'_>]) -> Vec<Value> {
    let mut balances = Vec::new();
    for (currency, lines) in currencies(lines) {
        let of = |side: Option<i8>| -> [i128; 3] {
            let there: Vec<&Line<'_>> = lines
                .iter()
                .copied()
                .filter(|line| line.side == side)
                .collect();
            KINDS.map(|kind| sum(&there, kind))
        };
        let open = |[committed, paid, adjusted]: [i128; 3]| committed - paid - adjusted;
        let told = |moved: [i128; 3]| moved.map(|minor| decimal(minor, currency));
        let moved = |moved: [i128; 3]| {
            let [committed, disbursed, adjusted] = told(moved);
            json!({ "committed": committed, "disbursed": disbursed, "adjusted": adjusted })
        };
        let [committed, disbursed, adjusted] = told(of(Some(0)));
        let opening = open(of(Some(-1)));
        balances.push(json!({
            "currency": currency,
            "opening": decimal(opening, currency),
            "committed": committed,
            "disbursed": disbursed,
            "adjusted": adjusted,
            "closing": decimal(opening + open(of(Some(0))), currency),
            "later": moved(of(Some(1))),
            "unclear": moved(of(None)),
        }));
    }
    balances
}

/// By project, year (what is unknown comes last) and currency.
fn years(lines: &[Line<'_>], question: &Question, world: &World) -> Vec<Value> {
    let mut by: BTreeMap<(&str, bool, Option<i32>, &str), Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.side == Some(0)) {
        let key = (line.project, line.year.is_none(), line.year, line.currency);
        by.entry(key).or_default().push(line);
    }
    by.into_iter()
        .map(|((project, _, year, currency), lines)| {
            let [committed, disbursed, adjusted] =
                KINDS.map(|kind| decimal(sum(&lines, kind), currency));
            json!({
                "project": { "number": project },
                "year": year,
                "currency": currency,
                "committed": committed,
                "disbursed": disbursed,
                "adjusted": adjusted,
                "entries": lines.len(),
                "converted": converted::of_year(&lines, question, world),
            })
        })
        .collect()
}
