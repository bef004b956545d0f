//! Who asks, as budgets and places tell clients apart: the holder of a token by who the token says it is, anyone else by
//! address.

use super::{
    Door,
    answer::Failure,
    auth::Caller,
    budget::{Left, household},
    peer,
};
use crate::places::Whom;
use actix_web::{
    HttpRequest,
    http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderValue},
};

/// The least that a request takes out of a budget, whatever becomes of it.
const LEAST: u64 = 10;
/// For each so many bytes of what was sent, one more: reading and checking it takes work too.
const BYTES: u64 = 64;

/// What a request takes out of a budget for having been read, so many bytes long: also where it is refused.
pub(super) fn least(bytes: usize) -> u64 {
    LEAST.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX) / BYTES)
}

/// How long the credentials in these headers are, cookies included.
pub(super) fn credentials(headers: &HeaderMap) -> usize {
    let all = headers
        .get_all(AUTHORIZATION)
        .chain(headers.get_all(COOKIE));
    all.map(HeaderValue::len).sum()
}

/// The address from which a request comes.
pub(super) fn address(door: &Door, request: &HttpRequest) -> String {
    household(peer::address(request, door.settings.proxies))
}

/// Whose places a request takes.
pub(super) fn whom(door: &Door, request: &HttpRequest, caller: &Caller) -> Whom {
    match holder(caller) {
        Some(holder) => Whom::holder(holder),
        None => Whom::address(address(door, request)),
    }
}

fn holder(caller: &Caller) -> Option<String> {
    let (issuer, subject) = caller.token.as_ref()?;
    Some(format!("{issuer} {subject}"))
}

/// Takes a cost out of the caller's budget, if there are budgets.
pub(super) fn charge(
    door: &Door,
    request: &HttpRequest,
    caller: &Caller,
    cost: u64,
) -> Result<Option<Left>, Failure> {
    match holder(caller) {
        Some(holder) => take(door, &holder, cost),
        None => charge_address(door, request, cost),
    }
}

/// Takes a cost out of the budget of the address from which a request comes: nobody has said, or proved, who it is.
pub(super) fn charge_address(
    door: &Door,
    request: &HttpRequest,
    cost: u64,
) -> Result<Option<Left>, Failure> {
    take(door, &address(door, request), cost)
}

/// Takes the rest of a cost, of which so much was paid before. Who has too little left pays that again the next time,
/// so it is waited for as well.
pub(super) fn charge_rest(
    door: &Door,
    request: &HttpRequest,
    caller: &Caller,
    rest: u64,
    paid: u64,
) -> Result<Option<Left>, Failure> {
    let Some(budget) = &door.budget else {
        return Ok(None);
    };
    let client = holder(caller).unwrap_or_else(|| address(door, request));
    let left = budget.charge(&client, rest);
    let left = left.map_err(|spent| spent.with(budget.time_of(paid)))?;
    Ok(Some(left))
}

fn take(door: &Door, client: &str, cost: u64) -> Result<Option<Left>, Failure> {
    match &door.budget {
        Some(budget) => Ok(Some(budget.charge(client, cost)?)),
        None => Ok(None),
    }
}
