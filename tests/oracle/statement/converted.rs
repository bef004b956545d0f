//! A statement in another currency: what became of each line, and added up.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{KINDS, Line, Question, balances, sum};
use crate::oracle::World;
use crate::oracle::rate::{Outcome, REASONS, Target};
use crate::oracle::summary::decimal;

/// What became of a line.
pub fn of_line(line: &Line<'_>, question: &Question, world: &World) -> Value {
    let Some(target) = &question.to else {
        return Value::Null;
    };
    match target.convert(world, line.amount, line.currency, line.date) {
        Outcome::To(amount, how) => json!({
            "amount": { "amount": decimal(amount, &target.currency), "currency": target.currency },
            "rate": target.applied(world, line.currency, &how, (1, line.amount, amount)),
            "reason": null,
        }),
        Outcome::Not(reason) => json!({ "amount": null, "rate": null, "reason": reason }),
    }
}

/// The lines that can be converted, as if they had been stated so.
fn in_target<'a>(lines: &[&Line<'a>], target: &'a Target, world: &World) -> Vec<Line<'a>> {
    let lines = lines.iter().filter_map(|line| {
        match target.convert(world, line.amount, line.currency, line.date) {
            Outcome::To(amount, _) => Some(Line {
                amount,
                currency: &target.currency,
                ..**line
            }),
            Outcome::Not(_) => None,
        }
    });
    lines.collect()
}

/// What is told of one project, year and currency.
pub fn of_year(lines: &[&Line<'_>], question: &Question, world: &World) -> Value {
    let Some(target) = &question.to else {
        return Value::Null;
    };
    let converted = in_target(lines, target, world);
    let converted: Vec<&Line<'_>> = converted.iter().collect();
    let [committed, disbursed, adjusted] =
        KINDS.map(|kind| decimal(sum(&converted, kind), &target.currency));
    json!({
        "currency": target.currency,
        "committed": committed,
        "disbursed": disbursed,
        "adjusted": adjusted,
        "unconverted": lines.len() - converted.len(),
    })
}

/// What is told of all lines together.
pub fn of_all(lines: &[Line<'_>], question: &Question, world: &World) -> Value {
    let Some(target) = &question.to else {
        return Value::Null;
    };
    let lines: Vec<&Line<'_>> = lines.iter().collect();
    let balance = balances(&in_target(&lines, target, world)).pop();
    let nothing = || {
        let zero = decimal(0, &target.currency);
        let moved = json!({ "committed": zero, "disbursed": zero, "adjusted": zero });
        json!({
            "currency": target.currency, "opening": zero, "committed": zero, "disbursed": zero,
            "adjusted": zero, "closing": zero, "later": moved, "unclear": moved,
        })
    };
    json!({
        "balance": balance.unwrap_or_else(nothing),
        "unconverted": unconverted(&lines, target, world),
    })
}

fn unconverted(lines: &[&Line<'_>], target: &Target, world: &World) -> Vec<Value> {
    let mut apart: BTreeMap<(&str, usize), Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines {
        let outcome = target.convert(world, line.amount, line.currency, line.date);
        if let Outcome::Not(reason) = outcome {
            let place = REASONS.iter().position(|known| *known == reason);
            let key = (line.currency, place.expect("a reason"));
            apart.entry(key).or_default().push(*line);
        }
    }
    apart
        .into_iter()
        .map(|((currency, place), lines)| {
            let [committed, disbursed, adjusted] =
                KINDS.map(|kind| decimal(sum(&lines, kind), currency));
            json!({
                "currency": currency,
                "reason": REASONS[place],
                "count": lines.len(),
                "committed": committed,
                "disbursed": disbursed,
                "adjusted": adjusted,
            })
        })
        .collect()
}
