//! What the operator decides about the door.

use super::stored::Trusted;

/// How the door is set. By default it is closed to pages of other sites and has no budgets.
#[derive(Debug, Clone, Default)]
pub struct DoorSettings {
    /// Pages of these origins may ask from a browser; `*` stands for all.
    pub origins: Vec<String>,
    /// What a client may ask within a minute, in cost; without a number there is no bound.
    pub budget: Option<u32>,
    /// So many proxies of the operator's own stand before the service, each of which adds the address
    /// it was asked from to `X-Forwarded-For`.
    pub proxies: usize,
    /// If given, only these documents are answered.
    pub trusted: Option<Trusted>,
}
