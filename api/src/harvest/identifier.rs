//! Identifiers of records: `oai:DOMAIN:Projects/KZ-2514`. A natural key stands in them with every letter that
//! an address has another use for percent-encoded, so that one key has one identifier and the other way round.

use super::Collection;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

/// All but what RFC 3986 calls unreserved.
const WRITTEN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The longest internal identifier that CERIF takes.
const LONGEST: usize = 128;

/// What stands behind the domain.
pub(super) fn path(collection: Collection, key: &str) -> String {
    format!("{}{}", collection.path(), utf8_percent_encode(key, WRITTEN))
}

/// The whole identifier.
pub(super) fn write(domain: &str, collection: Collection, key: &str) -> String {
    format!("oai:{domain}:{}", path(collection, key))
}

/// The collection and the key in an identifier that was written here.
pub(super) fn read(domain: &str, text: &str) -> Option<(Collection, String)> {
    let rest = text.strip_prefix("oai:")?.strip_prefix(domain)?;
    let rest = rest.strip_prefix(':')?;
    let collection = Collection::ALL
        .into_iter()
        .find(|one| rest.starts_with(one.path()))?;
    let key = rest.strip_prefix(collection.path())?;
    let key = percent_decode_str(key).decode_utf8().ok()?.into_owned();
    (path(collection, &key) == rest && !key.is_empty()).then_some((collection, key))
}

/// The identifier that CERIF has within this service: what stands in the other behind the name of the
/// element, or, if that is too long for it, what it hashes to.
pub(super) fn internal(collection: Collection, key: &str) -> String {
    let path = path(collection, key);
    let inner = path.split_once('/').map_or("", |(_, inner)| inner);
    match inner.len() <= LONGEST {
        true => inner.to_owned(),
        false => format!("sha256-{:x}", Sha256::digest(inner)),
    }
}
