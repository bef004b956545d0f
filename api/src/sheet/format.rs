//! The formats by their names. How each is written stands in a file of its own.

/// A format in which a table can be written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Format {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// A JSON object a line, one for every row.
    Ndjson,
    /// One JSON document with columns, rows and provenance.
    Json,
    /// A workbook of Excel (ISO/IEC 29500) with sheets for data, dictionary and provenance.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Ndjson, Self::Json, Self::Xlsx];

    /// The format whose files end so, in whatever case; with or without the point.
    pub fn parse(extension: &str) -> Option<Self> {
        let extension = extension.strip_prefix('.').unwrap_or(extension);
        Self::ALL
            .into_iter()
            .find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// How its files end, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type: RFC 4180 and RFC 8259, IANA's list for XLSX, and custom for NDJSON, which has
    /// none that is registered.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
