//! How much a client may ask within a time: a bucket of cost that refills steadily.
//!
//! Each process has buckets of its own. Sharing them would mean a written row for every question,
//! which costs more than most questions; behind a balancer a client has at most as many buckets as
//! there are processes, and the operator divides.

use super::answer::Failure;
use crate::{graphql::Code, limits};
use actix_web::http::StatusCode;
use governor::{
    Quota, RateLimiter, clock::DefaultClock, middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use serde_json::{Value, json};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The time in which an empty bucket is full again.
const WINDOW: Duration = Duration::from_secs(60);
/// After so many questions the buckets that are full again are forgotten.
const TIDY: u32 = 4_096;

/// The buckets of all clients.
pub(super) struct Budget {
    limit: NonZeroU32,
    buckets: RateLimiter<
        String,
        DefaultKeyedStateStore<String>,
        DefaultClock,
        StateInformationMiddleware,
    >,
    charges: AtomicU32,
}

/// What is left to a client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    limit: u32,
    remaining: u32,
}

impl Left {
    /// As `extensions.cost.budget` tells it.
    pub(super) fn told(self) -> Value {
        let missing = f64::from(self.limit.saturating_sub(self.remaining));
        let resets = WINDOW.as_secs_f64() * missing / f64::from(self.limit.max(1));
        json!({
            "limit": self.limit,
            "windowSeconds": WINDOW.as_secs(),
            "remaining": self.remaining,
            "resetsInSeconds": seconds(resets),
        })
    }
}

/// The bucket has too little in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// When it will have enough.
    pub(super) wait: Duration,
}

impl Budget {
    /// Of this much cost in a minute for each client; the dearest operation fits in a full bucket.
    pub(super) fn per_minute(cost: u32) -> Self {
        let dearest = u32::try_from(limits::COST).unwrap_or(u32::MAX);
        let limit = NonZeroU32::new(cost.max(dearest)).unwrap_or(NonZeroU32::MAX);
        // Full again after the window; a drop each `WINDOW / limit`.
        let drop = WINDOW / limit.get();
        let quota = Quota::with_period(drop.max(Duration::from_nanos(1)))
            .unwrap_or_else(|| Quota::per_minute(limit))
            .allow_burst(limit);
        Self {
            limit,
            buckets: RateLimiter::keyed(quota).with_middleware(),
            charges: AtomicU32::new(0),
        }
    }

    /// In which time so much drops into a bucket.
    pub(super) fn time_of(&self, cost: u64) -> Duration {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        WINDOW.saturating_mul(cost) / self.limit.get()
    }

    /// Takes this much out of the client's bucket.
    pub(super) fn charge(&self, client: &str, cost: u64) -> Result<Left, Spent> {
        if self.charges.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.buckets.retain_recent();
            self.buckets.shrink_to_fit();
        }
        let cost = u32::try_from(cost)
            .unwrap_or(u32::MAX)
            .min(self.limit.get());
        let cost = NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN);
        match self.buckets.check_key_n(&client.to_owned(), cost) {
            Ok(Ok(state)) => Ok(Left {
                limit: self.limit.get(),
                remaining: state.remaining_burst_capacity(),
            }),
            Ok(Err(not_yet)) => Err(Spent {
                wait: not_yet.wait_time_from(governor::clock::Clock::now(&DefaultClock::default())),
            }),
            // It fits, since it was cut to the limit.
            Err(_) => Err(Spent { wait: WINDOW }),
        }
    }
}

impl Spent {
    /// The same for whoever has to pay this much more first.
    pub(super) fn with(self, more: Duration) -> Self {
        Self {
            wait: self.wait.saturating_add(more),
        }
    }

    /// For `Retry-After`, in whole seconds.
    pub(super) fn seconds(self) -> u64 {
        seconds(self.wait.as_secs_f64()).max(1)
    }
}

impl From<Spent> for Failure {
    fn from(spent: Spent) -> Self {
        let wait = spent.seconds();
        Failure::of(
            StatusCode::TOO_MANY_REQUESTS,
            format!("The budget of this minute is spent. Ask again in {wait} seconds."),
        )
        .with_code(Code::RateLimited)
        .after(wait)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not below nothing, and no more than a minute"
)]
fn seconds(time: f64) -> u64 {
    time.max(0.0).ceil() as u64
}

/// Whose bucket it is if nobody signed in: the address, of IPv6 the network that a household has.
pub(super) fn household(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        Some(address) => address.to_string(),
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_emptied_by_cost_and_nobody_elses() {
        let budget = Budget::per_minute(100_000);
        let left = budget.charge("a", 60_000).expect("a full bucket").told();
        assert!(left["remaining"].as_u64().unwrap() >= 40_000 - 1, "{left}");
        assert_eq!(left["limit"], 100_000);
        let spent = budget.charge("a", 50_000).expect_err("an emptied bucket");
        // 10,000 are missing, of 100,000 in a minute.
        assert!((1..=7).contains(&spent.seconds()), "{spent:?}");
        budget.charge("a", 30_000).expect("enough for less");
        budget.charge("b", 100_000).expect("another's bucket");
    }

    #[test]
    fn the_dearest_operation_always_fits_in_a_full_bucket() {
        let budget = Budget::per_minute(1);
        budget.charge("a", limits::COST).expect("a full bucket");
        budget.charge("a", limits::COST).expect_err("an empty one");
    }

    #[test]
    fn a_household_has_one_bucket() {
        let of = |text: &str| household(Some(text.parse().unwrap()));
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2::9"), of("2001:db8:1:2:3:4:5:6"));
        assert_eq!(household(None), "unknown");
    }
}
