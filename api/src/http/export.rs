//! `GET /export/{question}.{format}`: a question's whole list as a file.
//!
//! The file is written to disk first and sent when it is complete: its SHA-256 and its length stand in the
//! head, what it held is in the record of access before its first byte, and nothing is kept in memory. All of
//! its pages are read within one snapshot.
//!
//! Who asks is told by the `Authorization` header or, without one, by the cookie of `session.rs`.

mod iati;
mod making;
mod sending;

use super::{
    Door,
    answer::Failure,
    auth::Caller,
    body::{Document, hexadecimal},
    graphql::{Asking, operation_of, parse, unavailable},
    media::Media,
    payer,
    record::{self, Asked},
    seating::Terms,
    table::Table,
    told::Told,
};
use crate::{
    graphql::Code,
    limits,
    places::{Place, Places, Share},
    report::{self, Part, Walk},
    sheet::{self, Format, Options, Provenance},
};
use actix_cors::Cors;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    middleware::Condition,
    web::{self, Data, Query},
};
use async_graphql::Variables;
use entity::{Reader, Way, write::shortened};
use making::{Making, failed};
use sending::send;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tracing::Instrument;

/// So many files are made at once at most: each holds a connection to the database while it is read.
const AT_ONCE: usize = 4;
/// A turn to make a file is waited for so long.
const WAIT: Duration = Duration::from_secs(5);
/// What is told when there are so many.
const AT_ONCE_TOLD: &str = "Other files are being made just now.";
/// By which name a file of IATI is counted and entered in the record of access.
pub(super) const IATI: &str = "Iati";
/// Then it is worth asking again after so many seconds.
const RETRY_SECONDS: u64 = 10;
/// What stands behind a question's name for the description of its CSV file.
const DESCRIPTOR: &str = "datapackage.json";

pub(super) fn routes(table: &mut Table<'_>, cors: impl Fn() -> Condition<Cors>) {
    let list_of_them = table.at("/export").readable(list);
    list_of_them.add_behind(|list| list.wrap(cors()));
    let activities = table.at("/export/activities.iati.xml").readable(iati::get);
    activities.add_behind(|activities| activities.wrap(cors()));
    let file = table.at("/export/{file}").readable(get);
    file.add_behind(|file| file.wrap(cors()));
}

/// The places of those who make files, where so many connections read. Half of them are kept for those who are signed
/// in, and nobody has more than one.
pub(super) fn places(readers: u32) -> Places {
    let readers = usize::try_from(readers).unwrap_or(usize::MAX);
    let all = (readers / 2).clamp(2, AT_ONCE);
    Places::new(Share {
        all,
        open: all / 2,
        each: 1,
        wait: WAIT,
    })
}

/// A turn to make a file, as soon as the caller may have one.
async fn turn(asking: &Asking<'_>, caller: &Caller) -> Result<Place, Failure> {
    let whom = payer::whom(asking.door, asking.request, caller);
    asking.door.exports.take(whom).await.map_err(|_| {
        Failure::of(StatusCode::SERVICE_UNAVAILABLE, AT_ONCE_TOLD)
            .with_code(Code::Unavailable)
            .after(RETRY_SECONDS)
    })
}

/// What may follow the question mark.
#[derive(Default)]
struct Wanted {
    variables: Option<String>,
    operation_name: Option<String>,
    first: Option<u64>,
    after: Option<String>,
    /// For Excel, which takes UTF-8 for something else without it.
    bom: Option<bool>,
}

impl Wanted {
    /// Reads what follows the question mark; what cannot be meant is named.
    fn of(query: &str) -> Result<Self, Failure> {
        let members = Query::<Vec<(String, String)>>::from_query(query).map_err(|_| {
            Failure::malformed(
                "The address holds something else than names and values, `name=value`.",
            )
        })?;
        let mut wanted = Self::default();
        for (name, value) in members.into_inner() {
            let wrong = |expected: &str| {
                Failure::malformed(format!(
                    "`{name}` in the address is {expected}; it holds `{}`.",
                    shortened(&value)
                ))
            };
            match name.as_str() {
                "variables" => wanted.variables = Some(value),
                "operationName" => wanted.operation_name = Some(value),
                "after" => wanted.after = Some(value),
                "first" => {
                    let first = value.parse().ok();
                    wanted.first = Some(first.ok_or_else(|| wrong("a whole number"))?);
                }
                "bom" => {
                    wanted.bom = Some(match value.as_str() {
                        "true" | "1" => true,
                        "false" | "0" => false,
                        _ => return Err(wrong("`true` or `false`")),
                    });
                }
                _ => {
                    return Err(Failure::malformed(format!(
                        "The address may hold `variables`, `operationName`, `first`, `after` and `bom`, not `{}`.",
                        shortened(&name)
                    )));
                }
            }
        }
        Ok(wanted)
    }
}

/// `GET /export`: the questions that come with the service.
async fn list() -> HttpResponse {
    let questions = report::QUESTIONS.iter().map(|question| {
        let files =
            Format::ALL.map(|format| format!("/export/{}.{}", question.name, format.extension()));
        json!({
            "question": question.name,
            "purpose": question.purpose(),
            "document": question.text,
            "files": files,
            "description": format!("/export/{}.{DESCRIPTOR}", question.name),
        })
    });
    let questions: Vec<_> = questions.collect();
    let others = [json!({
        "file": "/export/activities.iati.xml",
        "purpose": "Projects and their money as activities of IATI 2.03.",
    })];
    HttpResponse::Ok().json(json!({ "questions": questions, "others": others }))
}

