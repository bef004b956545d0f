//! How cells look in a workbook: formats of numbers and dates, and the widths of columns.

use super::super::value::scale;
use rust_xlsxwriter::{Format, FormatAlign};

/// No column is made wider than so many characters.
pub(super) const WIDEST: usize = 60;
/// None narrower.
const NARROWEST: usize = 8;
/// The button of the filter, in characters.
const BUTTON: usize = 3;
/// The most decimals a number format can have.
const DECIMALS: usize = 30;

/// The formats of a workbook.
pub(super) struct Look {
    /// Of the names of columns.
    pub header: Format,
    /// Of whole numbers: without commas, for a year is one too.
    pub integer: Format,
    /// Of dates, as ISO 8601 has them.
    pub date: Format,
    /// Of texts that must stay what they are when they are edited.
    pub literal: Format,
    /// Of numbers that stand as text.
    pub long: Format,
    /// Of long texts on the pages that are read.
    pub prose: Format,
    decimals: Vec<Format>,
}

impl Look {
    pub(super) fn new() -> Self {
        Self {
            header: Format::new().set_bold(),
            integer: Format::new().set_num_format("0"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            literal: Format::new().set_quote_prefix(),
            long: Format::new()
                .set_quote_prefix()
                .set_align(FormatAlign::Right),
            prose: Format::new()
                .set_quote_prefix()
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            decimals: (0..=DECIMALS)
                .map(|decimals| match decimals {
                    0 => Format::new().set_num_format("#,##0"),
                    _ => Format::new().set_num_format(format!("#,##0.{}", "0".repeat(decimals))),
                })
                .collect(),
        }
    }

    /// Of numbers with as many decimals as this one, if Excel can show them.
    pub(super) fn decimal(&self, text: &str) -> Option<&Format> {
        let decimals = scale(text)?;
        self.decimals.get(usize::try_from(decimals).ok()?)
    }
}

/// How wide a column is whose cells show so many characters.
pub(super) fn width(characters: usize) -> u32 {
    let width = (characters + BUTTON).clamp(NARROWEST, WIDEST);
    u32::try_from(width).unwrap_or_default()
}
