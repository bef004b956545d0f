//! Reading one record: each cell by its column's form, into the text that is staged for it.

use super::{
    Column, Form, Problem, ProblemKind, Problems, Sheet, shortened,
    stage::{Field, Sql, Values},
};
use crate::value::{
    Currency, PartialDate, Rate, fold, identifier,
    list::{items, join},
    money::AmountError,
    natural,
    text::{is_unseen, on_one_line},
};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A sheet's file: which columns it has, in which order.
pub(super) struct Header {
    pub(super) sheet: &'static Sheet,
    pub(super) file: String,
    pub(super) columns: Vec<&'static Column>,
    currency: Option<usize>,
}

/// The columns that a sheet's column fills in its table.
pub(super) fn fields(column: &Column) -> Vec<Field> {
    let name = column.name;
    let sql = match column.form {
        Form::Flag => Sql::Flag,
        Form::Whole => Sql::Int,
        Form::Amount { .. } => Sql::Big,
        Form::Keys => return Vec::new(),
        _ => Sql::Text,
    };
    let mut fields = vec![Field::new(name, sql)];
    if column.form == Form::Date {
        fields.push(Field::new(format!("{name}_first"), Sql::Day));
        fields.push(Field::new(format!("{name}_last"), Sql::Day));
    }
    if column.is_folded {
        fields.push(Field::new(folded(name), Sql::Text));
    }
    if column.is_natural {
        fields.push(Field::new(format!("{name}_order"), Sql::Text));
    }
    fields
}

/// The column that holds a column's text folded.
pub(super) fn folded(name: &str) -> String {
    format!("{name}_folded")
}

/// A record as it is staged.
pub(super) struct Record {
    /// A value for each field of each column of the header.
    pub(super) values: Values,
    /// The keys of a `Keys` column.
    pub(super) ties: Vec<String>,
}

/// What was changed in texts before they were stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many were put into Unicode's composed form.
    pub normalised: u64,
    /// Of how many names and titles line breaks, tabs and runs of blanks became one blank.
    pub on_one_line: u64,
}

/// Where a problem is: the line, and the problems found so far.
pub(super) struct Finding<'a> {
    pub(super) line: u64,
    pub(super) problems: &'a mut Problems,
    pub(super) changed: &'a mut Changed,
}

impl Header {
    pub(super) fn new(sheet: &'static Sheet, file: &str, columns: &[&'static Column]) -> Self {
        Self {
            sheet,
            file: file.to_owned(),
            columns: columns.to_vec(),
            currency: columns
                .iter()
                .position(|column| column.form == Form::Currency),
        }
    }

    /// Reads a record. What is wrong is reported cell by cell; the record is still staged if its key
    /// is sound, so that what refers to it is not reported as well.
    pub(super) fn read(&self, cells: &[String], finding: &mut Finding<'_>) -> Option<Record> {
        let currency = self
            .currency
            .and_then(|place| cells.get(place))
            .and_then(|code| Currency::parse(code));
        let mut record = Record {
            values: Vec::with_capacity(cells.len() + 4),
            ties: Vec::new(),
        };
        let mut sound = true;
        for (column, cell) in self.columns.iter().zip(cells) {
            let mut text = if is_nfc(cell) {
                cell.clone()
            } else {
                finding.changed.normalised += 1;
                cell.nfc().collect()
            };
            if matches!(column.form, Form::Name | Form::Names)
                && let Cow::Owned(line) = on_one_line(&text)
            {
                finding.changed.on_one_line += 1;
                text = line;
            }
            let read = if text.is_empty() {
                absent(column)
            } else {
                read(column, &text, currency)
            };
            match read {
                Ok(Cell::Values(values)) => record.values.extend(values),
                Ok(Cell::Ties(ties)) => record.ties = ties,
                Err((kind, expected)) => {
                    sound &= !column.key;
                    record.values.extend(fields(column).iter().map(|_| None));
                    finding.problems.push(Problem {
                        kind,
                        file: self.file.clone(),
                        line: Some(finding.line),
                        column: Some(column.name.to_owned()),
                        value: Some(shortened(cell)),
                        expected,
                    });
                }
            }
        }
        sound.then_some(record)
    }
}

enum Cell {
    Values(Values),
    Ties(Vec<String>),
}

type Wrong = (ProblemKind, String);

/// What an empty cell means.
fn absent(column: &Column) -> Result<Cell, Wrong> {
    if column.required {
        return Err((ProblemKind::MissingValue, "a value".into()));
    }
    Ok(match column.form {
        Form::Flag => Cell::Values(vec![Some("false".into())]),
        Form::Keys => Cell::Ties(Vec::new()),
        _ => Cell::Values(fields(column).iter().map(|_| None).collect()),
    })
}

