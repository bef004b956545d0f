//! Filters: what a field may be tested for, and how a filter input becomes a condition.
//!
//! A test on a missing or withheld value is not met, `not` is the plain complement, and `isNull` is.

use super::{
    error::{Problem, Result},
    scalar::{CountryCode, CurrencyCode, Decimal, PartialDate},
};
use async_graphql::{InputObject, Value as Input};
use entity::{
    read::{Filter, Noun, Relation, Test, Value},
    value,
};

/// A filter input, as a condition on the noun's rows.
pub(super) trait Filtering<N: Noun> {
    /// The condition.
    ///
    /// # Errors
    /// If a value in it cannot be used.
    fn filter(self) -> Result<Filter<N>>;
}

/// Tests of one field; all of them must be met.
pub(super) trait Tests {
    /// The tests.
    ///
    /// # Errors
    /// If a value cannot be used.
    fn tests(self) -> Result<Vec<Test>>;
}

/// Filters of which some, none, or every one of the related rows must pass.
pub(super) type Ways<F> = (Option<Box<F>>, Option<Box<F>>, Option<Box<F>>);

/// A filter holds at most so many values and objects.
const MOST_VALUES: usize = 1_500;
/// Filters stand within filters at most so deep.
const DEEPEST: usize = 12;

/// Refuses a filter larger or deeper than anything a person asks: each level of relations is a
/// subquery of the statement.
pub(super) fn bounded(filter: &Input) -> Result<()> {
    let mut values = 0;
    let mut open = vec![(filter, 1)];
    while let Some((value, depth)) = open.pop() {
        values += 1;
        if values > MOST_VALUES {
            return Err(Problem::input(format!(
                "`filter` holds more than {MOST_VALUES} values."
            )));
        }
        if depth > DEEPEST {
            return Err(Problem::input(format!(
                "`filter` is more than {DEEPEST} levels deep."
            )));
        }
        match value {
            Input::Object(members) => {
                open.extend(members.values().map(|member| (member, depth + 1)))
            }
            // A list is no level of its own.
            Input::List(items) => open.extend(items.iter().map(|item| (item, depth))),
            _ => {}
        }
    }
    Ok(())
}

/// Collects the conditions of a filter input.
pub(super) struct Conditions<N: Noun>(Vec<Filter<N>>);

impl<N: Noun> Conditions<N> {
    /// Begins with the three that join others.
    pub(super) fn new<F: Filtering<N>>(
        and: Option<Vec<F>>,
        or: Option<Vec<F>>,
        not: Option<Box<F>>,
    ) -> Result<Self> {
        let all = |filters: Vec<F>| {
            filters
                .into_iter()
                .map(F::filter)
                .collect::<Result<Vec<_>>>()
        };
        let mut conditions = Vec::new();
        if let Some(and) = and {
            conditions.extend(all(and)?);
        }
        if let Some(or) = or {
            conditions.push(Filter::Any(all(or)?));
        }
        if let Some(not) = not {
            conditions.push(Filter::Not(Box::new(not.filter()?)));
        }
        Ok(Self(conditions))
    }

    /// A field passes these tests.
    pub(super) fn field(mut self, field: N::Field, tests: Option<impl Tests>) -> Result<Self> {
        if let Some(tests) = tests {
            let tests = tests.tests()?;
            self.0
                .extend(tests.into_iter().map(|test| Filter::Is(field, test)));
        }
        Ok(self)
    }

    /// The row that a relation leads to passes this filter.
    pub(super) fn one<C: Noun, F: Filtering<C>>(
        mut self,
        relation: Relation<N, C>,
        filter: Option<Box<F>>,
    ) -> Result<Self> {
        if let Some(filter) = filter {
            self.0.push(Filter::some(relation, filter.filter()?));
        }
        Ok(self)
    }

    /// Of the rows that a relation leads to, some, none or every one passes a filter.
    pub(super) fn many<C: Noun, F: Filtering<C>>(
        mut self,
        relation: Relation<N, C>,
        filters: Option<Ways<F>>,
    ) -> Result<Self> {
        if let Some((some, none, every)) = filters {
            if let Some(some) = some {
                self.0.push(Filter::some(relation, some.filter()?));
            }
            if let Some(none) = none {
                self.0.push(Filter::Not(Box::new(Filter::some(
                    relation,
                    none.filter()?,
                ))));
            }
            if let Some(every) = every {
                let fails = Filter::Not(Box::new(every.filter()?));
                self.0
                    .push(Filter::Not(Box::new(Filter::some(relation, fails))));
            }
        }
        Ok(self)
    }

