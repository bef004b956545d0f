//! The bounds that hold for every request, whatever its route does with it: a body arrives within a time and has so
//! many bytes, a connection whose body was not read is closed, and an address has so many connections.
//!
//! The middleware [`bound`] replaces the request's body with one that ends with an error when its time or its bytes
//! are used up, before any handler or extractor sees the request. So no handler can read a body without these bounds.

use super::{Door, answer::Failure, budget::household, crowd::Present, media::Media, peer};
use crate::graphql::Code;
use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Extensions, Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    middleware::Next,
    rt::{
        net::TcpStream,
        time::{Sleep, sleep},
    },
    web::{Bytes, Data},
};
use futures_util::{Stream, StreamExt};
use std::{
    any::Any,
    cell::RefCell,
    io,
    net::Shutdown,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};
use uuid::Uuid;

/// Bytes of a request's body: the longest document, and as much again for variables. A route may take less.
pub(super) const BODY_BYTES: usize = 256 * 1024;
/// A body has to arrive within this time after its head.
pub(super) const BODY_TIME: Duration = Duration::from_secs(10);
/// Who has too many connections may try again after so many seconds.
const RETRY_SECONDS: u64 = 1;
/// What is written to a connection that is one too many.
const TOO_MANY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nconnection: close\r\nretry-after: 1\r\n\r\n";

/// Marks a connection that is one too many. What it had sent already is not answered.
struct OneTooMany;

/// Counts a connection that was opened. Of an address that has as many as it may, it is closed at once. Behind
/// proxies connections are the proxies' own, and [`bound`] counts requests instead.
pub(super) fn admit(door: &Door, connection: &dyn Any, data: &mut Extensions) {
    if door.settings.proxies > 0 {
        return;
    }
    let Some(stream) = connection.downcast_ref::<TcpStream>() else {
        return;
    };
    let address = stream.peer_addr().ok().map(|peer| peer.ip());
    match door.crowd.enter(household(address)) {
        Some(present) => {
            data.insert(present);
        }
        None => {
            data.insert(OneTooMany);
            let socket = socket2::SockRef::from(stream);
            // The client may be gone already; there is nothing else to tell it.
            let _ = socket.send(TOO_MANY);
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

/// The middleware around every route, and around what has none.
pub(super) async fn bound(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Held>, Error> {
    let door = request.app_data::<Data<Door>>().cloned();
    let (allowed, present) = match &door {
        _ if request.conn_data::<OneTooMany>().is_some() => (false, None),
        Some(door) if door.settings.proxies > 0 => {
            let address = peer::address(request.request(), door.settings.proxies);
            let present = door.crowd.enter(household(address));
            (present.is_some(), present)
        }
        _ => (true, None),
    };
    let body = match request.take_payload() {
        Payload::None => None,
        body => Some(Rc::new(RefCell::new(body))),
    };
    if let Some(body) = &body {
        let time = door.map_or(BODY_TIME, |door| door.settings.body_time);
        let payload = Box::pin(Bounded {
            body: body.clone(),
            late: Box::pin(sleep(time)),
            left: BODY_BYTES,
        });
        request.set_payload(Payload::Stream { payload });
    }
    let response = match allowed {
        true => next.call(request).await?.map_into_boxed_body(),
        false => request.into_response(too_many()),
    };
    Ok(response.map_body(|_, answer| Held {
        answer,
        _body: body,
        _present: present,
    }))
}

fn too_many() -> actix_web::HttpResponse {
    let message =
        "Too many requests of this address are under way. Ask again when some are answered.";
    let failure = Failure::of(StatusCode::TOO_MANY_REQUESTS, message).with_code(Code::RateLimited);
    let mut response = failure.answer(Media::Json, &Uuid::new_v4().to_string());
    let wait = HeaderValue::from(RETRY_SECONDS);
    response.headers_mut().insert(RETRY_AFTER, wait);
    response
}

/// A body that ends with an error when its time or its bytes are used up.
struct Bounded {
    body: Rc<RefCell<Payload>>,
    late: Pin<Box<Sleep>>,
    left: usize,
}

impl Stream for Bounded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.late.as_mut().poll(cx).is_ready() {
            let late = io::Error::from(io::ErrorKind::TimedOut);
            return Poll::Ready(Some(Err(PayloadError::Io(late))));
        }
        let found = self.body.borrow_mut().poll_next_unpin(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &found {
            match self.left.checked_sub(chunk.len()) {
                Some(left) => self.left = left,
                None => return Poll::Ready(Some(Err(PayloadError::Overflow))),
            }
        }
        found
    }
}

/// An answer with what is given back when it has been sent. The body of the request is among it: where it has not
/// arrived whole by then, the server closes the connection instead of waiting for the rest, which a body sent in
/// chunks may put off without end.
pub(super) struct Held {
    answer: BoxBody,
    _body: Option<Rc<RefCell<Payload>>>,
    _present: Option<Present>,
}

impl MessageBody for Held {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(cx)
    }
}
