//! The frame of the page, and what fills its places.

use super::{data::PartyPage, sections};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::fmt::Display;

const TEMPLATE: &str = include_str!("../../landing/party.html");

impl PartyPage {
    /// The page.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(4 * TEMPLATE.len());
        for (place, part) in TEMPLATE.split("{{").enumerate() {
            match part.split_once("}}") {
                Some((name, rest)) if place > 0 => {
                    html.push_str(&self.part(name).into_string());
                    html.push_str(rest);
                }
                _ => html.push_str(part),
            }
        }
        html
    }

    fn part(&self, name: &str) -> Markup {
        match name {
            "name" => html! { (self.name) },
            "navigation" => sections::navigation(self),
            "opening" => self.opening(),
            "reader" => self.reader(),
            "figures" => self.figures(),
            "sections" => sections::all(self),
            "provenance" => self.provenance(),
            // A name that nothing stands for is a fault of the template; the tests look for it.
            other => html! { "{{" (other) "}}" },
        }
    }

    fn provenance(&self) -> Markup {
        html! {
            p {
                "As of " time datetime=(self.day.format("%Y-%m-%d")) { (day(self.day)) } " (UTC). "
                @if let Some(licence) = &self.licence {
                    "Licence: " (linked(&licence.label, Some(&licence.href))) ". "
                }
                @for sentence in &self.provenance { (sentence) " " }
            }
            p { "This page uses no script and nothing from elsewhere." }
        }
    }
}

/// `3 November 2026`
fn day(day: NaiveDate) -> impl Display {
    day.format("%-d %B %Y")
}

/// A date of the data, or less of one, as people write it: `2 March 1994`, `March 1994`, `1994`. What
/// is no date stays as it is.
pub(super) fn date(text: &str) -> String {
    if let Ok(whole) = text.parse() {
        return day(whole).to_string();
    }
    match format!("{text}-01").parse::<NaiveDate>() {
        Ok(first) => first.format("%B %Y").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// A link, if this is an address that a page of ours may lead to; the words alone if not.
pub(super) fn linked(words: &str, href: Option<&str>) -> Markup {
    let allowed = href.filter(|href| {
        let here = href.starts_with('/') && !href.starts_with("//") && !href.contains('\\');
        here || href.starts_with("https://") || href.starts_with("http://")
    });
    html! {
        @match allowed {
            Some(href) => a href=(href) { (words) },
            None => (words),
        }
    }
}
