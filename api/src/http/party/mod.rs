//! `GET /parties/JP`: the page of a Party, for whoever reads it.
//!
//! Its figures are the answer to one ordinary question, asked through the gate and entered in the record
//! of access as any other. What a page looks like is the affair of `party_page`.

mod answer;
mod notice;

use super::{
    Door,
    answer::Failure,
    asking::{self, Own, Unanswered},
    auth::Caller,
    graphql::parse,
    payer, session,
    table::Table,
};
use crate::{
    limits,
    party_page::{CONTENT_SECURITY_POLICY, PartyPage},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web::{Data, Path},
};
use async_graphql::Variables;
use serde_json::{Value, json};

pub(super) use notice::notice;

const QUESTION: &str = include_str!("question.graphql");
const STYLE: &str = include_str!("../../../landing/party.css");

/// Adds the pages and their style.
pub(super) fn routes(table: &mut Table<'_>) {
    table.at("/parties/{code}").readable(show).add();
    table.at("/party.css").readable(style).add();
}

/// Whether this may be the code of a Party.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// That a token was not taken.
pub(super) struct Refused {
    status: StatusCode,
    told: &'static str,
}

impl Refused {
    /// Why, as far as that is told.
    pub(super) fn by(unanswered: &Unanswered) -> Self {
        match unanswered {
            Unanswered::Denied | Unanswered::Refused(entity::Refused::Unknown(_)) => Self {
                status: StatusCode::UNAUTHORIZED,
                told: "This access token is not valid. You are not signed in.",
            },
            _ => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                told: "Access tokens cannot be checked at the moment. You are not signed in.",
            },
        }
    }
}

async fn show(request: HttpRequest, code: Path<String>, door: Data<Door>) -> HttpResponse {
    if !is_code(&code) {
        return unknown();
    }
    let asked = match session::caller(&request, &door).await {
        Ok(caller) => page(&request, &door, &code, &caller).await,
        Err(denied) => {
            // Checking a token takes work, and nobody has proved to be its holder.
            let cost = payer::least(payer::credentials(request.headers()));
            let paid = payer::charge_address(&door, &request, cost);
            Err(paid.map_or_else(Trouble::spent, |_| denied.into()))
        }
    };
    match asked {
        Ok(Some(page)) => sent(StatusCode::OK, &page),
        Ok(None) => unknown(),
        Err(Trouble::Spent(seconds)) => spent(seconds),
        Err(Trouble::Unanswered(
            error @ (Unanswered::Denied | Unanswered::Refused(entity::Refused::Unknown(_))),
        )) => {
            let mut refused = Refused::by(&error);
            refused.told =
                "Your sign-in is no longer valid. Sign in again to see more than everyone does.";
            let mut response = self::refused(&request, &door, &code, refused).await;
            session::forget(&mut response);
            response
        }
        Err(Trouble::Unanswered(error)) => unavailable(&error),
    }
}

/// The page as everyone sees it, and why the token that came was not taken.
pub(super) async fn refused(
    request: &HttpRequest,
    door: &Door,
    code: &str,
    refused: Refused,
) -> HttpResponse {
    let asked = match door.gate.caller(&HeaderMap::new()).await {
        Ok(nobody) => page(request, door, code, &nobody).await,
        Err(denied) => Err(denied.into()),
    };
    match asked {
        Ok(Some(mut page)) => {
            page.refusal = Some(refused.told.into());
            sent(refused.status, &page)
        }
        Ok(None) => unknown(),
        Err(Trouble::Spent(seconds)) => spent(seconds),
        Err(Trouble::Unanswered(error)) => unavailable(&error),
    }
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("text/css; charset=utf-8")
        .body(STYLE)
}

/// Why there is no page.
enum Trouble {
    /// The reader's budget is spent; it is worth asking again after so many seconds.
    Spent(u64),
    Unanswered(Unanswered),
}

impl Trouble {
    /// The reader has too little left.
    fn spent(failure: Failure) -> Self {
        Self::Spent(failure.after.unwrap_or(1))
    }
}

impl<E: Into<Unanswered>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Unanswered(error.into())
    }
}

/// The page of this Party for whoever was admitted; none if there is no such Party.
async fn page(
    request: &HttpRequest,
    door: &Door,
    code: &str,
    caller: &Caller,
) -> Result<Option<PartyPage>, Trouble> {
    let variables = variables(code);
    pay(request, door, caller, &variables)?;
    let own = Own {
        text: QUESTION,
        operation: "PartyPage",
        variables,
    };
    let whom = payer::whom(door, request, caller);
    let answer = asking::ask_for(door, whom, caller, own).await?;
    let answer = serde_json::from_value(asking::json(answer));
    let answer: answer::Answer =
        answer.map_err(|error| Unanswered::Failed(format!("the answer is another: {error}")))?;
    Ok(answer.page(door.gate.today()))
}

/// The page costs its reader what its question would.
fn pay(
    request: &HttpRequest,
    door: &Door,
    caller: &Caller,
    variables: &Variables,
) -> Result<(), Trouble> {
    let fault = |what: &str| Trouble::Unanswered(Unanswered::Failed(what.to_owned()));
    let document = parse(QUESTION).map_err(|failure| fault(&failure.message))?;
    let bill = limits::check(&document, None, variables, &door.input_types);
    let bill = bill.map_err(|refusal| fault(&refusal.to_string()))?;
    match payer::charge(door, request, caller, bill.cost) {
        Ok(_) => Ok(()),
        Err(failure) => Err(Trouble::spent(failure)),
    }
}

fn variables(code: &str) -> Variables {
    Variables::from_json(json!({
        "code": code,
        "funding": funding(code),
        "results": results(code),
    }))
}

/// What the Party's funders committed.
fn funding(code: &str) -> Value {
    json!({ "funder": { "party": { "eq": code } } })
}

/// What came of the projects that the Party hosts, and of those that it is seen to finance.
fn results(code: &str) -> Value {
    json!({ "projects": { "some": { "or": [
        { "hostCountry": { "eq": code } },
        { "contributions": { "some": funding(code) } },
    ] } } })
}

fn sent(status: StatusCode, page: &PartyPage) -> HttpResponse {
    html(status, page.html())
}

/// HTML under the policy of these pages. A page may be somebody's own, so that nothing on the way
/// keeps any.
fn html(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // With `no-referrer` a browser would not say either where its forms come from.
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization, Cookie"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

fn unknown() -> HttpResponse {
    notice(
        StatusCode::NOT_FOUND,
        "There is no such Party",
        "The address of a Party’s page ends in its code: two capital letters, such as JP for Japan or EU for the European Union.",
    )
}

fn unavailable(error: &Unanswered) -> HttpResponse {
    tracing::error!(cause = %error, "the page of a Party has no figures");
    notice(
        StatusCode::SERVICE_UNAVAILABLE,
        "The figures cannot be read just now",
        "Please try again in a moment.",
    )
}

pub(super) fn spent(seconds: u64) -> HttpResponse {
    let mut response = notice(
        StatusCode::TOO_MANY_REQUESTS,
        "That was a lot at once",
        "You have asked for as much as one reader may within a minute. Please try again in a moment.",
    );
    let wait = header::HeaderValue::from(seconds);
    response.headers_mut().insert(header::RETRY_AFTER, wait);
    response
}

#[cfg(test)]
mod tests;
