//! What comes back: rows of what the viewer may see, and what hangs on them.

use super::{
    Key, Noun, Place,
    cells::Cells,
    noun::{Field, Kind},
};
use crate::value::PartialDate;
use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult, sea_query::Expr};
use std::{any::Any, marker::PhantomData, sync::Arc};

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Not known, or withheld.
    Null,
    /// Text, and reduced dates as they were written.
    Text(String),
    /// A whole number, and money in minor units.
    Int(i64),
    /// True or false.
    Flag(bool),
    /// One day.
    Day(NaiveDate),
    /// A reduced date, in filters.
    Partial(PartialDate),
}

impl Value {
    pub(crate) fn sql(&self) -> Option<Expr> {
        match self {
            Value::Null => None,
            Value::Text(text) => Some(Expr::val(text.as_str())),
            Value::Int(number) => Some(Expr::val(*number)),
            Value::Flag(flag) => Some(Expr::val(*flag)),
            Value::Day(day) => Some(Expr::val(*day)),
            Value::Partial(date) => Some(Expr::val(date.text())),
        }
    }

    pub(crate) fn as_text(&self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Partial(date) => Some(date.text().to_owned()),
            _ => None,
        }
    }
}

/// A row of a noun: the fields that were asked for, and the related rows.
pub struct Row<N: Noun> {
    /// Of the fields that were asked for.
    values: Vec<Value>,
    fields: Arc<Fields>,
    pub(crate) children: Vec<(Vec<Place>, Arc<dyn Any + Send + Sync>)>,
    #[cfg(mutants)]
    betrayed: Option<String>,
    noun: PhantomData<fn() -> N>,
}

/// Which fields were asked for: where the values of each stand in a row.
pub(crate) struct Fields(Vec<Option<usize>>);

impl Fields {
    pub(crate) fn asked(asked: &[bool]) -> Arc<Self> {
        let mut next = 0..;
        let places = asked.iter().map(|asked| match asked {
            true => next.next(),
            false => None,
        });
        Arc::new(Self(places.collect()))
    }
}

/// A page of rows.
pub struct Found<N: Noun> {
    /// The rows, in order.
    pub rows: Vec<Arc<Row<N>>>,
    /// Whether the list goes on before them.
    pub more_before: bool,
    /// Whether the list goes on behind them.
    pub more_after: bool,
    /// How many rows there are in all, if that was asked.
    pub total: Option<u64>,
}

/// A field or a relation was read that had not been asked for: a fault of the caller, never of the
/// data, and therefore not answered with null.
#[derive(Debug, thiserror::Error)]
#[error("{noun}.{part} was not asked for")]
pub struct NotAsked {
    noun: &'static str,
    part: String,
}

