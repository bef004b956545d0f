//! How the Centre's data are asked for: the command, the door, the language, the packages.
//!
//! # What a resolver cannot do
//!
//! The wall between this crate and `entity` is the compiler's. Each promise stands beside a twin that
//! compiles, so that it fails for the reason given and no other.
//!
//! A reader needs a viewer, and a viewer cannot be made without the key that opening the store hands
//! out once:
//!
//! ```compile_fail,E0423
//! let viewer = entity::ViewerKey(()).public();
//! ```
//!
//! ```
//! fn sign_in(key: &entity::ViewerKey) -> entity::Viewer {
//!     key.public()
//! }
//! ```
//!
//! A viewer's fields cannot be set from outside:
//!
//! ```compile_fail,E0451
//! fn escalate(viewer: entity::Viewer) -> entity::Viewer {
//!     entity::Viewer { who: entity::Who::Secretariat, ..viewer }
//! }
//! ```
//!
//! ```
//! fn who(viewer: &entity::Viewer) -> &entity::Who {
//!     viewer.who()
//! }
//! ```
//!
//! The connection is out of reach:
//!
//! ```compile_fail,E0616
//! fn connection(store: &entity::Store) {
//!     let _ = &store.write;
//! }
//! ```
//!
//! ```
//! fn store(store: &entity::Store) -> entity::Store {
//!     store.clone()
//! }
//! ```
//!
//! The ORM is not even a dependency:
//!
//! ```compile_fail,E0433
//! use sea_orm::EntityTrait;
//! ```
//!
//! ```
//! use entity::read::Noun;
//! ```
//!
//! A table cannot be named, only the nouns that have a policy:
//!
//! ```compile_fail,E0603
//! use entity::table::contribution;
//! ```
//!
//! ```
//! use entity::Contribution;
//! ```

// Tests may create files in any way.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod bundled;
pub mod cli;
pub mod client;
pub mod config;
pub mod graphql;
pub mod harvest;
pub mod http;
pub mod iati;
pub mod limits;
pub mod package;
pub mod party_page;
pub mod picture;
mod places;
pub mod report;
pub mod sheet;
pub mod telemetry;
pub mod token;
mod xml;
