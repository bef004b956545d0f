//! What a token says: who the caller is, for how long, in which scope.
//!
//! May not live here: signatures and keys, and whether what is claimed exists.

use serde_json::{Map, Value};

use super::header::decoded;
use super::{ClaimNames, Reason, json};

/// How far the issuer's clock and ours may be apart, in seconds. It is granted at both ends of a token's life.
pub const LEEWAY: u64 = 30;

/// The longest life of a token, in seconds. There is no revocation list, so this is how long a lost token is of use.
pub const MAX_LIFETIME: u64 = 24 * 60 * 60;

/// The words of `scope` that mean something. `card` is implied.
pub const SCOPES: [&str; 4] = ["card", "funding", "reports", "results"];

/// The last second that is taken for a time: the end of the year 9999.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// The longest key of a funder or an institute, in characters.
const MAX_HOLDER_KEY: usize = 200;

/// The claims of a token that was found genuine and valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    pub role: Role,
    /// The known words of `scope`, each once, in the order of [`SCOPES`]; none means the card only.
    pub scopes: Vec<String>,
    /// `sub`: whom the issuer means, for the log. It decides nothing.
    pub subject: String,
    pub issuer: String,
    /// `client_id`: the program that asked for the token. Only in a token of our own does it decide anything.
    pub client: Option<String>,
    /// `exp` in Unix seconds; the token is accepted for [`LEEWAY`] longer.
    pub expires_at: u64,
}

/// For whom the caller acts. The keys have the right form; whether they exist is for others to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A Party, by its code: two upper-case letters.
    Party(String),
    /// A partner, by the key of its funder.
    Partner(String),
    /// An institute, by its key.
    Institute(String),
    /// The staff of the Centre.
    Secretariat,
}

impl Role {
    /// The value of `role`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Party(_) => "party",
            Self::Partner(_) => "partner",
            Self::Institute(_) => "institute",
            Self::Secretariat => "secretariat",
        }
    }

    /// The claim of who that goes with the role, and its value.
    pub fn holder(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Party(code) => Some(("party", code)),
            Self::Partner(key) => Some(("funder", key)),
            Self::Institute(key) => Some(("institute", key)),
            Self::Secretariat => None,
        }
    }
}

/// The claims as they stand in the token, unproved.
pub(super) fn members(encoded: &str) -> Result<Map<String, Value>, Reason> {
    json::object(&decoded(encoded)?).map_err(|_| Reason::ClaimsJson)
}

/// `iss`, unproved: it chooses the keys by which it is then proved.
pub(super) fn issuer(members: &Map<String, Value>) -> Result<&str, Reason> {
    text(members, "iss").ok_or(Reason::Issuer)
}

impl Claims {
    /// Call only after the signature was checked.
    pub(super) fn read(
        members: &Map<String, Value>,
        audiences: &[String],
        names: &ClaimNames,
        nbf_optional: bool,
        now: u64,
    ) -> Result<Self, Reason> {
        check_audience(members, audiences)?;
        let expires_at = check_times(members, nbf_optional, now)?;
        let subject = text(members, "sub")
            // It is entered in the record of access, and PostgreSQL keeps no text with a null character.
            .filter(|subject| !subject.is_empty() && !subject.contains(char::is_control))
            .ok_or(Reason::Subject)?;
        Ok(Self {
            role: role(members, names)?,
            scopes: scopes(members, names)?,
            subject: subject.to_owned(),
            issuer: issuer(members)?.to_owned(),
            client: text(members, "client_id").map(str::to_owned),
            expires_at,
        })
    }
}

fn check_audience(members: &Map<String, Value>, audiences: &[String]) -> Result<(), Reason> {
    let named: Vec<&str> = match members.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or(Reason::Audience)?,
        _ => return Err(Reason::Audience),
    };
    if named
        .iter()
        .any(|name| audiences.iter().any(|ours| ours == name))
    {
        Ok(())
    } else {
        Err(Reason::WrongAudience)
    }
}

/// `exp`, if the token is valid now. `exp` and `nbf` are required, `iat` is not; of an issuer that writes no `nbf` it is.
fn check_times(members: &Map<String, Value>, nbf_optional: bool, now: u64) -> Result<u64, Reason> {
    let expires = time(members, "exp")?.ok_or(Reason::Time)?;
    let issued = time(members, "iat")?;
    let starts = match time(members, "nbf")? {
        None if nbf_optional => issued,
        starts => starts,
    };
    let starts = starts.ok_or(Reason::Time)?;
    let issued = issued.unwrap_or(starts);
    // Up to the year 9999 every second is exact in an f64.
    let (now, leeway) = (now as f64, LEEWAY as f64);
    if now >= expires + leeway {
        return Err(Reason::Expired);
    }
    if now + leeway < starts.max(issued) {
        return Err(Reason::NotYetValid);
    }
    let lifetime = expires - starts.min(issued);
    if expires <= starts || lifetime > MAX_LIFETIME as f64 {
        return Err(Reason::Lifetime);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time in seconds, bounded by the lifetime; the fraction says nothing"
    )]
    let expires = expires as u64;
    Ok(expires)
}

/// A NumericDate (RFC 7519, 2), which may have a fraction.
fn time(members: &Map<String, Value>, name: &str) -> Result<Option<f64>, Reason> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(seconds) if (0.0..=LAST_SECOND).contains(&seconds) => Ok(Some(seconds)),
            _ => Err(Reason::Time),
        },
        Some(_) => Err(Reason::Time),
    }
}

fn role(members: &Map<String, Value>, names: &ClaimNames) -> Result<Role, Reason> {
    let key = |name| {
        text(members, name)
            .filter(|key| is_key(key))
            .map(str::to_owned)
            .ok_or(Reason::Holder)
    };
    let (role, own) = match text(members, &names.role) {
        Some("party") => {
            let code = text(members, &names.party).filter(|code| is_party_code(code));
            let code = code.ok_or(Reason::Holder)?.to_owned();
            (Role::Party(code), Some(&names.party))
        }
        Some("partner") => (Role::Partner(key(&names.funder)?), Some(&names.funder)),
        Some("institute") => {
            let key = key(&names.institute)?;
            (Role::Institute(key), Some(&names.institute))
        }
        Some("secretariat") => (Role::Secretariat, None),
        _ => return Err(Reason::Role),
    };
    let own = own.map(String::as_str);
    // Even null: an issuer that writes two claims of who does not know whom it means.
    if names
        .holders()
        .iter()
        .any(|name| Some(*name) != own && members.contains_key(*name))
    {
        return Err(Reason::SecondHolder);
    }
    Ok(role)
}

fn is_party_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().count() <= MAX_HOLDER_KEY && !key.chars().any(char::is_control)
}

fn scopes(members: &Map<String, Value>, names: &ClaimNames) -> Result<Vec<String>, Reason> {
    let words: Vec<&str> = match members.get(&names.scope) {
        None => Vec::new(),
        Some(Value::String(scope)) => scope.split(' ').collect(),
        Some(_) => return Err(Reason::Scope),
    };
    Ok(SCOPES
        .iter()
        .filter(|known| words.contains(known))
        .map(|known| (*known).to_owned())
        .collect())
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}
