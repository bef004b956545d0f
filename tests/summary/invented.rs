//! Questions made up at random. Every one of them can be answered.

use super::{asked::Asked, filters};
use crate::{
    invention::Chance,
    oracle::{
        World,
        rate::Target,
        summary::{
            Bound, By, Comparison, Dimension, Having, Measure, Method, Order, Question, Rows, Top,
        },
    },
};

/// The currencies that all worlds have, and one that they do not.
const CURRENCIES: [&str; 4] = ["USD", "EUR", "JPY", "CAD"];

/// Parties that count their years in each way.
const CALENDARS: [&str; 4] = ["US", "JP", "EU", "KZ"];

const COMPARISONS: [Comparison; 5] = [
    Comparison::Eq,
    Comparison::Gt,
    Comparison::Gte,
    Comparison::Lt,
    Comparison::Lte,
];

const MEASURES: [Measure; 7] = [
    Measure::Count,
    Measure::Projects,
    Measure::Sum,
    Measure::Min,
    Measure::Max,
    Measure::Mean,
    Measure::Median,
];

/// A question that can be asked in this world.
pub fn question(world: &World, rows: Rows, chance: &mut Chance) -> Asked {
    let filter = if chance.one_in(2) {
        None
    } else {
        Some(chance.pick(filters::of(rows)))
    };
    let by = dimensions(rows, chance);
    // Only a Party of this world has a calendar.
    let parties: Vec<&str> = CALENDARS
        .into_iter()
        .filter(|code| world.parties.iter().any(|party| party.code == *code))
        .collect();
    let fiscal_year_of = if chance.one_in(4) {
        None
    } else {
        chance.any(&parties).map(|code| code.to_string())
    };
    let method = *chance.pick(&[None, Some(Method::Fractional), Some(Method::Full)]);
    let having = if chance.one_in(3) {
        having(rows, chance)
    } else {
        Having::default()
    };
    let steps = *chance.pick(&[0, 0, 1, 1, 2, 3]);
    let order = (0..steps).map(|_| order(rows, &by, chance)).collect();
    let top = chance.one_in(2).then(|| top(chance));
    Asked {
        question: Question {
            rows,
            by,
            method,
            fiscal_year_of,
            having,
            order,
            top,
            to: match rows {
                Rows::Contributions | Rows::Ledger => target(world, chance),
                Rows::Projects | Rows::Outputs => None,
            },
        },
        filter,
    }
}

/// One to four, in any order. Those of which a row can have several come more often.
fn dimensions(rows: Rows, chance: &mut Chance) -> Vec<Dimension> {
    let mut all: Vec<Dimension> = rows
        .dimensions()
        .iter()
        .copied()
        .filter(|dimension| rows != Rows::Contributions || *dimension != Dimension::EntryKind)
        .collect();
    chance.shuffle(&mut all);
    if chance.one_in(3) {
        // A stable sort: these come to the front.
        all.sort_by_key(|dimension| !rows.has_several(*dimension));
    }
    all.truncate(chance.between(1, 4));
    chance.shuffle(&mut all);
    all
}

fn having(rows: Rows, chance: &mut Chance) -> Having {
    let small = |chance: &mut Chance| Bound {
        is: *chance.pick(&COMPARISONS),
        to: chance.between(1, 3) as i128,
    };
    let mut having = Having::default();
    if chance.one_in(2) {
        having.count = Some(small(chance));
    }
    if rows != Rows::Projects && chance.one_in(3) {
        having.projects = Some(small(chance));
    }
    if rows == Rows::Projects && chance.one_in(2) {
        let bound = Bound {
            is: *chance.pick(&COMPARISONS),
            to: *chance.pick(&[0, 12, 24, 36, 60]),
        };
        having.sum = Some((String::new(), bound));
    }
    if matches!(rows, Rows::Contributions | Rows::Ledger) && chance.one_in(2) {
        let currency = chance.pick(&CURRENCIES).to_string();
        let bound = Bound {
            is: *chance.pick(&COMPARISONS),
            to: *chance.pick(&[0, 100, 10_000, 50_000, 25_000_000, -1]),
        };
        having.sum = Some((currency, bound));
    }
    having
}

fn order(rows: Rows, by: &[Dimension], chance: &mut Chance) -> Order {
    let by = if chance.one_in(3) {
        By::Key(*chance.pick(by))
    } else {
        let measures: Vec<Measure> = match rows {
            Rows::Contributions | Rows::Ledger => MEASURES.to_vec(),
            Rows::Projects => MEASURES
                .into_iter()
                .filter(|it| *it != Measure::Projects)
                .collect(),
            Rows::Outputs => vec![Measure::Count, Measure::Projects],
        };
        let measure = *chance.pick(&measures);
        let is_of_money = matches!(rows, Rows::Contributions | Rows::Ledger)
            && !matches!(measure, Measure::Count | Measure::Projects);
        let currency = is_of_money.then(|| chance.pick(&CURRENCIES).to_string());
        By::Measure(measure, currency)
    };
    Order {
        by,
        descending: chance.one_in(2),
    }
}

/// Every other question asks for another currency, one that no amount is in among them.
fn target(world: &World, chance: &mut Chance) -> Option<Target> {
    let table = chance.any(&world.rate_tables)?.key.clone();
    let currency = (*chance.pick(&["EUR", "EUR", "USD", "JPY", "XEU"])).to_owned();
    chance.one_in(2).then_some(Target { currency, table })
}

fn top(chance: &mut Chance) -> Top {
    Top {
        n: chance.between(1, 6),
        skip: chance.one_in(2).then(|| chance.below(5)),
        rest: match chance.below(3) {
            0 => None,
            1 => Some(true),
            _ => Some(false),
        },
    }
}
