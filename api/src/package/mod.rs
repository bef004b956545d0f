//! Data packages, in and out: a folder, a zip file or bytes in the binary, with `datapackage.json` and
//! one CSV file per sheet.
//!
//! What is here knows files, not tables: what a cell may hold, and what a row refers to, is checked
//! where it is written. Nothing here prints, and nothing holds a whole file in memory.

mod checksum;
mod descriptor;
mod folder;
mod header;
mod meter;
mod read;
mod rows;
mod schema;
mod target;
#[cfg(test)]
mod tests;
mod write;

pub use target::ExportError;
pub use write::{Written, export_folder};

use crate::sheet::{guarded, unguarded};
use entity::{
    Store, WriteKey,
    write::{Form, ImportError, Mode, Problem, ProblemKind, Summary},
};
use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
};

/// The file that names the others.
pub const DESCRIPTOR: &str = "datapackage.json";

/// Where a package is.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder.
    Folder(PathBuf),
    /// A zip file.
    Zip(PathBuf),
    /// Files in the binary, by name.
    Embedded(&'static [(&'static str, &'static [u8])]),
}

impl Source {
    /// The package at this path: a zip file if its name ends so, a folder otherwise. The path of its descriptor
    /// means the folder that it is in.
    pub fn at(path: &Path) -> Self {
        if is_zip(path) {
            return Source::Zip(path.to_owned());
        }
        let is_descriptor = path.file_name().is_some_and(|name| name == DESCRIPTOR);
        let folder = path.parent().filter(|_| is_descriptor && path.is_file());
        Source::Folder(match folder {
            Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
            Some(folder) => folder.to_owned(),
            None => path.to_owned(),
        })
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Records of a file are being read.
    Reading {
        /// The file.
        file: &'a str,
        /// Its records so far.
        rows: u64,
        /// Bytes of the package so far, as they stand in it: of a `.gz` file, the gzipped ones.
        bytes: u64,
        /// Bytes of all its files.
        total: u64,
    },
    /// A file was read to its end.
    Read {
        /// The file.
        file: &'a str,
        /// Its records.
        rows: u64,
    },
    /// `--replace` is going to remove rows that a file no longer holds.
    Removing {
        /// The table.
        sheet: &'a str,
        /// How many of its rows.
        rows: u64,
    },
    /// All is read; it is being checked and put in place.
    Placing,
}

/// Whoever wants to know how far an import is.
pub type Progress<'a> = dyn FnMut(Step<'_>) + Send + 'a;

/// Why a package was not imported.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It cannot be opened at all.
    #[error("cannot open {}: {cause}", .path.display())]
    Open {
        /// The package.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// It is not a zip file.
    #[error("cannot read {} as a zip file: {cause}", .path.display())]
    Archive {
        /// The package.
        path: PathBuf,
        /// What is wrong with it.
        cause: zip::result::ZipError,
    },
    /// A file of it cannot be read, which is not the file's fault.
    #[error("cannot read {file}: {cause}")]
    Read {
        /// The file.
        file: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The reading was ended from outside.
    #[error("reading the package was cut short")]
    Interrupted,
    /// The package is not sound, or the database failed.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Imports a package: all of it, in one transaction, or nothing.
///
/// # Errors
/// Every problem found in it ([`ImportError::Problems`]), or that it could not be read or written.
pub async fn import_folder(
    store: &Store,
    key: &WriteKey,
    source: Source,
    mode: Mode,
    progress: &mut Progress<'_>,
) -> Result<Summary, PackageError> {
    read::import(store, key, source, mode, progress).await
}

/// Whether a package at this path is a zip file.
fn is_zip(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// The part of a CSV file's name before `.csv` or `.csv.gz`; nothing for other files.
fn stem(file: &str) -> Option<&str> {
    file.strip_suffix(".csv")
        .or_else(|| file.strip_suffix(".csv.gz"))
}

/// How a descriptor says that the texts of a file are guarded against being taken for formulas.
const GUARD: &str = "apostrophe";

/// What stands in a cell for this text: free texts are guarded, because they are opened in spreadsheets too.
fn to_cell(form: Form, text: &str) -> Cow<'_, str> {
    match is_free(form) {
        true => guarded(text),
        false => Cow::Borrowed(text),
    }
}

/// The text for which this stands in a cell of a file whose texts are guarded.
fn from_cell(form: Form, cell: String) -> String {
    match is_free(form) {
        true => unguarded(&cell).into_owned(),
        false => cell,
    }
}

/// Whether the text is somebody's own. Numbers, dates, codes and the format's own words cannot be formulas.
fn is_free(form: Form) -> bool {
    match form {
        Form::Key
        | Form::Name
        | Form::Text
        | Form::Names
        | Form::Keys
        | Form::Doi
        | Form::Ror
        | Form::Url => true,
        Form::Flag
        | Form::Whole
        | Form::Date
        | Form::Amount { .. }
        | Form::Currency
        | Form::Rate
        | Form::Country
        | Form::OneOf(_)
        | Form::SomeOf(_) => false,
    }
}

/// A problem of a file as a whole.
fn of_file(kind: ProblemKind, file: &str, expected: impl Into<String>) -> Problem {
    Problem {
        kind,
        file: entity::write::shortened(file),
        line: None,
        column: None,
        value: None,
        expected: expected.into(),
    }
}
