//! Programs that get tokens from the service itself, for those without an identity provider.
//!
//! Lives here: ids and secrets of clients, and the desk where a client changes its secret for a short-lived token. May
//! not live here: HTTP (`http/oauth`), the register in the database (`entity`), the operator's commands (`cli`).

mod desk;
mod secret;
#[cfg(test)]
mod tests;

pub use desk::{Desk, Grant, Refusal, TOKEN_SECONDS};
pub use secret::{ClientId, HashError, Secret};
