//! The size and checksum of a file, known as soon as it is written.

use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// A writer that passes everything on, counts it and computes its SHA-256. Only what the inner writer
/// took is counted.
pub struct Hashing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    /// Counts from here on.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            digest: Sha256::new(),
            bytes: 0,
        }
    }

    /// How many bytes were written.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of what was written, as 64 hexadecimal digits in lower case.
    pub fn sha256(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.digest.clone().finalize() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The inner writer.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(buffer)?;
        if let Some(taken) = buffer.get(..taken) {
            self.digest.update(taken);
        }
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
