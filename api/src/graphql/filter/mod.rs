//! Filters: what a field may be tested for, and how a filter input becomes a condition.
//!
//! A test on a missing or withheld value is not met, `not` is the plain complement, and `isNull` is.

mod field;

pub(super) use field::{
    BooleanFilter, CountryFilter, CurrencyFilter, IntFilter, KeyFilter, MoneyFilter,
    PartialDateFilter, StringFilter, identified,
};

use super::error::{Problem, Result};
use async_graphql::Value as Input;
use entity::read::{Filter, Noun, Relation, Test, Value};

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
            let code = Value::Text(filter.currency().to_owned());
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
