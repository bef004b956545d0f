//! A file that a sheet writes to while whoever makes it keeps hold of it: when the sheet is finished, the file
//! is the maker's again, and its length and checksum are known.

use super::Hashing;
use std::{
    io::{self, BufWriter, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// The file in the making; every clone writes to the same.
pub struct Spool<W: Write>(Arc<Mutex<Hashing<BufWriter<W>>>>);

/// The file, complete.
pub struct Spooled<W> {
    /// Where it was written.
    pub file: W,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

impl<W: Write> Spool<W> {
    /// Writes to this.
    pub fn new(file: W) -> Self {
        Self(Arc::new(Mutex::new(Hashing::new(BufWriter::new(file)))))
    }

    /// Gives the file back, once no other clone is left.
    ///
    /// # Errors
    /// If one is, or the end of the file cannot be written.
    pub fn finish(self) -> io::Result<Spooled<W>> {
        let hashing = Arc::into_inner(self.0).and_then(|hashing| hashing.into_inner().ok());
        let hashing = hashing.ok_or_else(|| io::Error::other("the file is still written to"))?;
        let (sha256, bytes) = (hashing.sha256(), hashing.bytes());
        let file = hashing.into_inner().into_inner();
        Ok(Spooled {
            file: file.map_err(io::IntoInnerError::into_error)?,
            sha256,
            bytes,
        })
    }
}

impl<W: Write> Clone for Spool<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Write> Write for Spool<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.flush()
    }
}
