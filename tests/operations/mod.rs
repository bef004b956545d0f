//! Operations written at random from the schema that the service itself tells: whatever enters the
//! schema enters these by itself.

mod coverage;
mod language;
mod operation;
mod pool;
mod shrink;
mod tour;
mod writer;

pub use coverage::Coverage;
pub use language::Language;
pub use operation::Operation;
pub use pool::Pool;
pub use shrink::smaller;
pub use tour::tour;
pub use writer::Writer;
