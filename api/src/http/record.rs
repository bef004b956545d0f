//! Guarded data are entered in the record of access before they leave; what cannot be entered does
//! not leave.

use super::{Door, auth::Caller};
use entity::{Entry, NotRecorded, Reader, Way};
use std::sync::Arc;

/// What was asked.
pub(super) struct Asked<'a> {
    pub(super) request: &'a str,
    pub(super) operation: &'a str,
    /// The SHA-256 of the document, in hexadecimal.
    pub(super) document: Option<&'a str>,
    /// How what was found goes out.
    pub(super) way: Way,
}

/// Enters what this reader handed out to the caller, if the public would not have been shown it. The
/// reader ends here: its connection is not kept while the entry is written.
///
/// # Errors
/// If it cannot be written: then the answer is not to be sent, nor said to be as it was before.
pub(super) async fn keep(
    door: &Door,
    caller: &Caller,
    reader: Arc<Reader>,
    asked: &Asked<'_>,
) -> Result<(), NotRecorded> {
    let delivered = reader.delivered();
    drop(reader);
    if delivered.is_nothing() {
        return Ok(());
    }
    let entry = Entry {
        request: asked.request.to_owned(),
        at: door.gate.time(),
        viewer: caller.viewer.clone(),
        token: caller.token.clone(),
        way: asked.way,
        operation: Some(asked.operation.to_owned()).filter(|name| !name.is_empty()),
        document: asked.document.map(str::to_owned),
        delivered,
    };
    door.store.record(entry).await
}
