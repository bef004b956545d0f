//! `GET /graphiql/viewers`: ready-made tokens with which the playground's viewer is switched, for a
//! demonstration on one's own machine.
//!
//! The route answers only under `istc serve --demonstration`, which needs the local key and an address that no other
//! machine reaches. A proxy on the same machine can still forward requests of other machines without a trace in the
//! request. So tokens are handed out only to a caller who sends the secret that was made at the start and printed with
//! the address. The list of viewers is found by ordinary GraphQL queries: one as the public for the Parties and
//! funders, then one as each of them for its standing. A viewer whose own query is refused may not sign in, and is
//! left out.

use super::{
    Door,
    asking::{self, Unanswered},
    table::Table,
};
use crate::{
    places::Whom,
    token::{LocalKey, Role},
};
use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::{OsRng, RngCore};
use serde_json::{Value, json};
use std::{net::IpAddr, time::Duration};
use subtle::ConstantTimeEq;

/// The header in which the playground sends the secret. No page of another site can, without leave.
const HEADER: &str = "x-demonstration";

/// What the playground has to send before it is given tokens. Another is made at each start; it does not print.
pub struct DemonstrationSecret(String);

impl DemonstrationSecret {
    /// One that nobody knows: 256 random bits.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn random() -> Result<Self, rand_core::Error> {
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The secret itself, for the person at this machine.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a request has it, once. The comparison takes as long whatever is sent.
    fn is_in(&self, request: &HttpRequest) -> bool {
        let mut sent = request.headers().get_all(HEADER);
        match (sent.next(), sent.next()) {
            (Some(sent), None) => bool::from(sent.as_bytes().ct_eq(self.0.as_bytes())),
            _ => false,
        }
    }
}

/// What a demonstration has: the key that signs the tokens, and the secret of who may have them.
pub(crate) struct Demonstration {
    pub(super) key: LocalKey,
    pub(super) secret: DemonstrationSecret,
}

/// How long a token of a demonstration is good for. The page fetches new ones in time.
const LIFETIME: Duration = Duration::from_secs(3_600);
/// At most so many partners and institutes are offered.
const FEW: usize = 3;

/// Whom the public knows.
const CANDIDATES: &str = "{
    parties(first: 100) { nodes { code name } }
    funders(first: 3, filter: { kind: { in: [PARTNER, AGENCY] }, listed: { eq: true } }) {
        nodes { key name }
    }
    institutes(
        first: 3
        filter: {
            own: { eq: false }
            participations: { some: {
                role: { eq: LEADING }, disputed: { eq: false }, project: { status: { eq: UNDERWAY } }
            } }
        }
    ) { nodes { key name } }
}";

/// What a Party is asked about itself: its standing, and who leads the projects that it pays for.
const STANDING: &str = "{ viewer {
    standings { kind }
    projectStandings(first: 20, filter: { kind: { eq: FINANCES } }) {
        totalCount
        nodes { project { participations(
            first: 1, filter: { role: { eq: LEADING }, disputed: { eq: false } }
        ) { nodes { institute { key name own } } } } }
    }
    hosts: projectStandings(filter: { kind: { eq: HOSTS } }) { totalCount }
} }";

/// What anyone else is asked about itself.
const WHOM: &str = "{ viewer { kind } }";

/// Adds the resource. It comes before the playground's own files.
pub(super) fn routes(table: &mut Table<'_>) {
    table.at("/graphiql/viewers").get(viewers).add();
}

async fn viewers(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let Some(Demonstration { key, .. }) = door
        .demonstration
        .as_ref()
        .filter(|one| is_from_here(&request) && one.secret.is_in(&request))
    else {
        return HttpResponse::NotFound()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish();
    };
    match offered(&door, key).await {
        Ok(viewers) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .json(viewers),
        Err(error) => {
            tracing::error!(cause = %error, "no viewers can be offered");
            HttpResponse::ServiceUnavailable()
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish()
        }
    }
}

/// Whether a page of this very server asks, or a person at this machine. The name in `Host` is
/// looked at because a foreign page may have its own name lead here; a proxy would bring strangers.
fn is_from_here(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let forwarded = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host"];
    text("host").is_some_and(is_loopback)
        && matches!(text("sec-fetch-site"), None | Some("same-origin" | "none"))
        && !forwarded.iter().any(|name| headers.contains_key(*name))
}

/// Whether a host, with or without a port, can only be this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    name.eq_ignore_ascii_case("localhost")
        || address
            .unwrap_or(name)
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

