//! The checksum that a descriptor says a file has, compared with what was read.

use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha512, digest::DynDigest};
use std::{
    fmt::Write as _,
    io::{self, Read},
};

/// A checksum as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    algorithm: Algorithm,
    /// In lower case.
    digits: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Declared {
    /// `sha256:` and the like before hexadecimal digits; without a name it is MD5, as Data Packages have it.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, digits) = text.split_once(':').unwrap_or(("md5", text));
        let (algorithm, length) = match name.to_ascii_lowercase().as_str() {
            "md5" => (Algorithm::Md5, 32),
            "sha1" | "sha-1" => (Algorithm::Sha1, 40),
            "sha256" | "sha-256" => (Algorithm::Sha256, 64),
            "sha512" | "sha-512" => (Algorithm::Sha512, 128),
            _ => return None,
        };
        let is_sound = digits.len() == length && digits.bytes().all(|b| b.is_ascii_hexdigit());
        is_sound.then(|| Self {
            algorithm,
            digits: digits.to_ascii_lowercase(),
        })
    }

    fn name(&self) -> &'static str {
        match self.algorithm {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
        }
    }

    fn digest(&self) -> Box<dyn DynDigest + Send> {
        match self.algorithm {
            Algorithm::Md5 => Box::<Md5>::default(),
            Algorithm::Sha1 => Box::<Sha1>::default(),
            Algorithm::Sha256 => Box::<Sha256>::default(),
            Algorithm::Sha512 => Box::<Sha512>::default(),
        }
    }

    /// A checksum as a descriptor writes it: the name of the algorithm, a colon, the digits.
    fn said(&self, digits: &str) -> String {
        format!("{}:{digits}", self.name())
    }
}

/// Computes the checksum of the bytes that pass.
pub struct Checked<R> {
    inner: R,
    checking: Option<(Declared, Box<dyn DynDigest + Send>)>,
}

/// A file that is not the one that its descriptor describes.
#[derive(Clone, Debug, thiserror::Error)]
#[error("its checksum is {found}, and {declared} is declared")]
pub struct Differs {
    /// What it is.
    pub found: String,
    /// What it should be.
    pub declared: String,
}

impl Differs {
    /// If this is why reading failed.
    pub fn caused(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?;
        inner.downcast_ref::<Self>().cloned()
    }
}

impl<R: Read> Checked<R> {
    /// Reads from `inner`; computes a checksum only if one is declared.
    pub fn new(inner: R, declared: Option<&Declared>) -> Self {
        Self {
            inner,
            checking: declared.map(|declared| (declared.clone(), declared.digest())),
        }
    }
}

impl<R: Read> Read for Checked<R> {
    /// At the end of the file it fails with [`Differs`] if the checksum of the bytes read is not the declared one.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        if let Some((_, digest)) = &mut self.checking {
            digest.update(buffer.get(..length).unwrap_or_default());
        }
        let is_over = length == 0 && !buffer.is_empty();
        let Some((declared, digest)) = self.checking.take_if(|_| is_over) else {
            return Ok(length);
        };
        let mut found = String::new();
        for byte in digest.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(found, "{byte:02x}");
        }
        match found == declared.digits {
            true => Ok(0),
            false => Err(io::Error::other(Differs {
                found: declared.said(&found),
                declared: declared.said(&declared.digits),
            })),
        }
    }
}
