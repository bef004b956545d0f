//! Sums by group, each currency by itself.

use super::{Named, downloads};
use crate::{
    http::party::funding,
    party_page::{Breakdown, Group, Groups, Rest, Section},
    picture::{Amount, Unit},
};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// So many institutes are shown one by one, the greatest.
const INSTITUTES: usize = 10;
/// So many groups of another kind; there are seldom so many.
const GROUPS: usize = 25;

#[derive(Deserialize)]
pub(super) struct Summary {
    groups: Vec<Row>,
    rest: Option<Sums>,
    control: Control,
}

#[derive(Deserialize)]
struct Row {
    keys: Keys,
    unknown: Vec<String>,
    figures: Sums,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    year: Option<i32>,
    technology_area: Option<Named>,
    host_country: Option<Named>,
    lead_institute: Option<Named>,
}

#[derive(Deserialize)]
struct Sums {
    amounts: Vec<Figure>,
}

#[derive(Deserialize)]
struct Figure {
    currency: String,
    sum: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Control {
    groups_in_all: u64,
    totals: Vec<Money>,
}

#[derive(Deserialize)]
struct Money {
    amount: String,
    currency: String,
}

/// What it is grouped by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Year,
    Area,
    Host,
    Institute,
}

impl By {
    /// The question that comes with the service and is grouped alike.
    fn question(self) -> &'static str {
        match self {
            Self::Year => "funding-by-year",
            Self::Area => "funding-by-area",
            Self::Host => "funding-by-host",
            Self::Institute => "funding-by-institute",
        }
    }

    fn lead(self, party: &str) -> String {
        match self {
            Self::Year => format!(
                "What the funders of {party} committed, by the year of the commitment where the records \
                 state one. Currencies are never added up."
            ),
            Self::Area => {
                "By what the projects are about. A project in several areas is divided evenly \
                           among them."
                    .into()
            }
            Self::Host => "By the state in which the projects are carried out.".into(),
            Self::Institute => format!(
                "By the institute that leads a project; where several do, it is divided evenly among them. \
                 The {INSTITUTES} greatest are shown, the files hold all."
            ),
        }
    }

    fn shown(self) -> usize {
        match self {
            Self::Institute => INSTITUTES,
            _ => GROUPS,
        }
    }
}

impl Summary {
    /// What all of it comes to, in each currency.
    pub(super) fn totals(&self) -> Vec<(Amount, Unit)> {
        let totals = self.control.totals.iter();
        totals
            .filter_map(|money| amount(&money.amount, &money.currency))
            .collect()
    }

    pub(super) fn section(&self, by: By, party: &str, code: &str) -> Section {
        let breakdowns = self.totals().into_iter();
        Section {
            lead: by.lead(party),
            breakdowns: breakdowns
                .map(|(total, unit)| self.breakdown(by, code, total, unit))
                .collect(),
        }
    }

    fn breakdown(&self, by: By, code: &str, total: Amount, unit: Unit) -> Breakdown {
        let mut unknown = None;
        let (mut years, mut groups) = (BTreeMap::new(), Vec::new());
        for row in &self.groups {
            let Some(sum) = row.figures.of(&unit) else {
                continue;
            };
            match (by, row.keys.year, row.keys.name()) {
                _ if !row.unknown.is_empty() => unknown = Some(sum),
                (By::Year, Some(year), _) => {
                    years.insert(year, sum);
                }
                (_, _, Some(label)) => groups.push(Group { label, amount: sum }),
                _ => {}
            }
        }
        // Equal amounts stay in the order of the answer.
        groups.sort_by_key(|group| std::cmp::Reverse(group.amount.minor));
        let mut others = groups.split_off(groups.len().min(by.shown()));
        let unlisted = self
            .control
            .groups_in_all
            .saturating_sub(self.groups.len() as u64);
        if let Some(sum) = self.rest.as_ref().and_then(|rest| rest.of(&unit)) {
            others.push(Group {
                label: String::new(),
                amount: sum,
            });
        }
        let listed = others.iter().filter(|one| !one.label.is_empty()).count() as u64;
        let rest = (!others.is_empty()).then(|| Rest {
            groups: listed + unlisted,
            amount: unit.amount(
                // Beyond what fits the control total will not balance, and says so.
                others
                    .iter()
                    .fold(0, |sum, one| one.amount.minor.saturating_add(sum)),
            ),
        });
        let mut filter = funding(code);
        if let Some(filter) = filter.as_object_mut() {
            filter.insert("currency".into(), json!({ "eq": unit.name }));
        }
        Breakdown {
            groups: match by {
                By::Year => Groups::Years(years),
                _ => Groups::Ranked { groups, rest },
            },
            downloads: downloads(by.question(), &filter),
            unknown,
            total,
            unit,
        }
    }
}

impl Keys {
    fn name(&self) -> Option<String> {
        let names = [
            &self.technology_area,
            &self.host_country,
            &self.lead_institute,
        ];
        let mut names = names.into_iter().flatten();
        names.next().map(|one| one.name.clone())
    }
}

impl Sums {
    /// The sum in this currency.
    fn of(&self, unit: &Unit) -> Option<Amount> {
        let figure = self.amounts.iter().find(|one| one.currency == unit.name)?;
        amount(&figure.sum, &figure.currency).map(|(amount, _)| amount)
    }
}

/// An amount as the service writes it, with all decimals of its currency.
fn amount(text: &str, currency: &str) -> Option<(Amount, Unit)> {
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let minor = text.replacen('.', "", 1).parse().ok()?;
    let unit = Unit {
        name: currency.to_owned(),
        decimals: u32::try_from(decimals).ok()?,
    };
    let text = text.to_owned();
    Some((Amount { text, minor }, unit))
}
