//! The landing page as HTML. Whatever is not written here is escaped.

use super::figures::{EXAMPLE, Figures};
use chrono::NaiveDate;
use entity::{
    Standing,
    policy::table::{Applies, Cell, FACETS, Facet, LEVELS},
};
use serde_json::{Value, json};
use std::sync::Arc;

const TEMPLATE: &str = include_str!("../../../landing/index.html");

/// What the page tells.
pub(super) struct Page {
    /// Of this service, without a slash at the end.
    pub(super) address: String,
    /// The UTC date.
    pub(super) day: NaiveDate,
    /// What the service lacks to be ready.
    pub(super) missing: Option<&'static str>,
    /// What the public sees, where it can be read.
    pub(super) figures: Option<Arc<Figures>>,
    /// The schema's words.
    pub(super) words: Value,
    pub(super) has_playground: bool,
    pub(super) is_demonstration: bool,
}

impl Page {
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(2 * TEMPLATE.len());
        for (place, part) in TEMPLATE.split("{{").enumerate() {
            match part.split_once("}}") {
                Some((name, rest)) if place > 0 => {
                    html.push_str(&self.part(name));
                    html.push_str(rest);
                }
                _ => html.push_str(part),
            }
        }
        html
    }

    fn part(&self, name: &str) -> String {
        match name {
            "address" => escaped(&self.address),
            "version" => escaped(env!("CARGO_PKG_VERSION")),
            "day" => self.day.format("%-d %B %Y").to_string(),
            "playground" => self.playground().into(),
            "status" => self.status(),
            "figures" => self.figures(),
            "facets" => self.facets() + &self.levels(),
            "standings" => self.standings(),
            "command" => self.command(),
            "answer" => self.answer(),
            "signing-in" => self.signing_in().into(),
            // A name that nothing stands for is a fault of the template; the tests look for it.
            other => format!("{{{{{other}}}}}"),
        }
    }

    fn playground(&self) -> &'static str {
        if self.has_playground {
            r#"<a class="action" href="/graphiql">Open the playground</a>"#
        } else {
            r#"<span class="action absent">The playground is left out of this build</span>"#
        }
    }

    fn status(&self) -> String {
        let (class, title, text) = match (self.missing, &self.figures) {
            (Some(missing), _) => ("missing", "Not ready", missing),
            (None, None) => ("missing", "Not ready", "the data cannot be read just now"),
            (None, Some(_)) => ("ready", "Ready", "The database can be read and is current."),
        };
        format!(
            r#"<p class="state {class}">{title}</p><p class="cause">{}</p>"#,
            code_in(text)
        )
    }

    fn figures(&self) -> String {
        let Some(figures) = &self.figures else {
            return String::new();
        };
        let mut others = String::new();
        for (count, one, many) in [
            (figures.institutes, "institute", "institutes"),
            (figures.parties, "Party", "Parties"),
            (figures.outputs, "public result", "public results"),
            (figures.statistics, "published figure", "published figures"),
        ] {
            if count > 0 {
                let noun = if count == 1 { one } else { many };
                others += &format!("<li><b>{}</b> {noun}</li>", grouped(count));
            }
        }
        let (mut bars, mut keys, mut left) = (String::new(), String::new(), 0.0);
        for (place, (status, count)) in figures.statuses.iter().enumerate() {
            // Precise enough for a bar; counts of projects are small.
            let width = share(*count, figures.projects);
            bars += &format!(
                r#"<rect class="status-{place}" x="{left:.2}" width="{width:.2}" height="10"/>"#
            );
            keys += &format!(
                r#"<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="status-{place}" width="10" height="10"/></svg>{} <b>{}</b></li>"#,
                humane(status),
                grouped(*count)
            );
            left += width;
        }
        let members = figures.members.iter().map(|(code, name)| {
            let (code, name) = (escaped(code), escaped(name));
            format!(r#"<li><a href="/parties/{code}">{name}</a></li>"#)
        });
        let members: String = members.collect();
        let members = match members.is_empty() {
            true => members,
            false => format!(
                r#"<div class="members"><p>What each Party funds:</p><ul>{members}</ul></div>"#
            ),
        };
        format!(
            r#"<section class="figures" aria-label="What everyone sees">
  <p class="total"><b>{}</b> projects open to everyone</p>
  <div class="share">
    <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
    <ul class="keys">{keys}</ul>
    <ul class="others">{others}</ul>
  </div>
  {members}
</section>"#,
            grouped(figures.projects)
        )
    }

    /// One row for each facet of a project, from the tables that decide.
    fn facets(&self) -> String {
        let rows = Facet::ALL.into_iter().map(|facet| {
            let name = facet.name();
            let holders = if facet == Facet::Card {
                r#"<li class="everyone">everyone</li>"#.to_owned()
            } else {
                let holders = Standing::ALL.into_iter().enumerate();
                holders
                    .filter_map(|(place, standing)| {
                        Some(holder(&standing.name(), condition(facet, place)?))
                    })
                    .collect()
            };
            row(&humane(name), &self.meaning("facets", name), &holders)
        });
        rows.collect()
    }

    /// One row for each level of outputs.
    fn levels(&self) -> String {
        let rows = LEVELS.iter().map(|level| {
            let holders = if level.everyone {
                r#"<li class="everyone">everyone</li>"#.to_owned()
            } else if level.participants {
                holder("MEMBER", "") + &holder("any standing", "partner or institute")
            } else if level.on_a_project.is_empty() {
                r#"<li class="nobody">nobody by standing</li>"#.to_owned()
            } else {
                let standings = level.on_a_project.iter();
                standings.map(|one| holder(&one.name(), "")).collect()
            };
            let meaning = self.meaning("levels", &level.level.to_uppercase());
            row(&format!("Results: {}", level.level), &meaning, &holders)
        });
        rows.collect()
    }

    fn standings(&self) -> String {
        let entries = Standing::ALL.into_iter().map(|standing| {
            let name = standing.name();
            let meaning = self.meaning("standings", &name);
            format!("<div><dt>{name}</dt><dd>{}</dd></div>", escaped(&meaning))
        });
        entries.collect()
    }

    fn command(&self) -> String {
        let body = json!({ "query": EXAMPLE }).to_string();
        escaped(&format!(
            "curl -s {}/graphql -H 'content-type: application/json' \\\n  -d '{body}'",
            self.address
        ))
    }

    fn answer(&self) -> String {
        let Some(figures) = &self.figures else {
            return String::new();
        };
        let answer = async_graphql::Response::new(figures.answer.clone());
        let text = serde_json::to_string_pretty(&answer).unwrap_or_default();
        format!(
            "<p>Just now it answers:</p><pre tabindex=\"0\"><code>{}</code></pre>",
            escaped(&text)
        )
    }

    fn signing_in(&self) -> &'static str {
        if self.is_demonstration {
            "This is a demonstration on one machine: in the playground, opened at the address that the \
             service printed when it started, you choose as whom to ask. On the command line, <code>istc token --role party --party JP</code> makes a token."
        } else {
            "Access tokens come from the operator of this service. Put yours into the variable \
             <code>TOKEN</code>, or into the field at the top of the playground, which keeps it only \
             while the page is open."
        }
    }

    /// What the schema says of a word.
    fn meaning(&self, of: &str, name: &str) -> String {
        let values = self.words.get(of).and_then(|one| one.get("enumValues"));
        let entries = values.and_then(Value::as_array).into_iter().flatten();
        let found = entries
            .filter(|one| one.get("name").and_then(Value::as_str) == Some(name))
            .find_map(|one| one.get("description")?.as_str());
        found.unwrap_or_default().replace('\n', " ")
    }
}

