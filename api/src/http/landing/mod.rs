//! `GET /`: what this service is, who sees what in it, how to ask it, and how it fares just now. For
//! people; programs have the probes.
//!
//! Its figures are answers to ordinary questions of the public, its tables the ones that decide, and
//! its words the schema's own.

mod figures;
mod page;

use super::{Door, address::Address, health, payer, table::Table};
use crate::places::Whom;
use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

const STYLE: &str = include_str!("../../../landing/landing.css");

/// No script at all, and nothing but this server's own style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Adds the page and its style.
pub(super) fn routes(table: &mut Table<'_>) {
    table.share(figures::Board::default());
    table.at("/").readable(show).add();
    table.at("/landing.css").readable(style).add();
}

async fn show(request: HttpRequest, door: Data<Door>, board: Data<figures::Board>) -> HttpResponse {
    let whom = Whom::address(payer::address(&door, &request));
    let missing = health::missing(&door).await;
    let figures = match missing {
        None => board.today(&door).await,
        Some(_) => None,
    };
    let page = page::Page {
        address: Address::of(&request, &door.settings).text,
        day: door.gate.today(),
        missing,
        figures,
        words: figures::words(&door, &whom).await,
        has_playground: super::playground::is_included(),
        is_demonstration: door.demonstration.is_some(),
    };
    // It says how things are just now, and may name the host that its reader asked for.
    respond("text/html; charset=utf-8", "no-store", page.html())
}

async fn style() -> HttpResponse {
    respond("text/css; charset=utf-8", "no-cache", STYLE.to_owned())
}

fn respond(content_type: &str, cache: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, cache))
        .content_type(content_type)
        .body(body)
}
