//! Worlds made up at random, and twins of worlds that one viewer cannot tell from them.
//!
//! All of it follows from a seed. Nothing here knows the rule: what a viewer may see is the oracle's
//! to say, and a change of a world is hidden from a viewer when the oracle says so.

mod cells;
mod chance;
mod sheets;
mod twin;

pub use cells::invent;
pub use chance::Chance;
pub use sheets::{Sheets, prune};
pub use twin::{Truth, twin, veil};
