//! The values of one row as a statement gives them: columns of its result, or an array in JSON.

use super::{Value, noun::Kind};
use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult};
use serde_json::Value as Json;

/// What is left to be read of a row, in the order in which the statement selects it.
pub(crate) enum Cells<'a> {
    /// Columns of a result, from this one on.
    Columns { row: &'a QueryResult, next: usize },
    /// Items of an array.
    Items(std::vec::IntoIter<Json>),
}

impl<'a> Cells<'a> {
    /// The columns of a result.
    pub(crate) fn of(row: &'a QueryResult) -> Self {
        Cells::Columns { row, next: 0 }
    }

    /// The items of an array, which stands for a row; of more than [`MOST_ITEMS`], of arrays of them.
    pub(crate) fn of_array(row: Json, items: usize) -> Result<Self, DbErr> {
        let items = match items > MOST_ITEMS {
            false => array(row)?,
            true => {
                let arrays = array(row)?.into_iter().map(array);
                arrays.collect::<Result<Vec<_>, _>>()?.concat()
            }
        };
        Ok(Cells::Items(items.into_iter()))
    }

    /// Passes over so many values.
    pub(crate) fn skip(&mut self, values: usize) {
        match self {
            Cells::Columns { next, .. } => *next += values,
            Cells::Items(items) => {
                items.by_ref().take(values).for_each(drop);
            }
        }
    }

    /// Whether the value after so many, of a field of this kind, is null.
    pub(crate) fn is_null(&self, ahead: usize, kind: Kind) -> Result<bool, DbErr> {
        Ok(match self {
            Cells::Columns { row, next } => {
                super::row::read_value(row, kind, *next + ahead)? == Value::Null
            }
            Cells::Items(items) => items.as_slice().get(ahead).is_none_or(Json::is_null),
        })
    }

    /// The next value, of a field of this kind.
    pub(crate) fn value(&mut self, kind: Kind) -> Result<Value, DbErr> {
        match self {
            Cells::Columns { row, next } => {
                *next += 1;
                super::row::read_value(row, kind, *next - 1)
            }
            Cells::Items(items) => from_json(items.next(), kind),
        }
    }

    /// The next value: whether something holds; not, if nothing is known.
    pub(crate) fn flag(&mut self) -> Result<bool, DbErr> {
        match self {
            Cells::Columns { row, next } => {
                *next += 1;
                let flag: Option<bool> = row.try_get_by_index(*next - 1)?;
                Ok(flag.unwrap_or_default())
            }
            Cells::Items(items) => Ok(match items.next() {
                Some(Json::Bool(flag)) => flag,
                Some(Json::Number(number)) => number.as_i64() != Some(0),
                _ => false,
            }),
        }
    }

    /// The next value: an array.
    pub(crate) fn list(&mut self) -> Result<Vec<Json>, DbErr> {
        match self {
            Cells::Columns { row, next } => {
                *next += 1;
                let text: Option<String> = row.try_get_by_index(*next - 1)?;
                text.map_or_else(|| Ok(Vec::new()), |text| array(Json::String(text)))
            }
            Cells::Items(items) => match items.next() {
                None | Some(Json::Null) => Ok(Vec::new()),
                Some(list) => array(list),
            },
        }
    }
}

/// PostgreSQL takes so many arguments for a function, and some for good measure.
pub(crate) const MOST_ITEMS: usize = 90;

/// An array; SQLite may hand one over as its text.
fn array(json: Json) -> Result<Vec<Json>, DbErr> {
    match json {
        Json::Array(items) => Ok(items),
        Json::String(text) => serde_json::from_str(&text).map_err(|error| unexpected(&error)),
        other => Err(unexpected(&other)),
    }
}

fn from_json(json: Option<Json>, kind: Kind) -> Result<Value, DbErr> {
    Ok(match (kind, json) {
        (_, None | Some(Json::Null)) => Value::Null,
        (
            Kind::Text | Kind::Folded { .. } | Kind::Natural { .. } | Kind::Partial { .. },
            Some(Json::String(text)),
        ) => Value::Text(text),
        (Kind::Int | Kind::Minor, Some(Json::Number(number))) => {
            Value::Int(number.as_i64().ok_or_else(|| unexpected(&number))?)
        }
        (Kind::Flag, Some(Json::Bool(flag))) => Value::Flag(flag),
        (Kind::Flag, Some(Json::Number(number))) => Value::Flag(number.as_i64() != Some(0)),
        (Kind::Day, Some(Json::String(text))) => {
            let day: Result<NaiveDate, _> = text.parse();
            Value::Day(day.map_err(|_| unexpected(&text))?)
        }
        (_, Some(other)) => return Err(unexpected(&other)),
    })
}

fn unexpected(found: &impl std::fmt::Display) -> DbErr {
    DbErr::Type(format!("an array of values was expected, not {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arrays_of_both_databases_are_read_alike() {
        for row in [
            json!(["x", 7, true, "2026-12-01", null, ["y"]]),
            json!("[\"x\",7,1,\"2026-12-01\",null,\"[\\\"y\\\"]\"]"),
        ] {
            let mut cells = Cells::of_array(row, 6).unwrap();
            assert_eq!(cells.value(Kind::Text).unwrap(), Value::Text("x".into()));
            assert_eq!(cells.value(Kind::Minor).unwrap(), Value::Int(7));
            assert_eq!(cells.value(Kind::Flag).unwrap(), Value::Flag(true));
            let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
            assert_eq!(cells.value(Kind::Day).unwrap(), Value::Day(day));
            assert_eq!(cells.value(Kind::Text).unwrap(), Value::Null);
            assert_eq!(cells.list().unwrap(), [json!("y")]);
            assert_eq!(cells.value(Kind::Text).unwrap(), Value::Null);
        }
    }

    #[test]
    fn a_long_row_is_an_array_of_arrays() {
        let row = json!([vec![1; MOST_ITEMS], [2, 3]]);
        let mut cells = Cells::of_array(row, MOST_ITEMS + 2).unwrap();
        cells.skip(MOST_ITEMS);
        assert_eq!(cells.value(Kind::Int).unwrap(), Value::Int(2));
        assert_eq!(cells.value(Kind::Int).unwrap(), Value::Int(3));
    }

    #[test]
    fn a_value_of_another_kind_is_an_error() {
        let mut cells = Cells::of_array(json!([1, "x", "day"]), 3).unwrap();
        assert!(cells.value(Kind::Text).is_err());
        assert!(cells.value(Kind::Int).is_err());
        assert!(cells.value(Kind::Day).is_err());
        assert!(Cells::of_array(json!({}), 1).is_err());
    }
}
