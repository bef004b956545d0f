//! Chance that can be had again: the same seed, the same course.

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

/// A course of chance.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The course of a seed, and within it the course of one part.
    pub fn of(seed: u64, part: u64) -> Self {
        let mut course = ChaCha8Rng::seed_from_u64(seed);
        course.set_stream(part);
        Self(course)
    }

    /// A number below `limit`; 0 below 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 {
            0
        } else {
            self.0.random_range(0..limit)
        }
    }

    /// A number between two, both included.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }

    /// One of several; none of none.
    pub fn any<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        several.get(self.below(several.len()))
    }

    /// Puts them into another order.
    pub fn shuffle<T>(&mut self, several: &mut [T]) {
        several.shuffle(&mut self.0);
    }
}
