//! What a table says of itself, so that it can be read without whoever made it.

use super::Walk;
use crate::sheet::Provenance;
use entity::{Reader, Scope, Who};

/// What a table says of itself: the question, for whom and when it was answered, how much it holds and what
/// that sums to, what was left out, and how to cite it.
///
/// `name` is what the question is known by, `text` its document, `variables` their JSON.
pub fn provenance(
    walk: &Walk,
    reader: &Reader,
    name: &str,
    text: &str,
    variables: &str,
    rows: u64,
) -> Provenance {
    let mut told = Provenance::new();
    let today = reader.today();
    let version = env!("CARGO_PKG_VERSION");
    told.push("Service", format!("ISTC Data API {version}"));
    told.push("Question", name);
    told.push("Document", text.trim());
    told.push("Variables", variables);
    told.push("Answered for", holder(reader.viewer().who()));
    told.push("Scope of the token", scopes(reader));
    told.push("Entitlement as of", today.to_string());
    told.push("Standing in the programme", standings(reader));
    told.push("Rows", rows.to_string());
    for (column, amount, currency) in walk.totals().told() {
        told.push(
            format!("Control total of {column}"),
            format!("{amount} {currency}"),
        );
    }
    for (name, value) in walk.beside() {
        told.push(format!("Field {name}"), value.as_str());
    }
    told.push(
        "Left out",
        "What this reader is not entitled to on this day, under the rule that `istc policy` prints: rows are \
         absent, single values empty. No figure here contains any of it.",
    );
    if let Some(cursor) = walk.next_cursor() {
        told.push("Continued behind the cursor", cursor);
    }
    told.push(
        "Citation",
        format!(
            "International Science and Technology Center (ISTC): {name}. ISTC Data API {version}, as of {today}."
        ),
    );
    told
}

fn holder(who: &Who) -> String {
    match who {
        Who::Public => "anyone, without a sign-in".into(),
        Who::Party(code) => format!("the Party {code}"),
        Who::Partner(key) => format!("the partner {key}"),
        Who::Institute(key) => format!("the institute {key}"),
        Who::Secretariat => "the secretariat".into(),
    }
}

fn scopes(reader: &Reader) -> String {
    let scopes = reader.viewer().scopes();
    let words: Vec<&str> = scopes.iter().map(Scope::word).collect();
    words.join(" ")
}

fn standings(reader: &Reader) -> String {
    let standings = reader.programme_standings().iter();
    let words: Vec<&str> = standings.map(|live| live.kind.word()).collect();
    match words.is_empty() {
        true => "none".into(),
        false => words.join(", "),
    }
}