/// On what condition a standing opens a facet; none if it does not.
fn condition(facet: Facet, standing: usize) -> Option<&'static str> {
    let rules = FACETS.iter().filter(|rule| rule.facet == facet);
    let opening: Vec<_> = rules
        .filter_map(|rule| {
            let cell = rule.cells.get(standing)?;
            (*cell != Cell::No).then_some((rule.applies, *cell))
        })
        .collect();
    Some(match opening.as_slice() {
        [] => return None,
        [(_, Cell::Own), ..] => "own entries",
        [(_, Cell::UntilFunded), ..] => "until funded",
        [(Applies::ToRegular, _)] => "regular projects",
        [(Applies::ToOthers, _)] => "other than regular projects",
        _ => "",
    })
}

fn holder(name: &str, condition: &str) -> String {
    let condition = match condition {
        "" => String::new(),
        text => format!(" <i>{text}</i>"),
    };
    format!("<li>{name}{condition}</li>")
}

fn row(name: &str, meaning: &str, holders: &str) -> String {
    format!(
        r#"<tr><th scope="row">{}<span>{}</span></th><td><ul class="holders">{holders}</ul></td></tr>"#,
        escaped(name),
        escaped(meaning)
    )
}

/// `APPROVED_WITHOUT_FUNDING` as people write it.
fn humane(word: &str) -> String {
    let mut text = word.to_lowercase().replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.replace(" to board", " to the Board")
}

/// Of a thousand.
fn share(count: u64, of: u64) -> f64 {
    let part = |number: u64| u32::try_from(number).map_or(f64::from(u32::MAX), f64::from);
    if of == 0 {
        0.0
    } else {
        1_000.0 * part(count) / part(of)
    }
}

/// `1,324`
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Escaped, with what stands in backticks as code.
fn code_in(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            0 => escaped(part),
            _ => format!("<code>{}</code>", escaped(part)),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