impl<N: Noun> Row<N> {
    /// The value of a field.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn value(&self, field: N::Field) -> Result<&Value, NotAsked> {
        let place = self.fields.0.get(field.place()).copied().flatten();
        place
            .and_then(|place| self.values.get(place))
            .ok_or_else(|| NotAsked {
                noun: N::NAME,
                part: field.name().to_owned(),
            })
    }

    /// The text of a field, if it has one.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn text(&self, field: N::Field) -> Result<Option<&str>, NotAsked> {
        Ok(match self.value(field)? {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    /// The text of a field that the database guarantees.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn known_text(&self, field: N::Field) -> Result<&str, NotAsked> {
        Ok(self.text(field)?.unwrap_or_default())
    }

    /// The number of a field, if it has one; money in minor units.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn int(&self, field: N::Field) -> Result<Option<i64>, NotAsked> {
        Ok(match self.value(field)? {
            Value::Int(number) => Some(*number),
            _ => None,
        })
    }

    /// Whether a field is true.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn flag(&self, field: N::Field) -> Result<bool, NotAsked> {
        Ok(matches!(self.value(field)?, Value::Flag(true)))
    }

    /// The day of a field, if it has one.
    ///
    /// # Errors
    /// If the question did not ask for it.
    pub fn day(&self, field: N::Field) -> Result<Option<NaiveDate>, NotAsked> {
        Ok(match self.value(field)? {
            Value::Day(day) => Some(*day),
            _ => None,
        })
    }

    /// What a cursor of this row carries by mistake.
    #[cfg(mutants)]
    pub fn betrayed(&self) -> Option<&str> {
        self.betrayed.as_deref()
    }

    #[cfg(mutants)]
    pub(crate) fn betray(&mut self, value: Value) {
        self.betrayed = value.as_text();
    }

    /// The natural key; always there.
    pub fn key(&self) -> Key {
        let part = |field: &N::Field| match self.value(*field) {
            Ok(Value::Text(text)) => text.clone(),
            Ok(Value::Int(number)) => number.to_string(),
            _ => String::new(),
        };
        Key(N::KEY.iter().map(part).collect())
    }

    /// The related rows that were asked for at this place.
    ///
    /// # Errors
    /// If the question did not ask for them.
    pub fn related<C: Noun>(&self, place: Place) -> Result<Arc<Found<C>>, NotAsked> {
        self.children
            .iter()
            .find(|(places, _)| places.contains(&place))
            .and_then(|(_, found)| found.clone().downcast().ok())
            .ok_or_else(|| NotAsked {
                noun: N::NAME,
                part: format!("related at {place}"),
            })
    }

    /// A row of which nothing is asked but its key.
    pub(crate) fn of_key(key: &str, field: N::Field) -> Self {
        let fields = N::Field::ALL.iter();
        let asked: Vec<bool> = fields.map(|one| one.place() == field.place()).collect();
        Self {
            values: vec![Value::Text(key.into())],
            fields: Fields::asked(&asked),
            children: Vec::new(),
            #[cfg(mutants)]
            betrayed: None,
            noun: PhantomData,
        }
    }

    /// Reads a row whose asked fields come next, in order.
    pub(crate) fn read(
        cells: &mut Cells<'_>,
        asked: &[bool],
        fields: &Arc<Fields>,
    ) -> Result<Self, DbErr> {
        let of_row = N::Field::ALL.iter().zip(asked);
        let of_row = of_row.filter(|(_, asked)| **asked);
        let mut values = Vec::with_capacity(of_row.clone().count());
        for (field, _) in of_row {
            values.push(cells.value(field.shape().kind)?);
        }
        Ok(Self {
            values,
            fields: fields.clone(),
            children: Vec::new(),
            #[cfg(mutants)]
            betrayed: None,
            noun: PhantomData,
        })
    }
}

pub(crate) fn read_value(result: &QueryResult, kind: Kind, place: usize) -> Result<Value, DbErr> {
    Ok(match kind {
        Kind::Text | Kind::Folded { .. } | Kind::Natural { .. } | Kind::Partial { .. } => result
            .try_get_by_index::<Option<String>>(place)?
            .map_or(Value::Null, Value::Text),
        Kind::Int => result
            .try_get_by_index::<Option<i32>>(place)?
            .map_or(Value::Null, |number| Value::Int(number.into())),
        Kind::Minor => result
            .try_get_by_index::<Option<i64>>(place)?
            .map_or(Value::Null, Value::Int),
        Kind::Flag => result
            .try_get_by_index::<Option<bool>>(place)?
            .map_or(Value::Null, Value::Flag),
        Kind::Day => result
            .try_get_by_index::<Option<NaiveDate>>(place)?
            .map_or(Value::Null, Value::Day),
    })
}

impl<N: Noun> Found<N> {
    pub(crate) fn none(total: bool) -> Self {
        Self {
            rows: Vec::new(),
            more_before: false,
            more_after: false,
            total: total.then_some(0),
        }
    }

    /// The first row, where there can be one at most.
    pub fn first(&self) -> Option<Arc<Row<N>>> {
        self.rows.first().cloned()
    }
}
