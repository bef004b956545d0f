//! Amounts in another currency, by a named table of rates that some source published.
//!
//! Each amount of a row is converted once, by one rate, and rounded once; sums are sums of what came of
//! it, so that the lines of a report add up to its figures. What cannot be converted is told apart, with
//! the reason, and never guessed.

mod conversion;
mod exact;
mod period;

pub use conversion::{Applied, Conversion, Converted, Method, NamedTable, Quote, Reason};
pub use period::DateRule;

use crate::{
    query::{ExchangeRate, ExchangeRateField, RateTable, RateTableField},
    read::{Filter, Key, NotAsked, Read, Test, Value},
    store::{ReadError, Reader},
    value::{Currency, PartialDate},
};
use std::collections::BTreeSet;

/// Why a table of rates could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// The rows could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A field was not asked for: a fault of this program.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
}

impl Reader {
    /// Reads what the table with this key quotes between the target and these currencies; `None` if there is
    /// no such table.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn conversion(
        &self,
        target: Currency,
        table: &str,
        currencies: &BTreeSet<String>,
    ) -> Result<Option<Conversion>, RateError> {
        use ExchangeRateField::{From, To};
        let others = |field| {
            let codes = currencies.iter().cloned().map(Value::Text).collect();
            Filter::Is(field, Test::In(codes))
        };
        let of_the_target = |field| {
            let code = Value::Text(target.code().to_owned());
            Filter::Is(field, Test::Eq(code))
        };
        let pairs = Filter::Any(vec![
            Filter::All(vec![of_the_target(To), others(From)]),
            Filter::All(vec![of_the_target(From), others(To)]),
        ]);
        let rates = Read::<ExchangeRate>::new().all_fields().only(pairs);
        let mut read = Read::<RateTable>::of(&Key(vec![table.to_owned()])).all_fields();
        read.child(&[0], RateTable::rates(), rates);
        let Some(found) = self.read(&read).await?.first() else {
            return Ok(None);
        };
        let text = |field| found.known_text(field).map(str::to_owned);
        // The database has no other word.
        let Some(date_rule) = DateRule::from_word(found.known_text(RateTableField::DateRule)?)
        else {
            return Ok(None);
        };
        let named = NamedTable {
            key: text(RateTableField::Key)?,
            name: text(RateTableField::Name)?,
            date_rule,
            source: text(RateTableField::Source)?,
        };
        let mut conversion = Conversion::new(target, named);
        for row in &found.related::<ExchangeRate>(0)?.rows {
            let text = |field| row.known_text(field).map(str::to_owned);
            let period = text(ExchangeRateField::Period)?;
            let Some(begins) = PartialDate::parse(&period).map(|period| period.first()) else {
                continue;
            };
            let quote = Quote {
                from: text(From)?,
                to: text(To)?,
                period,
                rate: text(ExchangeRateField::Rate)?,
            };
            conversion.add(begins, quote);
        }
        Ok(Some(conversion))
    }
}
