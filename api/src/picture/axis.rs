//! From amounts to lengths: the span that a picture covers, and its round ticks.

use super::amount::{Unit, abbreviated, power};

/// From where to where a picture reaches, in smallest parts. Zero always lies within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    low: i128,
    high: i128,
}

/// A round value beside a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) minor: i128,
    pub(super) label: String,
}

/// How many steps an axis is meant to have; round steps make it one or two more or fewer.
const STEPS: i128 = 4;

impl Span {
    /// The least that holds zero and all of these.
    pub(super) fn of(values: impl Iterator<Item = i128>) -> Self {
        let nothing = Self { low: 0, high: 0 };
        values.fold(nothing, |span, value| Self {
            low: span.low.min(value),
            high: span.high.max(value),
        })
    }

    /// How far along the span a value lies, from 0 to 1. Exact enough for a picture.
    pub(super) fn share(self, value: i128) -> f64 {
        let (low, high) = (self.low as f64, self.high as f64);
        if high > low {
            ((value as f64 - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// This span, widened to round values, and they.
    pub(super) fn with_ticks(self, unit: &Unit) -> (Self, Vec<Tick>) {
        let whole = 10_i128.checked_pow(unit.decimals).unwrap_or(1);
        let high = if self.low == self.high {
            whole
        } else {
            self.high
        };
        let step = step(high.saturating_sub(self.low));
        let first = self.low.div_euclid(step);
        // Upwards; `high` is never negative, so it can be negated.
        let last = -(-high).div_euclid(step);
        let values: Vec<i128> = (first..=last)
            .filter_map(|one| one.checked_mul(step))
            .collect();
        let span = Self::of(values.iter().copied().chain([self.low, high]));
        let power = power(span.low, unit.decimals).max(power(span.high, unit.decimals));
        let tick = |minor| Tick {
            minor,
            label: abbreviated(minor, unit.decimals, power),
        };
        (span, values.into_iter().map(tick).collect())
    }
}

/// One, two or five times a power of ten, about a quarter of this distance.
fn step(distance: i128) -> i128 {
    let rough = (distance / STEPS).max(1);
    let unit = 10_i128.checked_pow(rough.ilog10()).unwrap_or(1);
    [1, 2, 5]
        .into_iter()
        .filter_map(|times| unit.checked_mul(times))
        .find(|step| *step >= rough)
        .or_else(|| unit.checked_mul(10))
        .unwrap_or(rough)
}

/// How many years lie between two that are named below columns, so that at most so many are: one, two
/// or five times a power of ten.
pub(super) fn years_apart(years: i64, at_most: i64) -> i64 {
    let mut unit = 1;
    loop {
        for apart in [unit, 2 * unit, 5 * unit] {
            if years / apart <= at_most {
                return apart;
            }
        }
        unit *= 10;
    }
}
