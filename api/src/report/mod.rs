//! A question as a table: which list of its answer the rows are, which columns they have, and how all of its
//! pages are asked for, one after another.
//!
//! Nothing here reads data or knows a viewer: each page is a document that whoever holds the reader executes,
//! so that a table holds what the same question answers, row by row.

mod columns;
mod document;
mod provenance;
mod question;
mod rows;
#[cfg(test)]
mod tests;
mod totals;
mod types;
mod walk;

pub use provenance::provenance;
pub use question::{QUESTIONS, Question, named};
pub use totals::Totals;
pub use types::Types;
pub use walk::{Part, Walk};

use crate::sheet::SheetError;

/// Why a question has no table.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// It has another form than a table's question; what was expected.
    #[error("{0}")]
    Form(String),
    /// A part of it was not answered; what was said.
    #[error("{0}")]
    Unanswered(String),
    /// The table cannot be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
}

impl ReportError {
    fn form(message: impl Into<String>) -> Self {
        ReportError::Form(message.into())
    }
}
