//! Documents that were parsed before: a tool asks the same ones again and again, with other variables.

use async_graphql::parser::types::ExecutableDocument;
use moka::sync::Cache;
use std::sync::Arc;

/// Bytes of text whose parsed form is kept, which may take a hundred times as much; the least used make room.
const KEPT_BYTES: u64 = 256 * 1024;

/// Parsed documents, by the viewer and the SHA-256 of their text: what one viewer has asked is no other's to find
/// out, not even by how long an answer takes.
pub(super) struct Parsed(Cache<(String, String), Kept>);

#[derive(Clone)]
struct Kept {
    document: Arc<ExecutableDocument>,
    bytes: u32,
}

impl Parsed {
    pub(super) fn new() -> Self {
        let cache = Cache::builder().max_capacity(KEPT_BYTES);
        Self(cache.weigher(|_, kept: &Kept| kept.bytes).build())
    }

    /// What was kept for this viewer.
    pub(super) fn get(&self, viewer: &str, hash: &str) -> Option<ExecutableDocument> {
        let kept = self.0.get(&(viewer.to_owned(), hash.to_owned()))?;
        Some(ExecutableDocument::clone(&kept.document))
    }

    /// Keeps a document that was found to be within all bounds.
    pub(super) fn keep(&self, viewer: &str, hash: &str, text: &str, document: &ExecutableDocument) {
        let kept = Kept {
            document: Arc::new(document.clone()),
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
        };
        self.0.insert((viewer.to_owned(), hash.to_owned()), kept);
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
