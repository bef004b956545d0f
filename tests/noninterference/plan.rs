//! How long it goes on, and from which seed.

use std::env;

/// Operations asked on each database, unless the environment says otherwise.
const OPERATIONS: u64 = 3_000;

/// What is to be done.
pub struct Plan {
    pub seed: u64,
    pub operations: u64,
    /// Only this round.
    only: Option<u64>,
}

impl Plan {
    /// As the environment says.
    pub fn read() -> Self {
        Self {
            seed: number("ISTC_SEED").unwrap_or(1),
            operations: number("ISTC_OPERATIONS").unwrap_or(OPERATIONS),
            only: number("ISTC_ROUND"),
        }
    }

    pub fn rounds(&self) -> std::ops::Range<u64> {
        match self.only {
            Some(round) => round..round + 1,
            None => 0..u64::MAX,
        }
    }

    /// After so many operations it ends. Some words of the schema come up rarely: while one is still
    /// `unused`, a whole run goes on for as long again, rather than depend on the luck of its seed.
    pub fn enough(&self, unused: bool) -> u64 {
        match unused && self.is_whole() {
            true => self.operations * 2,
            false => self.operations,
        }
    }

    /// Whether it is long enough to tell something as a whole.
    pub fn is_whole(&self) -> bool {
        self.only.is_none() && self.operations >= OPERATIONS
    }
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}
