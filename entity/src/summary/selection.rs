//! A statement whose rows come in one piece: a sum reads many short rows, and handing them over one by one
//! takes longer than finding them.

use crate::store::{ReadError, Sitting};
use chrono::NaiveDate;
use sea_orm::{
    DbErr,
    sea_query::{Alias, DynIden, Expr, IntoIden, Query, SelectStatement},
};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use std::{borrow::Cow, fmt, vec::Drain};

/// A statement whose columns have no names but their places.
pub(super) struct Selection {
    /// From where, under which conditions.
    pub(super) select: SelectStatement,
    columns: Vec<DynIden>,
}

/// A value of a row.
enum Cell<'a> {
    None,
    Number(i64),
    Text(Cow<'a, str>),
}

/// The columns of one row, from left to right.
pub(super) struct Columns<'r, 'a>(Drain<'r, Cell<'a>>);

impl Selection {
    /// From this table, under this name.
    pub(super) fn from(table: &str, at: &DynIden) -> Self {
        Self {
            select: Query::select()
                .from_as(Alias::new(table), at.clone())
                .take(),
            columns: Vec::new(),
        }
    }

    /// One more column.
    pub(super) fn column(&mut self, column: Expr) {
        let name = Alias::new(format!("c{}", self.columns.len())).into_iden();
        self.select.expr_as(column, name.clone());
        self.columns.push(name);
    }

    /// One more column, by which rows are grouped.
    pub(super) fn group(&mut self, by: Expr) {
        self.select.add_group_by([by.clone()]);
        self.column(by);
    }

    /// Runs it, and reads each row.
    pub(super) async fn rows<T>(
        self,
        sitting: &Sitting,
        read: impl FnMut(Columns<'_, '_>) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let text = sitting.at_once(self.select, self.columns).await?;
        Ok(rows(&text, read)?)
    }
}

/// Reads each row of an array of arrays, without keeping any.
pub(super) fn rows<T>(
    text: &str,
    read: impl FnMut(Columns<'_, '_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, DbErr> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let rows = deserializer.deserialize_seq(Rows(read));
    rows.and_then(|rows| deserializer.end().map(|()| rows))
        .map_err(|error| DbErr::Json(error.to_string()))
}

impl Columns<'_, '_> {
    /// A text.
    pub(super) fn text(&mut self) -> Result<Option<String>, ReadError> {
        match self.0.next() {
            Some(Cell::Text(text)) => Ok(Some(text.into_owned())),
            Some(Cell::None) => Ok(None),
            _ => Err(unexpected("a text")),
        }
    }

    /// A text that every row has.
    pub(super) fn known_text(&mut self) -> Result<String, ReadError> {
        self.text()?.ok_or_else(|| unexpected("a known text"))
    }

    /// A whole number.
    pub(super) fn number(&mut self) -> Result<Option<i64>, ReadError> {
        match self.0.next() {
            Some(Cell::Number(number)) => Ok(Some(number)),
            Some(Cell::None) => Ok(None),
            _ => Err(unexpected("a whole number")),
        }
    }

    /// How many.
    pub(super) fn count(&mut self) -> Result<u64, ReadError> {
        let count = self.number()?.ok_or_else(|| unexpected("a count"))?;
        Ok(count.unsigned_abs())
    }

    /// A day.
    pub(super) fn day(&mut self) -> Result<Option<NaiveDate>, ReadError> {
        let day = |text: String| text.parse().map_err(|_| unexpected("a day"));
        self.text()?.map(day).transpose()
    }

    /// What is of no use here.
    pub(super) fn skip(&mut self) {
        self.0.next();
    }
}

fn unexpected(what: &str) -> ReadError {
    DbErr::Type(format!("a column of a sum is not {what}")).into()
}

/// Written by hand, because the derived one would try each kind in turn and make an error of each that fails.
impl<'de> Deserialize<'de> for Cell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyCell)
    }
}

/// All rows, each handed on to be read.
struct Rows<R>(R);

impl<'de, T, R: FnMut(Columns<'_, '_>) -> Result<T, ReadError>> Visitor<'de> for Rows<R> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<Vec<T>, A::Error> {
        let (mut cells, mut all) = (Vec::new(), Vec::new());
        while rows.next_element_seed(Row(&mut cells))?.is_some() {
            all.push((self.0)(Columns(cells.drain(..))).map_err(A::Error::custom)?);
        }
        Ok(all)
    }
}

/// One row, whose cells are laid down here.
struct Row<'c, 'a>(&'c mut Vec<Cell<'a>>);

impl<'de> DeserializeSeed<'de> for Row<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of cells")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<(), A::Error> {
        while let Some(cell) = row.next_element()? {
            self.0.push(cell);
        }
        Ok(())
    }
}

struct AnyCell;

impl<'de> Visitor<'de> for AnyCell {
    type Value = Cell<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number of 64 bits, a text or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Cell<'de>, E> {
        Ok(Cell::None)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cell<'de>, E> {
        Ok(Cell::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cell<'de>, E> {
        i64::try_from(number).map(Cell::Number).map_err(E::custom)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_keep_all_their_digits_and_texts_their_letters() {
        let text = r#"[[-9223372036854775808,9223372036854775807,null,"XEU","a \"b\" \u00e9","2000-02-29"]]"#;
        let read = |mut columns: Columns<'_, '_>| {
            assert_eq!(columns.number()?, Some(i64::MIN));
            assert_eq!(columns.number()?, Some(i64::MAX));
            assert_eq!(columns.number()?, None);
            assert_eq!(columns.text()?.as_deref(), Some("XEU"));
            assert_eq!(columns.known_text()?, "a \"b\" \u{e9}");
            assert_eq!(columns.day()?, NaiveDate::from_ymd_opt(2000, 2, 29));
            assert!(columns.text().is_err(), "there is no seventh");
            Ok(())
        };
        assert_eq!(rows(text, read).unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_read_of_a_row_is_not_read_as_the_next() {
        let first = |mut columns: Columns<'_, '_>| columns.number();
        let read = rows("[[1,2,3],[4],[null,5]]", first).unwrap();
        assert_eq!(read, [Some(1), Some(4), None]);
        assert!(rows("[[1],[]]", first).is_err(), "the second has none");
        assert!(rows("[[1]]]", first).is_err());
    }

    #[test]
    fn what_no_row_of_a_sum_holds_is_an_error() {
        for text in ["[[9223372036854775808]]", "[[1.5]]", "[[true]]", "[[[]]]"] {
            assert!(rows(text, |_| Ok(())).is_err(), "{text}");
        }
    }
}
