//! Filters: a condition on the rows of a noun, as a value, and as SQL.
//!
//! A comparison with a missing value is false, `not` is its plain complement: every leaf is true or
//! false and never null, so that withheld and missing behave alike on both databases.

use super::{
    Key, Noun, Relation, Value,
    noun::{Field, Kind},
};
use crate::{
    policy::{
        Recorded, Term, Visible,
        sight::{self, Sight, always, any, never},
    },
    value::{PartialDate, fold},
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Func},
};
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

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
    /// An identifier by which a row is looked up has this value. Like a key it leads to the row by an
    /// index, so the time may tell whether such a row exists; filters of a question use
    /// [`Filter::Is`].
    Identified(N::Field, String),
    /// A related row that the viewer may see passes a filter.
    Related(Related),
}

/// A related row passes a filter; made by [`Filter::some`].
#[derive(Clone)]
pub struct Related {
    condition: Arc<Condition>,
    /// What the related row, and those that it is related to, are recorded as.
    facets: Vec<Recorded>,
}

type Condition = dyn Fn(&Sight<'_>, &DynIden) -> Term + Send + Sync;

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
    /// Text that holds this, without regard to case, marks, and letters that look alike.
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
        let mut facets = filter.examined();
        facets.push(C::RECORDED);
        Filter::Related(Related {
            condition: Arc::new(move |sight, at| Term::new(relation.some(sight, at, &filter))),
            facets,
        })
    }

    /// What this examines: the rows that it is asked of, unless it only names them, and related rows. The
    /// cards of projects, funders and institutes are everyone's but for a few rows; that those are examined
    /// is recorded where one of them is counted or handed out, and where they are related rows.
    pub(crate) fn examined(&self) -> Vec<Recorded> {
        match self {
            Filter::All(filters) | Filter::Any(filters) => {
                filters.iter().flat_map(Filter::examined).collect()
            }
            Filter::Not(filter) => filter.examined(),
            Filter::Is(field, Test::Eq(_) | Test::In(_)) if N::KEY.contains(field) => Vec::new(),
            Filter::Identified(..) => Vec::new(),
            Filter::Is(..) => N::RECORDED.by_itself().into_iter().collect(),
            Filter::Related(related) => related.facets.clone(),
        }
    }

    /// The visible rows that this lets through, under the name `at`.
    pub(crate) fn among(&self, sight: &Sight<'_>, at: &DynIden, visible: Visible<N>) -> Visible<N> {
        if matches!(self, Filter::All(filters) if filters.is_empty()) {
            return visible;
        }
        let term = self.term(sight, at);
        let keys = self.keys().into_iter();
        keys.fold(visible.only(term), |visible, (field, test)| {
            visible.keyed(leaf(sight, at, field, &test))
        })
    }

    /// Whether it leads to its rows by their key or an identifier.
    pub(crate) fn is_keyed(&self) -> bool {
        !self.keys().is_empty()
    }

    /// Those conditions that every row that this lets through meets, and that an index over what everyone sees
    /// leads by: equality with a value of these columns.
    pub(crate) fn led_by(
        &self,
        sight: &Sight<'_>,
        at: &DynIden,
        columns: &[&'static str],
    ) -> Vec<Expr> {
        match self {
            Filter::All(filters) => {
                let each = filters.iter();
                each.flat_map(|filter| filter.led_by(sight, at, columns))
                    .collect()
            }
            Filter::Is(field, test @ Test::Eq(_)) if columns.contains(&field.shape().column) => {
                vec![leaf(sight, at, *field, test)]
            }
            _ => Vec::new(),
        }
    }

    fn term(&self, sight: &Sight<'_>, at: &DynIden) -> Term {
        match self {
            Filter::All(filters) => Term::all(filters.iter().map(|filter| filter.term(sight, at))),
            Filter::Any(filters) => Term::any(filters.iter().map(|filter| filter.term(sight, at))),
            Filter::Not(filter) => filter.term(sight, at).not(),
            Filter::Is(field, test) => Term::new(leaf(sight, at, *field, test)),
            Filter::Identified(field, text) => {
                let test = Test::Eq(Value::Text(text.clone()));
                Term::new(leaf(sight, at, *field, &test))
            }
            Filter::Related(related) => (related.condition)(sight, at),
        }
    }

    /// What every row that this lets through has as the first part of its key, or as an identifier:
    /// equality only. The key of another row that it names is not among them: beside its own key it would tell
    /// whom a hidden row names.
    fn keys(&self) -> Vec<(N::Field, Test)> {
        match self {
            Filter::All(filters) => filters.iter().flat_map(Filter::keys).collect(),
            Filter::Is(field, test @ (Test::Eq(_) | Test::In(_)))
                if N::KEY.first() == Some(field) =>
            {
                vec![(*field, test.clone())]
            }
            Filter::Identified(field, text) => {
                vec![(*field, Test::Eq(Value::Text(text.clone())))]
            }
            _ => Vec::new(),
        }
    }
}

fn leaf<F: Field>(sight: &Sight<'_>, at: &DynIden, field: F, test: &Test) -> Expr {
    let shape = field.shape();
    let of = |column: &'static str| Expr::col((at.clone(), column));
    let value = || match shape.ignores_case {
        true => Func::lower(of(shape.column)).into(),
        false => of(shape.column),
    };
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
        (Test::Contains(text), _) => match shape.folded {
            Some(folded) => sight.contains(of(folded), &fold::fold(text)),
            None => sight.contains(value(), &composed(text)),
        },
        (Test::StartsWith(text), _) => match shape.folded {
            Some(folded) => starts_with(sight, of(folded), &fold::fold(text)),
            None => starts_with(sight, value(), &composed(text)),
        },
        (Test::Eq(Value::Text(wanted)), _) => value().eq(composed(wanted)),
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

/// A text as texts are stored: in Unicode's composed form.
fn composed(text: &str) -> String {
    match is_nfc(text) {
        true => text.to_owned(),
        false => text.nfc().collect(),
    }
}

fn compare(wanted: &Value, holds: impl FnOnce(Expr) -> Expr) -> Expr {
    wanted.sql().map_or_else(never, holds)
}

fn is_in(sight: &Sight<'_>, value: Expr, wanted: &[Value]) -> Expr {
    let texts = wanted.iter().filter_map(Value::as_text);
    let texts: Vec<String> = texts.map(|text| composed(&text)).collect();
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
