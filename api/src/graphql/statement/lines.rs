//! The money of a statement: balances, years, lines, and the counts to check them with.

use super::{
    Told,
    converted::{ConvertedLine, ConvertedYear},
};
use crate::graphql::{
    funding::{Contribution, Money},
    ledger::LedgerEntry,
    project::Project,
    scalar::{CurrencyCode, Decimal, PartialDate},
    summary::decimal,
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use entity::{
    statement::{Balance, Booking, Entry, Figure, Moved, When},
    summary::Part,
};
use std::sync::Arc;

/// What a line books.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Booking")]
pub(in crate::graphql) enum StatementLineKind {
    /// What was committed.
    Commitment,
    /// What was paid out.
    Disbursement,
    /// A correction of what was paid out.
    Adjustment,
}

/// What stood open in one currency before the period, what moved in it, and what stands open after it.
pub(super) struct StatementBalance(pub(super) Balance);

impl StatementBalance {
    fn decimal(&self, minor: i128) -> Decimal {
        decimal(minor, &self.0.currency)
    }
}

/// What stood open in one currency before the period, what moved in it, and what stands open after it:
/// opening + committed - disbursed - adjusted = closing.
#[Object]
impl StatementBalance {
    /// The currency.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency.clone())
    }

    /// What was committed before the period and not yet paid out when it began.
    async fn opening(&self) -> Decimal {
        self.decimal(self.0.opening())
    }

    /// What was committed in the period.
    async fn committed(&self) -> Decimal {
        self.decimal(self.0.within.committed)
    }

    /// What was paid out in the period.
    async fn disbursed(&self) -> Decimal {
        self.decimal(self.0.within.disbursed)
    }

    /// Corrections in the period of what was paid out; below zero where less was paid than had been booked.
    async fn adjusted(&self) -> Decimal {
        self.decimal(self.0.within.adjusted)
    }

    /// What was committed and not yet paid out when the period ended.
    async fn closing(&self) -> Decimal {
        self.decimal(self.0.closing())
    }

    /// What moved after the period.
    async fn later(&self) -> StatementMovement {
        StatementMovement::of(&self.0.after, &self.0.currency)
    }

    /// What moved on a day of which the records do not tell whether it lies before, in or after the period. It
    /// is in no balance.
    async fn unclear(&self) -> StatementMovement {
        StatementMovement::of(&self.0.unclear, &self.0.currency)
    }
}

/// Amounts in one currency.
#[derive(SimpleObject)]
pub(in crate::graphql) struct StatementMovement {
    /// What was committed.
    committed: Decimal,
    /// What was paid out.
    disbursed: Decimal,
    /// Corrections of what was paid out.
    adjusted: Decimal,
}

impl StatementMovement {
    fn of(moved: &Moved, currency: &str) -> Self {
        Self {
            committed: decimal(moved.committed, currency),
            disbursed: decimal(moved.disbursed, currency),
            adjusted: decimal(moved.adjusted, currency),
        }
    }
}

/// What was committed and paid for one project in one year and currency.
pub(super) struct StatementYear {
    pub(super) told: Arc<Told>,
    pub(super) figure: Figure,
}

impl StatementYear {
    fn decimal(&self, minor: i128) -> Decimal {
        decimal(minor, &self.figure.currency)
    }
}

/// What was committed and paid for one project in one year and currency, within the period.
#[Object]
impl StatementYear {
    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        self.told.named.row(ctx, &self.figure.project)
    }

    /// The year, as the Party calls it where its fiscal years were asked for; null where the records do not
    /// tell it.
    async fn year(&self) -> Option<i32> {
        match self.figure.year {
            Part::Year(year) => Some(year),
            _ => None,
        }
    }

    /// The currency of the amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.figure.currency.clone())
    }

    /// What was committed.
    async fn committed(&self) -> Decimal {
        self.decimal(self.figure.moved.committed)
    }

    /// What was paid out.
    async fn disbursed(&self) -> Decimal {
        self.decimal(self.figure.moved.disbursed)
    }

    /// Corrections of what was paid out.
    async fn adjusted(&self) -> Decimal {
        self.decimal(self.figure.moved.adjusted)
    }

    /// How many lines are behind these figures.
    async fn entries(&self) -> u64 {
        self.figure.entries
    }

    /// The same in the currency that `convertTo` asks for; null without it.
    async fn converted(&self) -> Option<ConvertedYear> {
        ConvertedYear::of(&self.told, &self.figure)
    }
}

