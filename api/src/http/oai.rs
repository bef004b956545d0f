//! `GET` and `POST /oai`: the public records for harvesters, by OAI-PMH 2.0.
//!
//! It is the public that reads here, whatever credentials come along.

use super::{
    Door,
    address::Address,
    answer::Failure,
    body::{self, Unread},
    payer, seating,
    table::Table,
    told::Told,
};
use crate::{
    graphql::Code,
    harvest::{self, Answer, Asked},
    places::{Place, Whom},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web::{Data, Payload, Query},
};
use entity::{Reader, Who};
use tracing::Instrument;

/// What a page costs a harvester of its budget: some hundred records with what hangs on them.
const COST: u64 = 5_000;
/// When the data cannot be read, it is worth asking again after so many seconds.
const RETRY_SECONDS: u64 = 10;

pub(super) fn routes(table: &mut Table<'_>) {
    table.at("/oai").readable(get).post(post).add();
}

async fn get(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let asked = asked(request.query_string());
    respond(&request, &door, &asked).await
}

async fn post(request: HttpRequest, payload: Payload, door: Data<Door>) -> HttpResponse {
    const FORM: &str = "application/x-www-form-urlencoded";
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(FORM) {
        return plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "What is posted here is application/x-www-form-urlencoded.",
        );
    }
    let body = match body::bytes(payload, harvest::LONGEST).await {
        Ok(body) => body,
        Err(Unread::TooLong) => {
            let longest = harvest::LONGEST;
            let told = format!("The body is larger than {longest} bytes.");
            return plain(StatusCode::PAYLOAD_TOO_LARGE, &told);
        }
        Err(Unread::Late) => {
            return plain(
                StatusCode::REQUEST_TIMEOUT,
                "The body did not arrive in time.",
            );
        }
        Err(Unread::Broken) => {
            return plain(StatusCode::BAD_REQUEST, "The body could not be read.");
        }
    };
    let asked = asked(&String::from_utf8_lossy(&body));
    respond(&request, &door, &asked).await
}

/// The arguments, in the order in which they stand.
fn asked(text: &str) -> Asked {
    let arguments = Query::<Vec<(String, String)>>::from_query(text);
    Asked(arguments.map(Query::into_inner).unwrap_or_default())
}

/// The database as everyone may see it. It cannot be opened for anybody else: it is not told of a request.
struct Public {
    reader: Reader,
    _place: Place,
}

impl Public {
    async fn open(door: &Door, whom: Whom) -> Result<Self, String> {
        let caller = door.gate.caller(&HeaderMap::new()).await;
        let caller = caller.map_err(|denied| format!("{denied:?}"))?;
        let reader = seating::reader(door, whom, &caller.viewer, seating::Terms::LookedUp).await;
        let (reader, _place) = reader.map_err(|error| error.to_string())?;
        Ok(Self { reader, _place })
    }
}

async fn respond(request: &HttpRequest, door: &Door, asked: &Asked) -> HttpResponse {
    let mut told = Told::begin(request.headers());
    told.who(&Who::Public);
    told.operation = format!("OAI {}", asked.verb().unwrap_or("(no verb)"));
    let id = told.request_id();
    let span = told.span.clone();
    let address = Address::of(request, &door.settings);
    let answered = answered(request, door, asked, &address, &mut told);
    let mut response = match answered.instrument(span).await {
        Ok(document) => HttpResponse::Ok()
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // What is true today need not be tomorrow.
            .insert_header((header::CACHE_CONTROL, address.cache_control()))
            .content_type("text/xml; charset=utf-8")
            .body(document),
        Err(failure) => {
            told.refused(failure.code);
            let mut response = plain(failure.status, &failure.message);
            if let Some(seconds) = failure.after {
                let wait = header::HeaderValue::from(seconds);
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            response
        }
    };
    let headers = response.headers_mut();
    if let Ok(id) = header::HeaderValue::from_str(&id) {
        headers.insert(header::HeaderName::from_static("x-request-id"), id);
    }
    told.tell(request, &response, door);
    response
}

async fn answered(
    request: &HttpRequest,
    door: &Door,
    asked: &Asked,
    address: &Address,
    told: &mut Told,
) -> Result<Vec<u8>, Failure> {
    payer::charge_address(door, request, COST)?;
    let whom = Whom::address(payer::address(door, request));
    let public = Public::open(door, whom)
        .await
        .map_err(|error| unavailable(error, told))?;
    let known = Answer {
        repository: &door.settings.repository,
        address: &format!("{}/oai", address.text),
        time: door.gate.time(),
    };
    let answer = harvest::answer(&public.reader, &known, asked);
    let answer = tokio::time::timeout(door.settings.deadline, answer).await;
    told.statements = public.reader.statements();
    let answer = answer.map_err(|_| {
        Failure::of(StatusCode::SERVICE_UNAVAILABLE, "Reading took too long.")
            .with_code(Code::Timeout)
            .after(RETRY_SECONDS)
    })?;
    let (document, code) = answer.map_err(|error| unavailable(error.to_string(), told))?;
    if code.is_some() {
        told.refused(Code::BadUserInput);
    }
    Ok(document)
}

fn unavailable(error: String, told: &mut Told) -> Failure {
    told.cause = Some(error);
    Failure::of(
        StatusCode::SERVICE_UNAVAILABLE,
        "The records cannot be read just now.",
    )
    .with_code(Code::Unavailable)
    .after(RETRY_SECONDS)
}

fn plain(status: StatusCode, text: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(text.to_owned())
}