fn read(column: &Column, text: &str, currency: Option<Currency>) -> Result<Cell, Wrong> {
    let wrong = |expected: &str| (ProblemKind::WrongForm, expected.to_owned());
    let value = match column.form {
        Form::Key => key(text)?,
        Form::Name => bounded(text, 2_000, false)?,
        Form::Text => bounded(text, 100_000, true)?,
        Form::Flag if ["true", "false"].contains(&&*text.to_ascii_lowercase()) => {
            text.to_ascii_lowercase()
        }
        Form::Flag => return Err(wrong("`true` or `false`")),
        Form::Whole => text
            .parse::<u32>()
            .ok()
            .filter(|number| *number <= 100_000 && !text.starts_with('+'))
            .ok_or_else(|| wrong("a whole number from 0 to 100000"))?
            .to_string(),
        Form::Date => {
            let date = PartialDate::parse(text)
                .ok_or_else(|| wrong("a date: `2015`, `2013-11` or `1992-11-27`"))?;
            return Ok(Cell::Values(vec![
                Some(text.to_owned()),
                Some(date.first().to_string()),
                Some(date.last().to_string()),
            ]));
        }
        Form::Amount { signed } => amount(text, signed, currency)?,
        Form::Currency => Currency::parse(text)
            .map(|currency| currency.code().to_owned())
            .ok_or_else(|| {
                (
                    ProblemKind::UnknownCode,
                    "a currency code of ISO 4217".to_owned(),
                )
            })?,
        Form::Rate => Rate::parse(text).map(|_| text.to_owned()).ok_or_else(|| {
            wrong("a rate above zero with a point and no sign, such as `1.1056`, at most twelve digits on either side")
        })?,
        Form::Country if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) => {
            text.to_owned()
        }
        Form::Country => {
            return Err((
                ProblemKind::UnknownCode,
                "a country code of two capital letters".into(),
            ));
        }
        Form::Doi => {
            bounded(text, 200, false)?;
            identifier::doi(text).ok_or_else(|| wrong("a DOI such as `10.1000/x`"))?
        }
        Form::Ror => identifier::ror(text).ok_or_else(|| {
            wrong("a ROR address such as `https://ror.org/00vtgdb53`, with right check digits")
        })?,
        Form::Url => {
            bounded(text, 2_000, false)?;
            identifier::url(text).ok_or_else(|| wrong("an absolute http or https address"))?
        }
        Form::OneOf(words) if words.contains(&text) => text.to_owned(),
        Form::OneOf(words) => {
            return Err((
                ProblemKind::UnknownCode,
                format!("one of {}", words.join(", ")),
            ));
        }
        Form::SomeOf(words) => some_of(text, words)?,
        Form::Names => {
            bounded(text, 20_000, false)?;
            join(&items(text))
        }
        Form::Keys => {
            let mut keys = items(text);
            for item in &keys {
                key(item)?;
            }
            keys.sort_unstable();
            keys.dedup();
            return Ok(Cell::Ties(keys));
        }
    };
    let folded = column.is_folded.then(|| fold::fold(&value));
    let order = column.is_natural.then(|| natural::order(&value));
    let mut values = vec![Some(value)];
    values.extend(folded.into_iter().chain(order).map(Some));
    Ok(Cell::Values(values))
}

/// Two keys that look the same must be the same: no blank at the ends, and nothing that is not seen.
fn key(text: &str) -> Result<String, Wrong> {
    let text = bounded(text, 200, false)?;
    match text.trim() != text || text.chars().any(is_unseen) {
        true => Err((
            ProblemKind::WrongForm,
            "a key without blanks at its ends and without characters that cannot be seen".into(),
        )),
        false => Ok(text),
    }
}

fn bounded(text: &str, most: usize, lines: bool) -> Result<String, Wrong> {
    if text.chars().count() > most {
        return Err((ProblemKind::TooLong, format!("at most {most} characters")));
    }
    let allowed = |c: char| !c.is_control() || (lines && matches!(c, '\t' | '\n' | '\r'));
    if !text.chars().all(allowed) {
        let but = if lines {
            " but tabs and line breaks"
        } else {
            ""
        };
        return Err((
            ProblemKind::WrongForm,
            format!("no control characters{but}"),
        ));
    }
    Ok(text.to_owned())
}

fn amount(text: &str, signed: bool, currency: Option<Currency>) -> Result<String, Wrong> {
    let wrong = |expected: &str| (ProblemKind::WrongForm, expected.to_owned());
    // Without a sound currency the amount's decimals cannot be judged; the currency is reported.
    let Some(currency) = currency else {
        return Ok("0".into());
    };
    if !signed && text.starts_with('-') {
        return Err(wrong("an amount without a sign"));
    }
    match currency.minor(text) {
        Ok(minor) => Ok(minor.to_string()),
        Err(AmountError::Form) => Err(wrong(
            "a decimal amount with a point and no grouping, such as `250340.00`",
        )),
        Err(AmountError::TooLarge) => Err(wrong("an amount below 92 quadrillion")),
        Err(AmountError::Decimals(most)) => Err((
            ProblemKind::TooManyDecimals,
            format!("at most {most} decimals for {}", currency.code()),
        )),
    }
}

fn some_of(text: &str, words: &[&str]) -> Result<String, Wrong> {
    let items = items(text);
    if let Some(unknown) = items.iter().find(|item| !words.contains(&item.as_str())) {
        let expected = format!("some of {}, not `{}`", words.join(", "), shortened(unknown));
        return Err((ProblemKind::UnknownCode, expected));
    }
    let ordered = words
        .iter()
        .filter(|word| items.iter().any(|item| item == *word));
    Ok(ordered.copied().collect::<Vec<_>>().join(";"))
}
