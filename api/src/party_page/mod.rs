//! `GET /parties/JP`: what a Party funds, as far as the reader may see it, for people and for
//! printing. From plain data to HTML; who may see what was decided before.
//!
//! The page needs `/landing.css`, then `/party.css`, and no script. Its frame is a template, what fills it is
//! markup that escapes by itself, so no text of the data becomes HTML.

mod breakdown;
mod control;
mod data;
mod fill;
mod opening;
mod reader;
mod results;
mod sections;
mod table;

pub use data::{
    Breakdown, Downloads, Figures, Group, Groups, Link, Membership, Output, PartyPage, Reader,
    Reason, Rest, Results, Section, Sight, Sum,
};

/// The policy under which the page is to be served: no script, nothing but this server's own style,
/// and forms that go to this server only.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Where the sign-in box sends a form with the field `token` and the hidden field `party`, the code of
/// the Party whose page it stands on.
pub const SIGN_IN: &str = "/session";

/// Where the sign-out button sends a form with the field `party`.
pub const SIGN_OUT: &str = "/session/end";

#[cfg(test)]
mod tests;
