//! Exchange rates as their sources publish them, in named tables.

use crate::read::{Relation, noun::noun};

noun! {
    /// A table of exchange rates.
    RateTable in rate_table, key [Key], RateTableField {
        Key: text(Key),
        Name: text(Name, NameFolded),
        DateRule: text(DateRule),
        Source: text(Source),
        Note: text(Note),
    }
}

noun! {
    /// A rate: what one unit of a currency is worth in another, in one period.
    ExchangeRate in exchange_rate, key [TableKey, From, To, Period], ExchangeRateField {
        TableKey: text(TableKey),
        From: text(From),
        To: text(To),
        Period: partial(Period, PeriodFirst, PeriodLast),
        Rate: text(Rate),
    }
}

impl ExchangeRate {
    /// The table it stands in.
    pub fn rate_table() -> Relation<Self, RateTable> {
        Relation::columns(ExchangeRateField::TableKey, RateTableField::Key)
    }
}

impl RateTable {
    /// The rates in it.
    pub fn rates() -> Relation<Self, ExchangeRate> {
        Relation::columns(RateTableField::Key, ExchangeRateField::TableKey)
    }
}
