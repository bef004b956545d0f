//! Writing: the sheets of a data package, staged, checked, put in place in one transaction, and what
//! is derived from them. Whoever writes needs the key that opening the store handed out.

mod cell;
mod check;
mod derive;
mod facts;
mod folded;
mod import;
mod index;
mod output_entries;
mod place;
mod problem;
mod remove;
mod row_entries;
mod sheet;
mod stage;
mod tenure;
mod totals;

pub use cell::Changed;
pub(crate) use import::anew;
pub use import::{Change, Import, ImportError, Mode, Summary};
pub use problem::{Problem, ProblemKind, Problems, shortened};
pub use sheet::{Column, Form, SHEETS, STATUSES, Sheet};
