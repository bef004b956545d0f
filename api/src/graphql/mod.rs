//! The public language: one file per noun, and what they share.
//!
//! A resolver at the root turns what was asked into one `Read` and hands it to the Reader whole;
//! nested resolvers only hand out what came back. No entitlement is decided here: whatever a
//! resolver holds, its viewer may see.

mod access_record;
mod area;
mod comparison;
mod cost;
mod country;
mod cut;
mod ending;
mod error;
mod filter;
mod funder;
mod funding;
mod handle;
mod institute;
mod known;
mod ledger;
mod loaders;
mod manifest;
mod named;
mod node;
mod object;
mod order;
mod output;
mod page;
mod participation;
mod party;
mod project;
mod project_facets;
mod query;
mod question;
mod rate;
mod registry;
mod root;
mod scalar;
mod search;
mod sink;
mod statement;
mod statistic;
mod summary;
mod totals;
mod viewer;
mod words;

use crate::limits::InputTypes;
use async_graphql::{EmptyMutation, EmptySubscription, SDLExportOptions};
use entity::Reader;
use std::sync::Arc;

pub use error::Code;
pub(crate) use known::{Written, is_plain};
pub use node::MOST_IDS;
pub use page::{DEFAULT_PAGE, LARGEST_PAGE};
pub use query::Query;
pub use root::Root;
pub use summary::{GROUPS, MOST_GROUPS};

/// The schema as it is executed.
pub type Schema = async_graphql::Schema<Root, EmptyMutation, EmptySubscription>;

/// Assembles the schema. It holds no data of the Centre: what a request needs comes with [`request`].
pub fn schema(input_types: &Arc<InputTypes>) -> Schema {
    async_graphql::Schema::build(Root, EmptyMutation, EmptySubscription)
        .data(input_types.clone())
        // A suggestion may name what the caller cannot use.
        .disable_suggestions()
        // Bounds of our own hold before this one is reached; it is the library's stack guard.
        .limit_recursive_depth(64)
        .finish()
}

/// The schema as it is published: sorted, with specification addresses.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident();
    let schema = async_graphql::Schema::build(Root, EmptyMutation, EmptySubscription).finish();
    let sdl = schema.sdl_with_options(options);
    let lines: Vec<&str> = sdl.trim().lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Gives a request the reader of its viewer, and loaders that live no longer than it.
pub fn request(request: async_graphql::Request, reader: &Arc<Reader>) -> async_graphql::Request {
    request
        .data(reader.clone())
        .data(loaders::Loaders::new(reader))
        .data(comparison::Records::new(reader))
}
