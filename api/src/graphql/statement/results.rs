//! The results of a statement, and which part of each is attributed to whom.

use super::Told;
use crate::graphql::{
    funder::Funder,
    output::Output,
    party::Party,
    scalar::{CurrencyCode, Decimal},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{
    statement::{Attributed, Method, Payer, Share, When},
    summary::WHOLE,
};
use std::{collections::BTreeMap, sync::Arc};

fn fraction(millionths: u128) -> Decimal {
    Decimal(format!("{}.{:06}", millionths / WHOLE, millionths % WHOLE))
}

/// A result, and which part of it is attributed to whom.
pub(super) struct AttributedResult {
    pub(super) told: Arc<Told>,
    pub(super) result: Attributed,
}

/// A result of projects that the Party pays for, and which part of it is attributed to whom.
#[Object]
impl AttributedResult {
    /// The result.
    async fn output(&self, ctx: &Context<'_>) -> Option<Output> {
        self.told.named.row(ctx, &self.result.output)
    }

    /// Whether it was published in the period; null where the records do not tell.
    async fn in_period(&self) -> Option<bool> {
        (self.result.when == When::Within).then_some(true)
    }

    /// Whether the parts of those who pay can be compared and added. Not where it was paid for in several currencies
    /// and nothing is converted: whoever pays alone in a currency then has all of it in that currency.
    async fn comparable(&self) -> bool {
        self.result.is_comparable()
    }

    /// The part that is attributed to the Party: one entry for each currency in which it is measured, none if
    /// the Party has no part.
    async fn fractions(&self) -> Vec<ResultFraction> {
        let shares = self.result.shares.iter();
        shares
            .filter(|share| is_of(share, &self.told.asked.party))
            .map(|share| ResultFraction {
                currency: share.currency.clone().map(CurrencyCode),
                fraction: fraction(share.millionths),
            })
            .collect()
    }

    /// The parts of all who pay, as far as the viewer may see what they pay. In each currency they sum to
    /// exactly one, but with `FULL_COUNT`. With `convertTo` all parts are measured in that one currency.
    async fn shares(&self) -> Vec<ResultShare> {
        let shares = self.result.shares.iter();
        shares
            .map(|share| ResultShare {
                told: self.told.clone(),
                share: share.clone(),
            })
            .collect()
    }
}

/// A part of a result.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ResultFraction {
    /// The currency in which it is measured; null where the method measures no amounts.
    currency: Option<CurrencyCode>,
    /// The part, 0 to 1 with six decimals.
    fraction: Decimal,
}

/// A part of a result, and to whom it is attributed.
pub(super) struct ResultShare {
    told: Arc<Told>,
    share: Share,
}

/// A part of a result, and to whom it is attributed: to a Party, or to a funder that belongs to none. What
/// falls to projects of which nobody is known to the viewer to pay in this currency is attributed to neither;
/// with `convertTo` also what falls to projects that several pay for, where not all amounts can be converted.
#[Object]
impl ResultShare {
    /// The Party, through whichever funders.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        match self.share.payer.as_ref()? {
            Payer::Party(code) => self.told.named.row(ctx, code),
            Payer::Funder(_) => None,
        }
    }

    /// The funder, where it belongs to no Party.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Funder> {
        match self.share.payer.as_ref()? {
            Payer::Funder(key) => self.told.named.row(ctx, key),
            Payer::Party(_) => None,
        }
    }

    /// The currency in which it is measured; null where the method measures no amounts, or nothing is known
    /// to be paid.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.share.currency.clone().map(CurrencyCode)
    }

    /// The part, 0 to 1 with six decimals.
    async fn fraction(&self) -> Decimal {
        fraction(self.share.millionths)
    }
}

/// What is attributed to a Party of all results together.
#[derive(SimpleObject)]
pub(in crate::graphql) struct AttributedTotal {
    /// The currency in which parts are measured; null where the method measures no amounts.
    currency: Option<CurrencyCode>,
    /// How many results it has a part of.
    count: u64,
    /// The sum of its parts.
    sum: Decimal,
    /// Whether all these parts can be added to those of other Parties: with `FULL_COUNT` they cannot, nor where a
    /// result was paid for in several currencies and nothing is converted.
    comparable: bool,
}

/// What is attributed to the Party of the results of the period, by currency.
pub(super) fn totals(told: &Told) -> Vec<AttributedTotal> {
    let is_counted_once = told.asked.method != Method::FullCount;
    let mut totals: BTreeMap<Option<&str>, AttributedTotal> = BTreeMap::new();
    let mut sums: BTreeMap<Option<&str>, u128> = BTreeMap::new();
    let results = told.statement.results.iter();
    for result in results.filter(|result| result.when == When::Within) {
        let shares = result.shares.iter();
        for share in shares.filter(|share| is_of(share, &told.asked.party)) {
            let currency = share.currency.as_deref();
            let sum = sums.entry(currency).or_default();
            *sum += share.millionths;
            let total = totals.entry(currency).or_insert_with(|| AttributedTotal {
                currency: share.currency.clone().map(CurrencyCode),
                count: 0,
                sum: fraction(0),
                comparable: is_counted_once,
            });
            total.count += 1;
            total.sum = fraction(*sum);
            total.comparable &= result.is_comparable();
        }
    }
    totals.into_values().collect()
}

/// Whether parts may be added over Parties.
pub(super) fn is_additive(told: &Told) -> bool {
    let mut results = told.statement.results.iter();
    told.asked.method != Method::FullCount && results.all(Attributed::is_comparable)
}

fn is_of(share: &Share, party: &str) -> bool {
    matches!(&share.payer, Some(Payer::Party(code)) if code == party)
}
