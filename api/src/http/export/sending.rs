//! How a file goes out: its head says what it is, how long, and what it hashes to.

use super::making::Made;
use crate::sheet::Format;
use actix_web::{
    HttpResponse,
    body::{MessageBody, SizedStream},
    http::header,
    web::{self, Bytes},
};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// Bytes of a file that are read at once.
const CHUNK: usize = 64 * 1024;

/// The file as a body; nothing if it cannot be read.
pub(super) fn body(mut file: File, bytes: u64) -> Option<impl MessageBody + 'static> {
    if let Err(error) = file.seek(SeekFrom::Start(0)) {
        tracing::error!(%error, "a file that was made cannot be read");
        return None;
    }
    let chunks = futures_util::stream::try_unfold(file, async |mut file| {
        let read = web::block(move || {
            let mut chunk = vec![0; CHUNK];
            let length = file.read(&mut chunk)?;
            chunk.truncate(length);
            io::Result::Ok((chunk, file))
        });
        let (chunk, file) = read.await.map_err(io::Error::other)??;
        io::Result::Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), file)))
    });
    Some(SizedStream::new(bytes, Box::pin(chunks)))
}

pub(super) fn send(made: Made, format: Format, name: &str, request_id: &str) -> HttpResponse {
    let Some(body) = body(made.file, made.bytes) else {
        return HttpResponse::InternalServerError().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization, Cookie"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", request_id))
        .insert_header(("x-rows", made.rows))
        .insert_header(("x-content-sha256", made.sha256));
    if let Some(next) = made.next {
        response.insert_header(("x-next-cursor", next));
    }
    response.body(body)
}
