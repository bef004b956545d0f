//! `GET /export/activities.iati.xml`: projects and their money as activities of IATI, as the reader may see
//! them. It is made, recorded and sent as every other file.

use super::{IATI, sending::body, turn};
use crate::{
    http::{
        Door,
        answer::Failure,
        graphql::{Asking, unavailable},
        media::Media,
        record::{self, Asked},
        seating::Terms,
        told::Told,
    },
    iati::{Activities, Tally, Trouble},
    sheet::{Spool, Spooled},
};
use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use entity::{Reader, Way, private};
use std::{fs::File, sync::Arc};
use tracing::Instrument;

/// What a page of a hundred projects costs the reader of a budget.
const COST: u64 = 10_000;

pub(super) async fn get(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let mut told = Told::begin(request.headers());
    told.operation = IATI.into();
    let id = told.request_id();
    let asking = Asking {
        request: &request,
        door: &door,
        media: Media::GraphQl,
        id: &id,
        may_change: true,
    };
    let span = told.span.clone();
    let response = match run(&asking, &mut told).instrument(span).await {
        Ok(response) => response,
        Err(failure) => {
            told.refused(failure.code);
            asking.refuse(&failure)
        }
    };
    told.tell(&request, &response, &door);
    response
}

async fn run(asking: &Asking<'_>, told: &mut Told) -> Result<HttpResponse, Failure> {
    let door = asking.door;
    let caller = asking.caller_or_cookie(told).await?;
    let _turn = turn(asking, &caller).await?;
    let (reader, _place) = asking.reader(&caller, Terms::LookedUp, told).await?;
    let reader = Arc::new(reader);
    let begun = begin(door).map_err(|error| failed(&error, told));
    let (out, mut activities) = begun?;
    loop {
        asking.charge(&caller, COST)?;
        let page = page(door, &mut activities, &reader).await;
        told.statements = reader.statements();
        if !page.map_err(|error| failed(&error, told))? {
            break;
        }
    }
    let made = finish(out, activities).map_err(|error| failed(&error, told));
    let (made, tally) = made?;
    let asked = Asked {
        request: asking.id,
        operation: &told.operation,
        document: None,
        way: Way::Export,
    };
    record::keep(door, &caller, reader, &asked).await.map_err(|error| {
        told.cause = Some(error.to_string());
        unavailable("The record of access cannot be written, so that guarded data are not handed out just now.")
    })?;
    let Some(body) = body(made.file, made.bytes) else {
        return Ok(HttpResponse::InternalServerError().finish());
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/xml; charset=utf-8"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"activities.iati.xml\"",
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization, Cookie"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", asking.id))
        .insert_header(("x-rows", tally.activities))
        .insert_header(("x-content-sha256", made.sha256))
        .body(body))
}

type Out = Spool<File>;

fn begin(door: &Door) -> Result<(Out, Activities<Out>), Trouble> {
    let out = Spool::new(private::unnamed_file()?);
    let organisation = &door.settings.organisation;
    let activities = Activities::begin(out.clone(), organisation, door.gate.time())?;
    Ok((out, activities))
}

/// A page within the time that an answer has.
async fn page(
    door: &Door,
    activities: &mut Activities<Out>,
    reader: &Reader,
) -> Result<bool, Trouble> {
    let page = tokio::time::timeout(door.settings.deadline, activities.page(reader)).await;
    page.unwrap_or_else(|_| Err(std::io::Error::other("a page took too long").into()))
}

fn finish(out: Out, activities: Activities<Out>) -> Result<(Spooled<File>, Tally), Trouble> {
    let (written, tally) = activities.finish()?;
    drop(written);
    Ok((out.finish()?, tally))
}

fn failed(error: &Trouble, told: &mut Told) -> Failure {
    told.cause = Some(error.to_string());
    unavailable("The file cannot be made just now.")
}
