//! Which part of a result falls to whom.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Bounds, Method, Question, side};
use crate::oracle::Sight;
use crate::oracle::membership::represented_states;
use crate::oracle::rate::Outcome;
use crate::oracle::summary::{millionths, minor};
use crate::oracle::time::Written;

/// What is told of the results.
pub struct Results {
    pub listed: Vec<Value>,
    pub totals: Vec<Value>,
    /// Whether every result is paid for in one currency.
    pub comparable: bool,
}

impl Results {
    pub fn none() -> Results {
        Results {
            listed: Vec::new(),
            totals: Vec::new(),
            comparable: true,
        }
    }
}

const ONE: i128 = 1_000_000;

/// A Party before a funder without one: ("party", code) or ("~funder", key).
type Payer = (&'static str, String);

/// Of a currency (none: not measured in one), to whom (none: nobody), how many millionths.
type Share = (Option<String>, Option<Payer>, i128);

impl Sight<'_> {
    /// A state's money is that of whoever represents it today.
    fn payer(&self, funder: &str) -> Payer {
        let row = self.world.funders.iter().find(|row| row.key == funder);
        let party = &row.expect("of the world").party;
        if party.is_empty() {
            return ("~funder", funder.to_owned());
        }
        let mut acting: Vec<&String> = self.world.parties.iter().map(|row| &row.code).collect();
        acting.sort();
        let acting = acting.into_iter().find(|code| {
            let states = represented_states(self.world, code).into_iter();
            states
                .filter(|(_, span)| span.contains(self.today))
                .any(|(state, _)| state == party)
        });
        ("party", acting.unwrap_or(party).clone())
    }

    /// What each pays for a project in each currency, by what the method measures; with another currency, all
    /// in it, as far as that is known.
    fn paid(
        &self,
        project: &str,
        question: &Question,
        bounds: Bounds,
    ) -> BTreeMap<String, BTreeMap<Payer, i128>> {
        let method = question.method;
        let mut rows_of: Vec<(Payer, &str, i128, &str)> = Vec::new();
        let mut paid: BTreeMap<String, BTreeMap<Payer, i128>> = BTreeMap::new();
        let rows = self.world.contributions.iter();
        for row in rows.filter(|row| row.project == project && self.sees_contribution(&row.key)) {
            if method != Method::ShareOfDisbursement {
                rows_of.push((
                    self.payer(&row.funder),
                    &row.currency,
                    minor(&row.amount, &row.currency),
                    &row.committed_on,
                ));
                continue;
            }
            for entry in &self.world.ledger {
                let in_time = bounds.1.is_none_or(|until| {
                    Written::read(&entry.booked_on).is_some_and(|date| date.as_beginning() <= until)
                });
                if entry.contribution == row.key && in_time && self.sees_ledger(&entry.key) {
                    let amount = minor(&entry.amount, &entry.currency);
                    let payer = self.payer(&row.funder);
                    rows_of.push((payer, &entry.currency, amount, &entry.booked_on));
                }
            }
        }
        for (payer, currency, amount, _) in &rows_of {
            let of_currency = paid.entry((*currency).to_owned()).or_default();
            *of_currency.entry(payer.clone()).or_default() += amount;
        }
        if let Some(target) = question.to.as_ref().filter(|_| method != Method::FullCount) {
            let paying = paid.values().flatten().filter(|(_, amount)| **amount > 0);
            let paying: BTreeSet<Payer> = paying.map(|(payer, _)| payer.clone()).collect();
            let mut by_payer: BTreeMap<Payer, i128> = BTreeMap::new();
            if paying.len() == 1 {
                by_payer.extend(paying.into_iter().map(|alone| (alone, 1)));
            } else {
                for (payer, currency, amount, date) in rows_of {
                    match target.convert(self.world, amount, currency, date) {
                        Outcome::To(amount, _) => *by_payer.entry(payer).or_default() += amount,
                        Outcome::Not(_) if amount == 0 => {}
                        Outcome::Not(_) => return BTreeMap::new(),
                    }
                }
            }
            paid = BTreeMap::from([(target.currency.clone(), by_payer)]);
        }
        for by_payer in paid.values_mut() {
            by_payer.retain(|_, amount| *amount > 0);
        }
        paid.retain(|_, by_payer| !by_payer.is_empty());
        paid
    }

    pub(super) fn attributed(
        &self,
        question: &Question,
        bounds: Bounds,
        projects: &[&str],
    ) -> Results {
        let mut results = Results::none();
        let mut totals: BTreeMap<Option<String>, (usize, i128, bool)> = BTreeMap::new();
        let mut outputs: Vec<_> = self.world.outputs.iter().collect();
        outputs.sort_by_key(|output| &output.key);
        for output in outputs {
            let of: BTreeSet<&str> = self
                .world
                .output_projects
                .iter()
                .filter(|tie| tie.output == output.key)
                .filter(|tie| self.sees_output_project(&tie.output, &tie.project))
                .map(|tie| tie.project.as_str())
                .collect();
            let side = side(&output.published_on, bounds);
            let is_one = self.sees_output(&output.key) && of.iter().any(|of| projects.contains(of));
            if !is_one || !matches!(side, Some(0) | None) {
                continue;
            }
            let paid: Vec<_> = of
                .iter()
                .map(|project| self.paid(project, question, bounds))
                .collect();
            let shares = shares(question.method, &paid);
            // Money in one currency says nothing of money in another.
            let stated: BTreeSet<&String> = paid.iter().flat_map(BTreeMap::keys).collect();
            let comparable = question.method == Method::FullCount || stated.len() < 2;
            results.comparable &= comparable;
            let own = ("party", question.party.clone());
            let mut fractions = Vec::new();
            for (currency, payer, part) in &shares {
                if payer.as_ref() == Some(&own) {
                    fractions.push(json!({ "currency": currency, "fraction": millionths(*part) }));
                    if side == Some(0) {
                        let adds_up = question.method != Method::FullCount;
                        let total = totals.entry(currency.clone()).or_insert((0, 0, adds_up));
                        *total = (total.0 + 1, total.1 + part, total.2 && comparable);
                    }
                }
            }
            results.listed.push(json!({
                "output": { "key": output.key },
                "inPeriod": side.map(|_| true),
                "comparable": comparable,
                "fractions": fractions,
                "shares": shares.iter().map(share).collect::<Vec<_>>(),
            }));
        }
        results.totals = totals
            .into_iter()
            .map(|(currency, (count, sum, comparable))| {
                json!({ "currency": currency, "count": count, "sum": millionths(sum), "comparable": comparable })
            })
            .collect();
        results
    }
}

