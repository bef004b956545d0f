//! Documents that are known by their hash: those that the operator trusts, and those that clients
//! had kept (automatic persisted queries).

use super::{
    answer::Failure,
    body::{Document, Hash},
    told::Apart,
};
use crate::graphql::Code;
use actix_web::http::StatusCode;
use moka::sync::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Bytes of documents that are kept for callers without a sign-in, and as many for all others, so that the ones take no
/// room of the others; the least used make room.
const KEPT_BYTES: u64 = 8 * 1024 * 1024;

/// What Apollo's clients wait for, word by word, before they send the text as well.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// The documents that are known here.
pub(super) struct Stored {
    trusted: Option<Trusted>,
    /// By the viewer too: what one viewer has asked is no other's to find out.
    kept: Apart<Cache<(String, Hash), Arc<str>>>,
}

/// The documents that the operator trusts: if there are any, nothing else is answered.
#[derive(Debug, Clone, Default)]
pub struct Trusted(HashMap<Hash, Arc<str>>);

/// Why a folder of trusted documents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// It cannot be read.
    #[error("cannot read the trusted documents in {}: {cause}", .path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A list of documents is of neither form.
    #[error(
        "the trusted documents in {} cannot be used: expected {{\"HASH\": \"DOCUMENT\", …}} as relay-compiler writes \
         it, or Apollo's {{\"format\": \"apollo-persisted-query-manifest\", \"operations\": [{{\"id\", \"body\"}}, …]}}",
        .path.display()
    )]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// A document is not a GraphQL document.
    #[error("a trusted document in {} cannot be parsed: {cause}", .path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// Where and what.
        cause: async_graphql::parser::Error,
    },
    /// The folder holds none.
    #[error("no trusted document (*.graphql, or a list in *.json) in {}", .0.display())]
    None(PathBuf),
}

impl Trusted {
    /// The documents of a folder: every `*.graphql` file, known by the SHA-256 of its bytes, and every
    /// document in a `*.json` list of relay-compiler or Apollo.
    ///
    /// # Errors
    /// If a file cannot be read or used, or there is no document.
    pub fn read(folder: &Path) -> Result<Self, TrustError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |cause| TrustError::Unreadable { path, cause }
        };
        let mut trusted = Self::default();
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("graphql" | "gql") => {
                    let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
                    trusted.add(&path, &text)?;
                }
                Some("json") => {
                    let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
                    for document in
                        listed(&text).ok_or_else(|| TrustError::Form { path: path.clone() })?
                    {
                        trusted.add(&path, &document)?;
                    }
                }
                _ => {}
            }
        }
        match trusted.0.is_empty() {
            true => Err(TrustError::None(folder.to_owned())),
            false => Ok(trusted),
        }
    }

    fn add(&mut self, path: &Path, text: &str) -> Result<(), TrustError> {
        async_graphql::parser::parse_query(text).map_err(|cause| TrustError::Document {
            path: path.to_owned(),
            cause,
        })?;
        self.0.insert(hash(text), text.into());
        Ok(())
    }

    /// The texts of all of them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|text| &**text)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The documents of a list. The hashes in it are not believed: relay-compiler may write MD5, and a
/// document is known by what it says.
fn listed(text: &str) -> Option<Vec<String>> {
    let list: Value = serde_json::from_str(text).ok()?;
    let list = list.as_object()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match list.get("operations") {
        Some(Value::Array(operations)) => operations
            .iter()
            .map(|operation| operation.get("body").and_then(text))
            .collect(),
        Some(_) => None,
        None => list.values().map(text).collect(),
    }
}

