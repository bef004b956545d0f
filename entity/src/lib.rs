//! What exists, and who may see it.
mod export;
pub mod policy;
mod query;
pub mod read;
pub mod search;
mod standing;
mod store;
mod table;
pub mod value;
mod viewer;
pub mod write;

pub use export::{ExportError, SheetPage};
pub use query::*;
pub use standing::{LiveStanding, Standing};
pub use store::*;
pub use viewer::*;
