//! From which seed, how often, and which round alone.

use crate::invention::Chance;
use std::env;

pub struct Plan {
    seed: u64,
    /// `ISTC_TIMES`: so many times as much is asked in the long run.
    pub times: usize,
    /// `ISTC_ROUND`: this one alone.
    only: Option<u64>,
}

impl Plan {
    /// As the environment says.
    pub fn read() -> Self {
        Self {
            seed: number("ISTC_SEED").unwrap_or(1),
            times: number("ISTC_TIMES").map_or(1, |times| times as usize),
            only: number("ISTC_ROUND"),
        }
    }

    pub fn plays(&self, round: u64) -> bool {
        self.only.is_none_or(|only| only == round)
    }

    /// Whether it is long enough to tell something as a whole.
    pub fn is_whole(&self) -> bool {
        self.only.is_none()
    }

    pub fn chance(&self, round: u64) -> Chance {
        Chance::of(self.seed, round)
    }

    /// How to have a round again.
    pub fn again(&self, round: u64) -> String {
        format!(
            "ISTC_SEED={} ISTC_TIMES={} ISTC_ROUND={round} tests/run summary",
            self.seed, self.times
        )
    }
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}