async fn ask(door: &Door, token: Option<&str>, question: &str) -> Result<Value, Unanswered> {
    // It is a person at this very machine.
    let whom = Whom::holder("the playground".into());
    asking::ask(door, whom, token, question)
        .await
        .map(asking::json)
}

async fn offered(door: &Door, key: &LocalKey) -> Result<Vec<Value>, Unanswered> {
    let found = ask(door, None, CANDIDATES).await?;
    let now = door.gate.now();
    let scopes = entity::Scope::ALL.map(entity::Scope::word).join(" ");
    let mint = |role: &Role| key.mint(role, &scopes, LIFETIME, now);
    let expires = now.saturating_add(LIFETIME.as_secs());
    let entry = |name: &str, kind: &str, note: String, token: String| json!({ "name": name, "kind": kind, "note": note, "token": token, "expires": expires });

    let mut viewers = Vec::new();
    let mut led = Vec::new();
    for (code, name) in named(&found, "/parties/nodes", "code") {
        let token = mint(&Role::Party(code));
        if let Some(own) = admitted(ask(door, Some(&token), STANDING).await)? {
            led.extend(leaders(&own));
            viewers.push(entry(&name, "party", note(&own), token));
        }
    }
    // Institutes whose funding some Party pays show more than others.
    led.extend(named(&found, "/institutes/nodes", "key"));
    let institutes = led
        .into_iter()
        .map(|(key, name)| (Role::Institute(key), name));
    let partners = named(&found, "/funders/nodes", "key");
    let partners = partners
        .into_iter()
        .map(|(key, name)| (Role::Partner(key), name));
    let mut offered: Vec<Role> = Vec::new();
    for (role, name) in partners.chain(institutes) {
        let alike = offered.iter().filter(|one| one.name() == role.name());
        if alike.count() >= FEW || offered.contains(&role) {
            continue;
        }
        let token = mint(&role);
        if admitted(ask(door, Some(&token), WHOM).await)?.is_some() {
            viewers.push(entry(&name, role.name(), String::new(), token));
            offered.push(role);
        }
    }
    let token = mint(&Role::Secretariat);
    viewers.push(entry(
        "The secretariat",
        "secretariat",
        String::new(),
        token,
    ));
    Ok(viewers)
}

/// The answer, or none of a holder that may not sign in today.
fn admitted(answer: Result<Value, Unanswered>) -> Result<Option<Value>, Unanswered> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Unanswered::Refused(entity::Refused::Unknown(_)) | Unanswered::Denied) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The keys and names in a list of the answer.
fn named(answer: &Value, list: &str, key: &str) -> Vec<(String, String)> {
    let nodes = answer.pointer(list).and_then(Value::as_array);
    let text = |node: &Value, member: &str| Some(node.get(member)?.as_str()?.to_owned());
    nodes
        .into_iter()
        .flatten()
        .filter_map(|node| Some((text(node, key)?, text(node, "name")?)))
        .collect()
}

/// Who leads the projects that a Party pays for.
fn leaders(own: &Value) -> Vec<(String, String)> {
    let standings = own.pointer("/viewer/projectStandings/nodes");
    let projects = standings.and_then(Value::as_array).into_iter().flatten();
    projects
        .filter_map(|standing| {
            let leader = standing.pointer("/project/participations/nodes/0/institute")?;
            let text = |member: &str| Some(leader.get(member)?.as_str()?.to_owned());
            (leader.get("own") == Some(&Value::Bool(false)))
                .then_some(())
                .and_then(|()| Some((text("key")?, text("name")?)))
        })
        .collect()
}

/// What a Party is in the programme, in a few words.
fn note(own: &Value) -> String {
    let count = |path: &str| own.pointer(path).and_then(Value::as_u64).unwrap_or(0);
    let projects = |count: u64| match count {
        1 => "1 project".to_owned(),
        count => format!("{count} projects"),
    };
    let pays = count("/viewer/projectStandings/totalCount");
    let hosts = count("/viewer/hosts/totalCount");
    match (pays, hosts) {
        (0, 0) => "no standing on a project today".into(),
        (pays, 0) => format!("pays for {}", projects(pays)),
        (0, hosts) => format!("hosts {}", projects(hosts)),
        (pays, hosts) => format!("pays for {}, hosts {}", projects(pays), hosts),
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1",
            "127.0.0.1:8080",
            "127.9.9.9:1",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "10.0.0.1:8080",
            "0.0.0.0",
            "[::]:8080",
            "localhost:x",
            "[127.0.0.1",
            "127.1",
            "2130706433",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
