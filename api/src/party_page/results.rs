//! The list of the latest results.

use super::{
    breakdown::files,
    data::{Output, Results},
    fill::{date, linked},
    reader::why_results,
};
use maud::{Markup, html};

impl Results {
    pub(super) fn html(&self) -> Markup {
        html! {
            section id="results" {
                h2 { "Recent results" }
                @if let Some(why) = why_results(self.sight) { p class="lead" { (why) } }
                @if self.latest.is_empty() {
                    p class="nothing" { "There are no results to show here." }
                } @else {
                    ol class="results" { @for one in &self.latest { (result(one)) } }
                    (files(&self.downloads, "Results"))
                }
            }
        }
    }
}

fn result(one: &Output) -> Markup {
    let parts: Vec<&str> = [&one.kind, &one.institute]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(one.projects.iter().map(String::as_str))
        .collect();
    html! {
        li {
            p class="date" { @if let Some(text) = &one.date { (date(text)) } @else { "undated" } }
            div {
                p class="title" {
                    (linked(&one.title, one.href.as_deref()))
                    @if let Some(level) = &one.level { " " span class="level" { (level) } }
                }
                @if !parts.is_empty() { p class="about" { (parts.join(" · ")) } }
            }
        }
    }
}
