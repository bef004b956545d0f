//! Counting what is read, and stopping what inflates past its bound.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// No file inflates to more than 4 GiB.
const MOST: u64 = 4 << 30;
/// Nor to more than 200 times its own size.
const RATIO: u64 = 200;
/// So little is no bomb at any ratio. Without this, a short file that repeats one note would be one.
const SMALL: u64 = 64 << 10;

/// To how many bytes this many may inflate.
pub fn allowance(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).clamp(SMALL, MOST)
}

/// A count that readers share.
#[derive(Clone, Debug, Default)]
pub struct Count(Arc<AtomicU64>);

impl Count {
    /// So many bytes so far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts the bytes that pass, and fails with [`Overflow`] once there are more than its limit.
pub struct Metered<R> {
    pub inner: R,
    pub count: Count,
    pub limit: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let bytes = u64::try_from(length).unwrap_or(u64::MAX);
        let before = self.count.0.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.limit {
            return Err(io::Error::other(Overflow));
        }
        Ok(length)
    }
}

/// More bytes came out than the limit allows.
#[derive(Debug, thiserror::Error)]
#[error("inflates past its bound")]
pub struct Overflow;

impl Overflow {
    /// What was expected instead.
    pub const EXPECTED: &str = "at most 4 GiB, and at most 200 times the size of the packed file";

    /// Whether this is why reading failed.
    pub fn caused(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Overflow>())
    }
}
