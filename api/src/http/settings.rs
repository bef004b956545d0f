//! What the operator decides about the door.

use super::{address::PublicUrl, bounds::BODY_TIME, stored::Trusted};
use crate::harvest::Repository;
use std::time::Duration;

/// An operation has this time unless the operator gives it another.
const ANSWER: Duration = Duration::from_secs(20);

/// An address has so many connections at most unless the operator says otherwise.
const CONNECTIONS: usize = 256;

/// How the door is set. By default it is closed to pages of other sites and has no budgets.
#[derive(Debug, Clone)]
pub struct DoorSettings {
    /// Pages of these origins may ask from a browser; `*` stands for all.
    pub origins: Vec<String>,
    /// What a client may ask within a minute, in cost; without a number there is no bound.
    pub budget: Option<u32>,
    /// The address by which the service is known outside. Without one it is taken from the `Host` of each request.
    pub public_url: Option<PublicUrl>,
    /// So many proxies of the operator's own stand before the service, each of which adds the address
    /// it was asked from to `X-Forwarded-For`, and how it was asked to `X-Forwarded-Proto`.
    pub proxies: usize,
    /// An address may have so many connections, or, behind proxies, so many requests under way.
    pub connections: usize,
    /// A body has to arrive within this time after its head. Only tests set another.
    pub body_time: Duration,
    /// If given, only these documents are answered.
    pub trusted: Option<Trusted>,
    /// An operation is answered within this time, or not at all.
    pub deadline: Duration,
    /// By which name harvesters know the records.
    pub repository: Repository,
    /// The identifier of the organisation that reports in files of IATI.
    pub organisation: String,
}

impl Default for DoorSettings {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            budget: None,
            public_url: None,
            proxies: 0,
            connections: CONNECTIONS,
            body_time: BODY_TIME,
            trusted: None,
            deadline: ANSWER,
            repository: Repository::default(),
            organisation: crate::iati::ORGANISATION.into(),
        }
    }
}
