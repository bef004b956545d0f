//! A question as one plain value, and how it becomes SQL: levels, pages, keysets.
//!
//! What is here knows no viewer: it conjoins whatever condition the noun's policy gives, before
//! filtering, counting, ordering and paging, at every level. A question is handed over whole and is
//! one statement, whatever its levels (`level.rs`).

mod cells;
mod cursor;
mod filter;
mod level;
pub(crate) mod noun;
mod question;
mod relation;
mod row;
#[cfg(test)]
pub(crate) mod tests;

pub use filter::{Filter, Test};
pub use noun::{Field, Noun, Shape};
pub use question::{Direction, Ends, Key, Page, Place, Read};
pub use relation::Relation;
pub use row::{Found, NotAsked, Row, Value};

pub(crate) use level::{Guarded, find, guarded, run};
pub(crate) use relation::Tie;
