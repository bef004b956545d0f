//! Where a list goes on. Nothing is kept here for a harvester: the token itself says what was asked and behind
//! which record the next page begins, by its natural key as every cursor of this service does.
//!
//! It ends in a digest, so that one that was cut or changed is refused. Who makes one up learns nothing: every
//! page is read as the public, whatever its token says.

use super::{Collection, Format};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Characters of a key; one has four bytes at most.
const LONGEST_KEY: usize = 200;
/// No token is longer.
const LONGEST: usize = 2_000;
/// Between the parts; no key holds a control character.
const SEPARATOR: char = '\u{1f}';
/// Letters of the digest.
const DIGEST: usize = 16;

/// The rest of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Whether it is `ListRecords`, and not `ListIdentifiers`.
    pub(super) records: bool,
    pub(super) format: Format,
    pub(super) set: Option<String>,
    /// The collection and the key of the last record that was given.
    pub(super) behind: (Collection, String),
    /// How many records were given before.
    pub(super) cursor: u64,
    /// How many there were when the list was begun.
    pub(super) size: u64,
}

impl Token {
    pub(super) fn write(&self) -> String {
        let (collection, key) = &self.behind;
        let parts = [
            if self.records { "r" } else { "i" },
            self.format.prefix(),
            self.set.as_deref().unwrap_or_default(),
            collection.path(),
            key,
            &self.cursor.to_string(),
            &self.size.to_string(),
        ];
        let text = parts.join(&SEPARATOR.to_string());
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&text), digest(&text))
    }

    pub(super) fn read(token: &str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (text, given) = token.split_once('.')?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        if digest(&text) != given {
            return None;
        }
        let parts: Vec<&str> = text.split(SEPARATOR).collect();
        let [verb, format, set, collection, key, cursor, size] = parts.as_slice() else {
            return None;
        };
        let collection = Collection::ALL
            .into_iter()
            .find(|one| one.path() == *collection)?;
        // No record has such a key, and a database may refuse to compare with it.
        if key.chars().count() > LONGEST_KEY || key.contains(char::is_control) {
            return None;
        }
        Some(Self {
            records: *verb == "r",
            format: Format::of(format)?,
            set: (!set.is_empty()).then(|| (*set).to_owned()),
            behind: (collection, (*key).to_owned()),
            cursor: cursor.parse().ok()?,
            size: size.parse().ok()?,
        })
    }
}

fn digest(text: &str) -> String {
    let mut digest = format!("{:x}", Sha256::digest(format!("oai{SEPARATOR}{text}")));
    digest.truncate(DIGEST);
    digest
}
