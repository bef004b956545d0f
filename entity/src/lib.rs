//! What exists, and who may see it: the tables, the policies, the queries, the only connection.
//!
//! # What a query file cannot do
//!
//! Only nouns with a policy can be read, and what is not a noun cannot be asked for:
//!
//! ```compile_fail,E0277
//! struct Diary;
//! let read = entity::read::Read::<Diary>::new();
//! ```
//!
//! ```
//! let read = entity::read::Read::<entity::Project>::new();
//! ```
//!
//! A noun without a policy does not become one by saying what its fields are:
//!
//! ```compile_fail,E0277
//! struct Diary;
//! impl entity::read::Noun for Diary {
//!     type Field = entity::ProjectField;
//!     const NAME: &'static str = "Diary";
//!     const KEY: &'static [entity::ProjectField] = &[];
//!     fn table() -> &'static str { "proposals" }
//! }
//! ```
//!
//! ```
//! fn is_readable<N: entity::read::Noun>() {}
//! is_readable::<entity::Proposal>();
//! ```
//!
//! A reader cannot be made but by trading a viewer for it:
//!
//! ```compile_fail,E0451
//! fn escalate(reader: entity::Reader, viewer: entity::Viewer) -> entity::Reader {
//!     entity::Reader { viewer, ..reader }
//! }
//! ```
//!
//! ```
//! async fn reader(store: &entity::Store, viewer: &entity::Viewer, today: chrono::NaiveDate) {
//!     let _ = store.reader(viewer, today).await;
//! }
//! ```
//!
//! Nobody writes without the key for it:
//!
//! ```compile_fail,E0308
//! async fn import(store: &entity::Store) {
//!     let _ = store.import(&(), entity::write::Mode::default()).await;
//! }
//! ```
//!
//! ```
//! async fn import(store: &entity::Store, key: &entity::WriteKey) {
//!     let _ = store.import(key, entity::write::Mode::default()).await;
//! }
//! ```

#![warn(missing_docs)]
// Tests may create files in any way.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

mod export;
mod manifest;
#[cfg(mutants)]
pub mod mutant;
pub mod policy;
pub mod private;
mod query;
pub mod rate;
pub mod read;
pub mod search;
mod standing;
pub mod statement;
mod store;
pub mod summary;
mod table;
pub mod value;
mod viewer;
pub mod write;

pub use export::{ExportError, SheetPage};
pub use manifest::{FacetCount, OutputCount, ProjectCounts, StandingCount};
pub use policy::{Delivered, Recorded};
pub use query::*;
pub use standing::{LiveStanding, Standing, told as end_told};
pub use store::*;
pub use viewer::*;
