//! A statement in another currency, as the schema shows it.

use super::{Told, lines::StatementBalance};
use crate::graphql::{
    funding::Money,
    scalar::{CurrencyCode, Decimal},
    summary::{AppliedRate, UnconvertedReason, decimal},
};
use async_graphql::SimpleObject;
use entity::{
    rate::Converted,
    statement::{Entry, Figure},
    summary::{Together, Used},
};

/// A statement in another currency. Each line is converted once, by the rate of its own day, and rounded once,
/// half to even, to the minor unit; balances are sums of what came of it. What could not be converted is in no
/// balance.
#[derive(SimpleObject)]
pub(super) struct ConvertedStatement {
    /// What stood open before the period, what moved in it, and what stands open after it.
    balance: StatementBalance,
    /// The lines that could not be converted, whatever their day, by currency and reason.
    unconverted: Vec<UnconvertedLines>,
}

/// Lines of one currency that were not converted, for one reason.
#[derive(SimpleObject)]
pub(in crate::graphql) struct UnconvertedLines {
    /// The currency that they are stated in.
    currency: CurrencyCode,
    /// Why.
    reason: UnconvertedReason,
    /// How many.
    count: u64,
    /// What was committed, in that currency.
    committed: Decimal,
    /// What was paid out.
    disbursed: Decimal,
    /// Corrections of what was paid out.
    adjusted: Decimal,
}

/// What was committed and paid for one project in one year, of what was stated in one currency, in another.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ConvertedYear {
    /// The other currency.
    currency: CurrencyCode,
    /// What was committed, as far as it could be converted.
    committed: Decimal,
    /// What was paid out, as far as it could be converted.
    disbursed: Decimal,
    /// Corrections of what was paid out, as far as they could be converted.
    adjusted: Decimal,
    /// How many lines could not be converted.
    unconverted: u64,
}

/// What became of a line's amount: either an amount and the rate that it was converted by, or a reason.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ConvertedLine {
    /// The amount; null if it could not be converted.
    amount: Option<Money>,
    /// The rate, its source, and the rule; null if it could not be converted.
    rate: Option<AppliedRate>,
    /// Why it could not be converted; null if it was.
    reason: Option<UnconvertedReason>,
}

impl ConvertedStatement {
    pub(super) fn of(told: &Told) -> Option<Self> {
        let converted = told.statement.converted.as_ref()?;
        let unconverted = converted.unconverted.iter();
        Some(Self {
            balance: StatementBalance(converted.balance.clone()),
            unconverted: unconverted
                .map(|((currency, reason), apart)| UnconvertedLines {
                    currency: CurrencyCode(currency.clone()),
                    reason: (*reason).into(),
                    count: apart.count,
                    committed: decimal(apart.moved.committed, currency),
                    disbursed: decimal(apart.moved.disbursed, currency),
                    adjusted: decimal(apart.moved.adjusted, currency),
                })
                .collect(),
        })
    }
}

impl ConvertedYear {
    pub(super) fn of(told: &Told, figure: &Figure) -> Option<Self> {
        let target = told.asked.convert_to.as_ref()?;
        let code = target.currency.code();
        Some(Self {
            currency: CurrencyCode(code.to_owned()),
            committed: decimal(figure.converted.committed, code),
            disbursed: decimal(figure.converted.disbursed, code),
            adjusted: decimal(figure.converted.adjusted, code),
            unconverted: figure.unconverted,
        })
    }
}

impl ConvertedLine {
    pub(super) fn of(told: &Told, entry: &Entry) -> Option<Self> {
        let target = told.asked.convert_to.as_ref()?.currency;
        let table = &told.statement.converted.as_ref()?.table;
        Some(match entry.converted.as_ref()? {
            Converted::To { amount, applied } => {
                let used = Used {
                    original: Together {
                        count: 1,
                        sum: entry.amount.into(),
                    },
                    converted: (*amount).into(),
                };
                Self {
                    amount: Some(Money::of(Some(*amount), target.code())),
                    rate: Some(AppliedRate::of(
                        table,
                        target,
                        &entry.currency,
                        applied,
                        &used,
                    )),
                    reason: None,
                }
            }
            Converted::Not(reason) => Self {
                amount: None,
                rate: None,
                reason: Some((*reason).into()),
            },
        })
    }
}
