//! Documents that were parsed before: a tool asks the same ones again and again, with other variables.

use super::told::Apart;
use async_graphql::parser::types::ExecutableDocument;
use moka::sync::Cache;
use std::sync::Arc;

/// Bytes of text whose parsed form is kept for callers without a sign-in, and as many for all others; the form may take a
/// hundred times as much. The least used make room.
const KEPT_BYTES: u64 = 128 * 1024;

/// Parsed documents, by the viewer and the SHA-256 of their text: what one viewer has asked is no other's to find
/// out, not even by how long an answer takes.
pub(super) struct Parsed(Apart<Cache<(String, String), Kept>>);

#[derive(Clone)]
struct Kept {
    document: Arc<ExecutableDocument>,
    bytes: u32,
}

impl Parsed {
    pub(super) fn new() -> Self {
        Self(Apart::of(|| {
            let cache = Cache::builder().max_capacity(KEPT_BYTES);
            cache.weigher(|_, kept: &Kept| kept.bytes).build()
        }))
    }

    /// What was kept for this viewer.
    pub(super) fn get(&self, viewer: &str, hash: &str) -> Option<ExecutableDocument> {
        let key = (viewer.to_owned(), hash.to_owned());
        let kept = self.0.of_viewer(viewer).get(&key)?;
        Some(ExecutableDocument::clone(&kept.document))
    }

    /// Keeps a document that was found to be within all bounds.
    pub(super) fn keep(&self, viewer: &str, hash: &str, text: &str, document: &ExecutableDocument) {
        let kept = Kept {
            document: Arc::new(document.clone()),
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
        };
        let key = (viewer.to_owned(), hash.to_owned());
        self.0.of_viewer(viewer).insert(key, kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_kept_for_the_viewer_who_asked_it() {
        let parsed = Parsed::new();
        let text = "{ parties { totalCount } }";
        let document = async_graphql::parser::parse_query(text).unwrap();
        parsed.keep("party:JP", "1", text, &document);
        let kept = parsed.get("party:JP", "1").unwrap();
        assert_eq!(format!("{kept:?}"), format!("{document:?}"));
        assert!(parsed.get("party:KZ", "1").is_none());
        assert!(parsed.get("party:JP", "2").is_none());
    }
}