/// A commitment, a disbursement or a correction.
pub(super) struct StatementLine {
    pub(super) told: Arc<Told>,
    pub(super) entry: Entry,
}

/// A commitment, a disbursement or a correction.
#[Object]
impl StatementLine {
    /// What it books.
    async fn kind(&self) -> StatementLineKind {
        self.entry.booking.into()
    }

    /// When it was committed or booked, where a source states it.
    async fn date(&self) -> Option<PartialDate> {
        self.entry.date.clone().map(PartialDate)
    }

    /// The year that it is counted in, as the Party calls it where its fiscal years were asked for; null
    /// where the records do not tell it.
    async fn year(&self) -> Option<i32> {
        match self.entry.year {
            Part::Year(year) => Some(year),
            _ => None,
        }
    }

    /// The amount; a correction may be below zero.
    async fn amount(&self) -> Money {
        Money::of(Some(self.entry.amount), &self.entry.currency)
    }

    /// What became of the amount in the currency that `convertTo` asks for; null without it.
    async fn converted(&self) -> Option<ConvertedLine> {
        ConvertedLine::of(&self.told, &self.entry)
    }

    /// What it does to the balance: a commitment raises it, what is paid out lowers it.
    async fn change(&self) -> Money {
        let amount = i128::from(self.entry.amount);
        let change = match self.entry.booking {
            Booking::Commitment => amount,
            Booking::Disbursement | Booking::Adjustment => -amount,
        };
        money(change, &self.entry.currency)
    }

    /// Whether it lies in the period; null where the records do not tell.
    async fn in_period(&self) -> Option<bool> {
        (self.entry.when == When::Within).then_some(true)
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        self.told.named.row(ctx, &self.entry.project)
    }

    /// The contribution that was committed, or that it is booked on.
    async fn contribution(&self, ctx: &Context<'_>) -> Option<Contribution> {
        self.told.named.row(ctx, &self.entry.contribution)
    }

    /// The ledger entry, if it is one.
    async fn ledger_entry(&self, ctx: &Context<'_>) -> Option<LedgerEntry> {
        self.told
            .named
            .row(ctx, self.entry.ledger_entry.as_deref()?)
    }
}

/// Counts and sums to check a statement with.
pub(super) struct StatementControl(pub(super) Arc<Told>);

/// Counts and sums to check a statement with: lines before, in and after the period and unclear ones are all
/// lines, and their sums are the totals, which the database sums apart from them.
#[Object]
impl StatementControl {
    /// All lines that the viewer may see, whatever their day.
    async fn entries(&self) -> u64 {
        self.0.statement.control.entries
    }

    /// Those before the period.
    async fn before(&self) -> u64 {
        self.0.statement.control.before
    }

    /// Those in the period.
    async fn within(&self) -> u64 {
        self.0.statement.control.within
    }

    /// Those after the period.
    async fn after(&self) -> u64 {
        self.0.statement.control.after
    }

    /// Those of which the records do not tell on which side of a bound they lie.
    async fn unclear(&self) -> u64 {
        self.0.statement.control.unclear
    }

    /// How many entries `years` has in all.
    async fn years_in_all(&self) -> usize {
        self.0.statement.figures.len()
    }

    /// How many entries `lines` has in all.
    async fn lines_in_all(&self) -> usize {
        self.0.statement.entries.len()
    }

    /// How many entries `results` has in all.
    async fn results_in_all(&self) -> usize {
        self.0.statement.results.len()
    }

    /// All that was committed, whatever its day.
    async fn committed(&self) -> Vec<Money> {
        let totals = self.0.statement.control.totals.iter();
        totals
            .map(|(currency, committed, _)| money(*committed, currency))
            .collect()
    }

    /// All that was paid out, with its corrections, whatever its day.
    async fn paid(&self) -> Vec<Money> {
        let totals = self.0.statement.control.totals.iter();
        totals
            .map(|(currency, _, booked)| money(*booked, currency))
            .collect()
    }

    /// Whether the years add up to the balances, and the balances to the totals, in every currency;
    /// and whether what was converted, and what could not be, agrees with the database's own sums.
    async fn reconciles(&self) -> bool {
        self.0.statement.control.reconciles
    }
}

fn money(minor: i128, currency: &str) -> Money {
    Money::new(decimal(minor, currency), CurrencyCode(currency.to_owned()))
}
