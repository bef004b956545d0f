//! Filters: a condition on the rows of a noun, as a value, and as SQL.
//!
//! A comparison with a missing value is false, `not` is its plain complement: every leaf is true or
//! false and never null, so that withheld and missing behave alike on both databases.

use super::{
    Key, Noun, Relation, Value,
    noun::{Field, Kind},
};
use crate::{
    policy::sight::{self, Sight, all, always, any, never},
    value::{PartialDate, fold},
};
use sea_orm::{
    ExprTrait,
    sea_query::{Alias, DynIden, Expr},
};
use std::sync::Arc;

/// A condition on the rows of a noun.
#[derive(Clone)]
pub enum Filter<N: Noun> {
    /// Every one of these; true of none.
    All(Vec<Filter<N>>),
    /// At least one of these; false of none.
    Any(Vec<Filter<N>>),
    /// The plain complement.
    Not(Box<Filter<N>>),
    /// A field passes a test.
    Is(N::Field, Test),
    /// A related row that the viewer may see passes a filter.
    Related(Related),
}

/// A related row passes a filter; made by [`Filter::some`].
#[derive(Clone)]
pub struct Related(Arc<Condition>);

type Condition = dyn Fn(&Sight<'_>, &DynIden) -> Expr + Send + Sync;

/// What a field's value is tested for.
#[derive(Clone, Debug)]
pub enum Test {
    /// Equal; a reduced date as it is written.
    Eq(Value),
    /// Equal to one of these.
    In(Vec<Value>),
    /// Greater; a reduced date if every day it may mean is later.
    Gt(Value),
    /// Greater or equal; a reduced date if no day it may mean is earlier.
    Gte(Value),
    /// Less; a reduced date if every day it may mean is earlier.
    Lt(Value),
    /// Less or equal; a reduced date if no day it may mean is later.
    Lte(Value),
    /// Text that holds this, without regard to case and marks where the field is a name or title.
    Contains(String),
    /// Text that begins with this, likewise.
    StartsWith(String),
    /// A date wholly within this one.
    During(PartialDate),
    /// Whether there is no value.
    IsNull(bool),
    /// Another value than this column of the same row has, or none.
    DiffersFrom(&'static str),
}

impl<N: Noun> Filter<N> {
    /// The rows with this key; none if the key has another number of parts.
    pub fn key(key: &Key) -> Self {
        if key.0.len() != N::KEY.len() {
            return Filter::Any(Vec::new());
        }
        let parts = N::KEY.iter().zip(&key.0);
        Filter::All(
            parts
                .map(|(field, part)| match field.shape().kind {
                    Kind::Int => match part.parse() {
                        Ok(number) => Filter::Is(*field, Test::Eq(Value::Int(number))),
                        Err(_) => Filter::Any(Vec::new()),
                    },
                    _ => Filter::Is(*field, Test::Eq(Value::Text(part.clone()))),
                })
                .collect(),
        )
    }

    /// The rows with a related one that the viewer may see and that this filter lets through.
    pub fn some<C: Noun>(relation: Relation<N, C>, filter: Filter<C>) -> Self {
        Filter::Related(Related(Arc::new(move |sight, at| {
            relation.some(sight, at, |sight, child| filter.sql(sight, child))
        })))
    }

    pub(crate) fn sql(&self, sight: &Sight<'_>, at: &DynIden) -> Expr {
        match self {
            Filter::All(filters) => all(filters.iter().map(|filter| filter.sql(sight, at))),
            Filter::Any(filters) => any(filters.iter().map(|filter| filter.sql(sight, at))),
            Filter::Not(filter) => filter.sql(sight, at).not(),
            Filter::Is(field, test) => leaf(sight, at, *field, test),
            Filter::Related(related) => (related.0)(sight, at),
        }
    }
}

fn leaf<F: Field>(sight: &Sight<'_>, at: &DynIden, field: F, test: &Test) -> Expr {
    let shape = field.shape();
    let of = |column: &'static str| Expr::col((at.clone(), Alias::new(column)));
    let value = || of(shape.column);
    if let Test::Eq(Value::Text(text)) | Test::Contains(text) | Test::StartsWith(text) = test
        && text.contains(sight::NEVER_KEPT)
    {
        return never();
    }
    let holds = match (test, shape.kind) {
        (Test::DiffersFrom(other), _) => {
            return value().is_null().or(value().ne(of(other)));
        }
        (Test::IsNull(true), _) => return value().is_null(),
        (Test::IsNull(false), _) => return value().is_not_null(),
        (Test::Gt(Value::Partial(date)), Kind::Partial { first, .. }) => of(first).gt(date.last()),
        (Test::Gte(Value::Partial(date)), Kind::Partial { first, .. }) => {
            of(first).gte(date.first())
        }
        (Test::Lt(Value::Partial(date)), Kind::Partial { last, .. }) => of(last).lt(date.first()),
        (Test::Lte(Value::Partial(date)), Kind::Partial { last, .. }) => of(last).lte(date.last()),
        (Test::During(date), Kind::Partial { first, last }) => {
            of(first).gte(date.first()).and(of(last).lte(date.last()))
        }
        (Test::During(date), Kind::Day) => value().gte(date.first()).and(value().lte(date.last())),
        (Test::Contains(text), Kind::Folded { twin }) => {
            sight.contains(of(twin), &fold::fold(text))
        }
        (Test::Contains(text), _) => sight.contains(value(), text),
        (Test::StartsWith(text), Kind::Folded { twin }) => {
            starts_with(sight, of(twin), &fold::fold(text))
        }
        (Test::StartsWith(text), _) => starts_with(sight, value(), text),
        (Test::Eq(wanted), _) => match wanted.sql() {
            Some(wanted) => value().eq(wanted),
            None => return never(),
        },
        (Test::In(wanted), _) => return is_in(sight, value(), wanted),
        (Test::Gt(wanted), _) => compare(wanted, |wanted| value().gt(wanted)),
        (Test::Gte(wanted), _) => compare(wanted, |wanted| value().gte(wanted)),
        (Test::Lt(wanted), _) => compare(wanted, |wanted| value().lt(wanted)),
        (Test::Lte(wanted), _) => compare(wanted, |wanted| value().lte(wanted)),
        (Test::During(_), _) => never(),
    };
    value().is_not_null().and(holds)
}

fn compare(wanted: &Value, holds: impl FnOnce(Expr) -> Expr) -> Expr {
    wanted.sql().map_or_else(never, holds)
}

fn is_in(sight: &Sight<'_>, value: Expr, wanted: &[Value]) -> Expr {
    let texts: Vec<String> = wanted.iter().filter_map(Value::as_text).collect();
    let known = value.clone().is_not_null();
    if texts.len() == wanted.len() {
        return known.and(sight.among(value, texts));
    }
    let values: Vec<Expr> = wanted.iter().filter_map(Value::sql).collect();
    known.and(any(values
        .into_iter()
        .map(|wanted| value.clone().eq(wanted))))
}

fn starts_with(sight: &Sight<'_>, text: Expr, beginning: &str) -> Expr {
    if beginning.is_empty() {
        return always();
    }
    let length = i32::try_from(beginning.chars().count()).unwrap_or(i32::MAX);
    sight.phrase(
        "substr(?, 1, ?) = ?",
        [text, Expr::val(length), Expr::val(beginning)],
    )
}