impl Stored {
    pub(super) fn new(trusted: Option<Trusted>) -> Self {
        let weight =
            |_: &(String, Hash), text: &Arc<str>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            trusted,
            kept: Apart::of(|| {
                let cache = Cache::builder().max_capacity(KEPT_BYTES);
                cache.weigher(weight).build()
            }),
        }
    }

    /// The text of a question's document.
    pub(super) fn text(&self, document: &Document, viewer: &str) -> Result<Arc<str>, Failure> {
        let (text, hash) = match document {
            Document::Text(text) => (Some(text), None),
            Document::Known(hash) => (None, Some(hash)),
            Document::Kept(text, given) => {
                if hash(text) != *given {
                    return Err(Failure::malformed(
                        "`query` is not the document whose SHA-256 is given.",
                    ));
                }
                (Some(text), Some(given))
            }
        };
        if let Some(trusted) = &self.trusted {
            let wanted = match (hash, text) {
                (Some(hash), _) => *hash,
                (None, Some(text)) => self::hash(text),
                (None, None) => return Err(unknown(NOT_FOUND)),
            };
            return trusted.0.get(&wanted).cloned().ok_or_else(|| {
                unknown("This service answers only the documents that it was given.")
            });
        }
        match (text, hash) {
            (Some(text), _) => Ok(text.as_str().into()),
            (None, Some(hash)) => self
                .kept
                .of_viewer(viewer)
                .get(&(viewer.to_owned(), *hash))
                .ok_or_else(|| unknown(NOT_FOUND)),
            (None, None) => Err(unknown(NOT_FOUND)),
        }
    }

    /// Keeps a document that was found to be within all bounds, if the client wants it kept.
    pub(super) fn keep(&self, document: &Document, viewer: &str) {
        if let (Document::Kept(text, hash), None) = (document, &self.trusted) {
            let key = (viewer.to_owned(), *hash);
            let kept = self.kept.of_viewer(viewer);
            if !kept.contains_key(&key) {
                kept.insert(key, text.as_str().into());
            }
        }
    }
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}

fn unknown(message: &str) -> Failure {
    Failure {
        well_formed: true,
        ..Failure::of(StatusCode::BAD_REQUEST, message).with_code(Code::DocumentUnknown)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::body::hexadecimal, *};

    #[test]
    fn lists_of_both_forms_are_read_and_nothing_else() {
        let relay = r#"{"0a": "{ viewer { kind } }", "0b": "{ parties { totalCount } }"}"#;
        assert_eq!(listed(relay).map(|found| found.len()), Some(2));
        let apollo = r#"{"format": "apollo-persisted-query-manifest", "version": 1,
            "operations": [{"id": "x", "name": "Q", "type": "query", "body": "query Q { __typename }"}]}"#;
        assert_eq!(listed(apollo), Some(vec!["query Q { __typename }".into()]));
        for wrong in [
            "",
            "[]",
            r#"{"a": 1}"#,
            r#"{"operations": {}}"#,
            r#"{"operations": [{"id": "x"}]}"#,
        ] {
            assert_eq!(listed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn documents_of_nobody_push_out_no_document_of_a_viewer() {
        let stored = Stored::new(None);
        let keep = |viewer: &str, text: &str| {
            let document = Document::Kept(text.to_owned(), hash(text));
            stored.keep(&document, viewer);
        };
        let find = |viewer: &str, text: &str| stored.text(&Document::Known(hash(text)), viewer);
        keep("party:JP", "{ __typename }");
        let long = "#".repeat(64 * 1024);
        for number in 0..1_000 {
            let text = format!("{{ a{number}: __typename }} {long}");
            keep("public:", &text);
            // What is asked for again and again is what a cache would rather keep.
            let _ = (find("public:", &text), find("public:", &text));
        }
        stored.kept.of_viewer("party:JP").run_pending_tasks();
        assert!(find("party:JP", "{ __typename }").is_ok());
        assert!(find("public:", "{ __typename }").is_err());
    }

    #[test]
    fn a_hash_is_64_digits() {
        let zero = "0".repeat(64);
        assert_eq!(hexadecimal(&zero), Some([0; 32]));
        assert_eq!(hexadecimal(&"fF".repeat(32)), Some([255; 32]));
        for wrong in [
            "",
            "0",
            &"0".repeat(63),
            &"0".repeat(65),
            &"0".repeat(66),
            &"g".repeat(64),
        ] {
            assert_eq!(hexadecimal(wrong), None, "{wrong}");
        }
    }
}