    /// An amount, in the currency that the filter names.
    pub(super) fn money(
        mut self,
        amount: N::Field,
        currency: N::Field,
        filter: Option<MoneyFilter>,
    ) -> Result<Self> {
        if let Some(filter) = filter {
            let code = Value::Text(filter.currency.0.clone());
            self.0.push(Filter::Is(currency, Test::Eq(code)));
            let tests = filter.tests()?;
            self.0
                .extend(tests.into_iter().map(|test| Filter::Is(amount, test)));
        }
        Ok(self)
    }

    /// All of them.
    pub(super) fn all(self) -> Filter<N> {
        Filter::All(self.0)
    }
}

/// Tests of a text. Upper and lower case, accents, and Cyrillic letters that look Latin make no
/// difference to `contains` and `startsWith` on names and titles.
#[derive(InputObject, Clone)]
pub(super) struct StringFilter {
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
pub(super) struct KeyFilter {
    /// Exactly this.
    eq: Option<String>,
    /// Exactly one of these.
    r#in: Option<Vec<String>>,
    /// Whether there is none.
    is_null: Option<bool>,
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
pub(super) struct CountryFilter {
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
pub(super) struct CurrencyFilter {
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
pub(super) struct BooleanFilter {
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
pub(super) struct IntFilter {
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
pub(super) struct PartialDateFilter {
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
pub(super) struct MoneyFilter {
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

impl Tests for MoneyFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let currency = value::Currency::parse(&self.currency.0)
            .ok_or_else(|| Problem::input("A currency is a code of ISO 4217, such as `USD`."))?;
        let amount = |given: Option<Decimal>, test: fn(Value) -> Test| -> Result<Option<Test>> {
            let Some(given) = given else {
                return Ok(None);
            };
            let minor = currency.minor(&given.0).map_err(|_| {
                let decimals = currency.decimals();
                Problem::input(format!(
                    "An amount in {} has at most {decimals} decimals.",
                    currency.code()
                ))
            })?;
            Ok(Some(test(Value::Int(minor))))
        };
        let mut tests = Vec::new();
        tests.extend(amount(self.eq, Test::Eq)?);
        tests.extend(amount(self.gt, Test::Gt)?);
        tests.extend(amount(self.gte, Test::Gte)?);
        tests.extend(amount(self.lt, Test::Lt)?);
        tests.extend(amount(self.lte, Test::Lte)?);
        Ok(tests)
    }
}

/// A filter on one of the enums of `words.rs`.
macro_rules! word_filter {
    ($(#[$doc:meta])* $filter:ident of $word:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Clone)]
        pub(super) struct $filter {
            /// This one.
            eq: Option<$word>,
            /// One of these.
            r#in: Option<Vec<$word>>,
        }

        impl $crate::graphql::filter::Tests for $filter {
            fn tests(self) -> $crate::graphql::error::Result<Vec<entity::read::Test>> {
                use entity::read::{Test, Value};
                let value = |word: $word| Value::Text(word.word().to_owned());
                let mut tests = Vec::new();
                tests.extend(self.eq.map(|eq| Test::Eq(value(eq))));
                tests.extend(self.r#in.map(|list| Test::In(list.into_iter().map(value).collect())));
                Ok(tests)
            }
        }
    };
}

/// A filter on the rows that a relation leads to.
macro_rules! list_filter {
    ($(#[$doc:meta])* $list:ident of $filter:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Clone)]
        pub(super) struct $list {
            /// At least one passes this filter.
            some: Option<Box<$filter>>,
            /// None passes this filter.
            none: Option<Box<$filter>>,
            /// Every one passes this filter; also where there is none.
            every: Option<Box<$filter>>,
        }

        impl $list {
            pub(super) fn ways(
                filter: Option<Box<Self>>,
            ) -> Option<$crate::graphql::filter::Ways<$filter>> {
                filter.map(|filter| (filter.some, filter.none, filter.every))
            }
        }
    };
}

pub(super) use {list_filter, word_filter};