fn share((currency, payer, part): &Share) -> Value {
    let of = |kind: &str, field: &str| {
        let named = payer.as_ref().filter(|(known, _)| *known == kind);
        named.map(|(_, key)| json!({ field: key }))
    };
    json!({
        "party": of("party", "code"),
        "funder": of("~funder", "key"),
        "currency": currency,
        "fraction": millionths(*part),
    })
}

fn shares(method: Method, paid: &[BTreeMap<String, BTreeMap<Payer, i128>>]) -> Vec<Share> {
    if method == Method::FullCount {
        let payers: BTreeSet<&Payer> = paid
            .iter()
            .flat_map(|paid| paid.values().flat_map(BTreeMap::keys))
            .collect();
        let whole = |payer: &Payer| (None, Some(payer.clone()), ONE);
        return payers.into_iter().map(whole).collect();
    }
    let currencies: BTreeSet<&String> = paid.iter().flat_map(BTreeMap::keys).collect();
    let mut shares = Vec::new();
    for currency in currencies {
        let mut by: BTreeMap<Payer, i128> = BTreeMap::new();
        let mut nobody = 0;
        for (part, paid) in in_equal_parts(ONE, paid.len()).into_iter().zip(paid) {
            let Some(by_payer) = paid.get(currency) else {
                nobody += part;
                continue;
            };
            let most = by_payer.values().max().expect("someone pays");
            let weights: Vec<(&Payer, i128)> = by_payer
                .iter()
                .map(|(payer, amount)| match method {
                    Method::LeadFunder => (payer, i128::from(amount == most)),
                    _ => (payer, *amount),
                })
                .collect();
            for (payer, part) in by_weight(part, &weights) {
                if part > 0 || method != Method::LeadFunder {
                    *by.entry(payer.clone()).or_default() += part;
                }
            }
        }
        for (payer, part) in by {
            shares.push((Some(currency.clone()), Some(payer), part));
        }
        if nobody > 0 {
            shares.push((Some(currency.clone()), None, nobody));
        }
    }
    if shares.is_empty() {
        shares.push((None, None, ONE));
    }
    shares
}

/// What is left over goes one by one to the first.
fn in_equal_parts(whole: i128, ways: usize) -> Vec<i128> {
    let ways = ways as i128;
    (0..ways)
        .map(|place| whole / ways + i128::from(place < whole % ways))
        .collect()
}

/// "the remainder is allocated by the largest-remainder rule", of equal ones to the first.
fn by_weight<'a>(whole: i128, weights: &[(&'a Payer, i128)]) -> Vec<(&'a Payer, i128)> {
    let all: i128 = weights.iter().map(|(_, weight)| weight).sum();
    let mut parts: Vec<(&Payer, i128)> = weights
        .iter()
        .map(|(payer, weight)| (*payer, whole * weight / all))
        .collect();
    let mut waiting: Vec<usize> = (0..parts.len()).collect();
    while parts.iter().map(|(_, part)| part).sum::<i128>() < whole {
        let remainder = |place: &usize| whole * weights[*place].1 % all;
        let most = waiting.iter().map(remainder).max().expect("one waits");
        let next = waiting
            .iter()
            .position(|place| remainder(place) == most)
            .expect("it is the remainder of one");
        parts[waiting.remove(next)].1 += 1;
    }
    parts
}
