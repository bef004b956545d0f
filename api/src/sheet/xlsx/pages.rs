//! The sheets beside the data: what its columns mean, and what is said about it as a whole.

use super::super::{Column, Kind, Provenance};
use super::{LENGTH, look::Look};
use rust_xlsxwriter::{Workbook, XlsxError};

/// The name of the sheet with the columns.
pub(super) const DICTIONARY: &str = "Dictionary";
/// The name of the sheet with the provenance.
pub(super) const PROVENANCE: &str = "Provenance";

/// Adds the sheet with the columns.
pub(super) fn dictionary(
    book: &mut Workbook,
    look: &Look,
    columns: &[Column],
) -> Result<(), XlsxError> {
    let rows = columns.iter().map(|column| {
        [
            column.name.clone(),
            column.title.clone(),
            kind(column.kind),
            column.unit.clone().unwrap_or_default(),
            column.description.clone(),
        ]
    });
    let header = [
        ("name", 30),
        ("title", 30),
        ("kind", 40),
        ("unit", 12),
        ("description", 80),
    ];
    page(book, look, DICTIONARY, header, rows)
}

/// Adds the sheet with the provenance. A value longer than a cell goes on in the next row.
pub(super) fn provenance(
    book: &mut Workbook,
    look: &Look,
    provenance: &Provenance,
) -> Result<(), XlsxError> {
    let rows = provenance.entries().iter().flat_map(|(title, value)| {
        pieces(value)
            .into_iter()
            .map(|piece| [title.clone(), piece.to_owned()])
    });
    page(
        book,
        look,
        PROVENANCE,
        [("title", 30), ("value", 110)],
        rows,
    )
}

/// Adds a sheet of texts, its columns with their names and widths.
fn page<const N: usize>(
    book: &mut Workbook,
    look: &Look,
    name: &str,
    header: [(&str, u32); N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (at, (name, width)) in (0..).zip(header) {
        sheet
            .write_string_with_format(0, at, name, &look.header)?
            .set_column_width(at, width)?;
    }
    for (row, texts) in (1..).zip(rows) {
        for (at, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, at, text, &look.prose)?;
        }
    }
    Ok(())
}

/// What a kind is called, and what else its cells may be in a workbook.
fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Flag => kind.name().to_owned(),
        Kind::Integer => "integer (as text if it has more than 15 digits)".to_owned(),
        Kind::Decimal { decimals: None } => {
            "decimal (as text if it has more than 15 digits)".to_owned()
        }
        Kind::Decimal {
            decimals: Some(decimals),
        } => {
            format!("decimal with {decimals} decimals (as text if it has more than 15 digits)")
        }
        Kind::Date => {
            "date (as text if only its month or year is known, or before March 1900)".to_owned()
        }
    }
}

/// The parts of a text that each fit a cell; one at least.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let mut units = 0;
        let end = rest.char_indices().find_map(|(at, char)| {
            units += char.len_utf16();
            (units > LENGTH).then_some(at)
        });
        let Some((piece, after)) = end.and_then(|end| rest.split_at_checked(end)) else {
            pieces.push(rest);
            return pieces;
        };
        pieces.push(piece);
        rest = after;
    }
}
