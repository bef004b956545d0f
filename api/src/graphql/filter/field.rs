//! The filter inputs of single fields: text, keys, numbers, dates, money.

use super::Tests;
use crate::graphql::{
    error::{Problem, Result},
    scalar::{CountryCode, CurrencyCode, Decimal, PartialDate},
};
use async_graphql::InputObject;
use entity::{
    read::{Test, Value},
    value::{self, money::AmountError},
};

/// Tests of a text. Upper and lower case, accents, and Cyrillic letters that look Latin make no
/// difference to `contains` and `startsWith`; `eq` and `in` are exact.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct StringFilter {
    /// Exactly this.
    eq: Option<String>,
    /// Exactly one of these.
    r#in: Option<Vec<String>>,
    /// Holds this somewhere.
    contains: Option<String>,
    /// Begins with this.
    starts_with: Option<String>,
    /// Whether there is none.
    is_null: Option<bool>,
}

impl Tests for StringFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let text = Value::Text;
        let mut tests = Vec::new();
        tests.extend(self.eq.map(|eq| Test::Eq(text(eq))));
        tests.extend(
            self.r#in
                .map(|list| Test::In(list.into_iter().map(text).collect())),
        );
        tests.extend(self.contains.map(Test::Contains));
        tests.extend(self.starts_with.map(Test::StartsWith));
        tests.extend(self.is_null.map(Test::IsNull));
        Ok(tests)
    }
}

/// Tests of a key.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct KeyFilter {
    /// Exactly this.
    eq: Option<String>,
    /// Exactly one of these.
    r#in: Option<Vec<String>>,
    /// Whether there is none.
    is_null: Option<bool>,
}

impl KeyFilter {
    /// The same of an identifier, which may be written in several ways: each as it is compared.
    pub(in crate::graphql) fn of_an_identifier(
        self,
        compared: fn(&str) -> Option<String>,
        example: &str,
    ) -> Result<Self> {
        let read = |text: String| identified(&text, compared, example);
        Ok(Self {
            eq: self.eq.map(read).transpose()?,
            r#in: self
                .r#in
                .map(|list| list.into_iter().map(read).collect())
                .transpose()?,
            is_null: self.is_null,
        })
    }
}

/// An identifier as it is compared.
pub(in crate::graphql) fn identified(
    text: &str,
    compared: fn(&str) -> Option<String>,
    example: &str,
) -> Result<String> {
    compared(text).ok_or_else(|| {
        let found = entity::write::shortened(text);
        Problem::input(format!("`{found}` is no identifier such as `{example}`."))
    })
}

impl Tests for KeyFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let mut tests = Vec::new();
        tests.extend(self.eq.map(|eq| Test::Eq(Value::Text(eq))));
        tests.extend(
            self.r#in
                .map(|list| Test::In(list.into_iter().map(Value::Text).collect())),
        );
        tests.extend(self.is_null.map(Test::IsNull));
        Ok(tests)
    }
}

/// Tests of a country.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct CountryFilter {
    /// This one.
    eq: Option<CountryCode>,
    /// One of these.
    r#in: Option<Vec<CountryCode>>,
    /// Whether it is not known.
    is_null: Option<bool>,
}

impl Tests for CountryFilter {
    fn tests(self) -> Result<Vec<Test>> {
        KeyFilter {
            eq: self.eq.map(|code| code.0),
            r#in: self
                .r#in
                .map(|codes| codes.into_iter().map(|code| code.0).collect()),
            is_null: self.is_null,
        }
        .tests()
    }
}

/// Tests of a currency.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct CurrencyFilter {
    /// This one.
    eq: Option<CurrencyCode>,
    /// One of these.
    r#in: Option<Vec<CurrencyCode>>,
}

impl Tests for CurrencyFilter {
    fn tests(self) -> Result<Vec<Test>> {
        KeyFilter {
            eq: self.eq.map(|code| code.0),
            r#in: self
                .r#in
                .map(|codes| codes.into_iter().map(|code| code.0).collect()),
            is_null: None,
        }
        .tests()
    }
}

/// Tests of something that is true or false.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct BooleanFilter {
    /// This.
    eq: bool,
}

impl Tests for BooleanFilter {
    fn tests(self) -> Result<Vec<Test>> {
        Ok(vec![Test::Eq(Value::Flag(self.eq))])
    }
}

/// Tests of a whole number.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct IntFilter {
    /// Exactly this.
    eq: Option<i32>,
    /// Greater.
    gt: Option<i32>,
    /// Greater or equal.
    gte: Option<i32>,
    /// Less.
    lt: Option<i32>,
    /// Less or equal.
    lte: Option<i32>,
    /// Whether it is not known.
    is_null: Option<bool>,
}