async fn get(request: HttpRequest, file: web::Path<String>, door: Data<Door>) -> HttpResponse {
    let mut told = Told::begin(request.headers());
    let id = told.request_id();
    let asking = Asking {
        request: &request,
        door: &door,
        media: Media::GraphQl,
        id: &id,
        may_change: true,
    };
    let span = told.span.clone();
    let export = Export {
        asking: &asking,
        file: &file,
    };
    let response = match export.run(&mut told).instrument(span).await {
        Ok(response) => response,
        Err(failure) => {
            told.refused(failure.code);
            asking.refuse(&failure)
        }
    };
    told.tell(&request, &response, &door);
    response
}

struct Export<'a> {
    asking: &'a Asking<'a>,
    file: &'a str,
}

impl Export<'_> {
    async fn run(&self, told: &mut Told) -> Result<HttpResponse, Failure> {
        let (asking, door) = (self.asking, self.asking.door);
        let caller = asking.caller_or_cookie(told).await?;
        asking.charge(&caller, payer::least(asking.request.query_string().len()))?;
        // The name of a question holds no point.
        let (name, extension) = self.file.split_once('.').unwrap_or((self.file, ""));
        let described = extension == DESCRIPTOR;
        let format = match described {
            true => Some(Format::Csv),
            false => Format::parse(extension),
        };
        let format = format.ok_or_else(|| {
            missing(
                "Ask for a file that ends in .csv, .xlsx, .json, .ndjson, or .datapackage.json.",
            )
        })?;
        let wanted = Wanted::of(asking.request.query_string())?;
        let text = self.text(name, told)?;
        told.asked(&text);
        let variables = variables(wanted.variables.as_deref())?;
        let document = parse(&text)?;
        let operation = wanted.operation_name.as_deref();
        if let Some(wanted) = operation_of(&document, operation) {
            told.named(wanted, &document);
        }
        // Every bound that a question has to keep, before anything looks into it.
        limits::check(&document, operation, &variables, &door.input_types)?;
        let part = Part {
            first: wanted.first,
            after: wanted.after.clone(),
        };
        // Nobody holds a connection while waiting for a turn.
        let _turn = turn(asking, &caller).await?;
        let (reader, _place) = asking.reader(&caller, Terms::LookedUp, told).await?;
        let reader = Arc::new(reader);
        let walk = Walk::begin(&door.types, document, operation, &variables, part)
            .map_err(|error| failed(error, told))?;
        let mut options = Options {
            bom: wanted.bom.unwrap_or_default(),
            ..Options::default()
        };
        options.name = sheet_name(name);
        let making = Making {
            asking,
            caller: &caller,
            reader: &reader,
            variables: &variables,
        };
        let about = |walk: &Walk, rows| provenance(walk, &reader, name, &text, &variables, rows);
        let made = making.run(walk, format, &options, about, told).await;
        told.statements = reader.statements();
        let made = made?;
        let asked = Asked {
            request: asking.id,
            operation: &told.operation,
            document: Some(&told.document),
            way: Way::Export,
        };
        record::keep(door, &caller, reader, &asked).await.map_err(|error| {
            told.cause = Some(error.to_string());
            unavailable("The record of access cannot be written, so that guarded data are not handed out just now.")
        })?;
        let own = format!("{}.{}", plain(name), format.extension());
        if described {
            let file = sheet::File {
                name: &own,
                format,
                sha256: &made.sha256,
                bytes: made.bytes,
            };
            let descriptor = sheet::descriptor(&made.columns, &made.provenance, file);
            return Ok(HttpResponse::Ok()
                .insert_header((header::CACHE_CONTROL, "private, no-store"))
                .insert_header(("x-request-id", asking.id))
                .json(descriptor));
        }
        Ok(send(made, format, &own, asking.id))
    }

    fn text(&self, name: &str, told: &Told) -> Result<String, Failure> {
        if let Some(question) = report::named(name) {
            return Ok(question.text.to_owned());
        }
        let unknown = || {
            missing(
                "There is no such question: /export lists those that come with the service; any other is named by the SHA-256 of a document that is kept here.",
            )
        };
        let hash = hexadecimal(name).ok_or_else(unknown)?;
        let text = self
            .asking
            .door
            .stored
            .text(&Document::Known(hash), &told.viewer());
        text.map(|text| text.to_string()).map_err(|_| unknown())
    }
}

fn variables(given: Option<&str>) -> Result<Variables, Failure> {
    let Some(given) = given.filter(|given| !given.is_empty()) else {
        return Ok(Variables::default());
    };
    match serde_json::from_str(given) {
        Ok(value @ serde_json::Value::Object(_)) => Ok(Variables::from_json(value)),
        _ => Err(Failure::malformed("`variables` is an object of JSON.")),
    }
}

/// What the file says of itself.
fn provenance(
    walk: &Walk,
    reader: &Reader,
    name: &str,
    text: &str,
    variables: &Variables,
    rows: u64,
) -> Provenance {
    let variables = serde_json::to_string(variables).unwrap_or_default();
    report::provenance(walk, reader, name, text, &variables, rows)
}

fn missing(message: &str) -> Failure {
    Failure::of(StatusCode::NOT_FOUND, message)
}

/// A name without what no name of a file may hold.
fn plain(name: &str) -> String {
    let letters = name.chars();
    letters
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect()
}

/// A sheet's name has at most 31 characters.
fn sheet_name(name: &str) -> String {
    plain(name).chars().take(31).collect()
}