impl Tests for IntFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let int = |number: i32| Value::Int(number.into());
        let mut tests = Vec::new();
        tests.extend(self.eq.map(|eq| Test::Eq(int(eq))));
        tests.extend(self.gt.map(|gt| Test::Gt(int(gt))));
        tests.extend(self.gte.map(|gte| Test::Gte(int(gte))));
        tests.extend(self.lt.map(|lt| Test::Lt(int(lt))));
        tests.extend(self.lte.map(|lte| Test::Lte(int(lte))));
        tests.extend(self.is_null.map(Test::IsNull));
        Ok(tests)
    }
}

/// Tests of a date. A date of which only the year or the month is known passes a test only if every
/// day that it may mean does.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct PartialDateFilter {
    /// Written exactly so.
    eq: Option<PartialDate>,
    /// Wholly within this year, month or day.
    during: Option<PartialDate>,
    /// After this year, month or day.
    gt: Option<PartialDate>,
    /// On its first day or later.
    gte: Option<PartialDate>,
    /// Before this year, month or day.
    lt: Option<PartialDate>,
    /// On its last day or earlier.
    lte: Option<PartialDate>,
    /// Whether it is not known.
    is_null: Option<bool>,
}

impl Tests for PartialDateFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let date = |date: PartialDate| {
            value::PartialDate::parse(&date.0)
                .ok_or_else(|| Problem::input("A date is `2015`, `2013-11` or `1992-11-27`."))
        };
        let dates = |given: Option<PartialDate>, test: fn(Value) -> Test| -> Result<Option<Test>> {
            Ok(given
                .map(date)
                .transpose()?
                .map(|date| test(Value::Partial(date))))
        };
        let mut tests = Vec::new();
        tests.extend(dates(self.eq, Test::Eq)?);
        tests.extend(self.during.map(date).transpose()?.map(Test::During));
        tests.extend(dates(self.gt, Test::Gt)?);
        tests.extend(dates(self.gte, Test::Gte)?);
        tests.extend(dates(self.lt, Test::Lt)?);
        tests.extend(dates(self.lte, Test::Lte)?);
        tests.extend(self.is_null.map(Test::IsNull));
        Ok(tests)
    }
}

/// Tests of an amount of money. Amounts in other currencies do not pass: they cannot be compared.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct MoneyFilter {
    /// In this currency.
    currency: CurrencyCode,
    /// Exactly this amount.
    eq: Option<Decimal>,
    /// More.
    gt: Option<Decimal>,
    /// This much or more.
    gte: Option<Decimal>,
    /// Less.
    lt: Option<Decimal>,
    /// This much or less.
    lte: Option<Decimal>,
}

impl MoneyFilter {
    /// The currency that it names.
    pub(in crate::graphql) fn currency(&self) -> &str {
        &self.currency.0
    }
}

impl Tests for MoneyFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let currency = value::Currency::parse(&self.currency.0)
            .ok_or_else(|| Problem::input("A currency is a code of ISO 4217, such as `USD`."))?;
        // The last argument says what is meant by an amount larger than any that is kept, if it is above zero.
        let amount = |given: Option<Decimal>,
                      test: fn(Value) -> Test,
                      beyond: [Test; 2]|
         -> Result<Option<Test>> {
            let Some(Decimal(text)) = given else {
                return Ok(None);
            };
            let [above, below] = beyond;
            Ok(Some(match currency.minor(&text) {
                Ok(minor) => test(Value::Int(minor)),
                Err(AmountError::TooLarge) if text.starts_with('-') => below,
                Err(AmountError::TooLarge) => above,
                Err(AmountError::Decimals(decimals)) => {
                    return Err(Problem::input(format!(
                        "An amount in {} has at most {decimals} decimals.",
                        currency.code()
                    )));
                }
                Err(AmountError::Form) => {
                    return Err(Problem::input(
                        "An amount is decimal text with a point and no grouping, such as `250340.00`.",
                    ));
                }
            }))
        };
        let every = || Test::Lte(Value::Int(i64::MAX));
        let none = || Test::Gt(Value::Int(i64::MAX));
        let mut tests = Vec::new();
        tests.extend(amount(self.eq, Test::Eq, [none(), none()])?);
        tests.extend(amount(self.gt, Test::Gt, [none(), every()])?);
        tests.extend(amount(self.gte, Test::Gte, [none(), every()])?);
        tests.extend(amount(self.lt, Test::Lt, [every(), none()])?);
        tests.extend(amount(self.lte, Test::Lte, [every(), none()])?);
        Ok(tests)
    }
}
