//! The sections below the numbers, and the way to them.

use super::{
    data::{PartyPage, Section, Sight},
    reader::why_money,
};
use maud::{Markup, html};

/// A section about money: the name of its place, its heading, and how a group is called.
pub(super) struct Heading {
    pub(super) place: &'static str,
    pub(super) title: &'static str,
    pub(super) group: &'static str,
}

const YEARS: Heading = Heading {
    place: "years",
    title: "Funding by year",
    group: "Year",
};
const AREAS: Heading = Heading {
    place: "areas",
    title: "Funding by technology area",
    group: "Technology area",
};
const HOSTS: Heading = Heading {
    place: "hosts",
    title: "Funding by host state",
    group: "Host state",
};
const INSTITUTES: Heading = Heading {
    place: "institutes",
    title: "Top institutes",
    group: "Institute",
};

fn money(page: &PartyPage) -> [(&'static Heading, &Section); 4] {
    [
        (&YEARS, &page.years),
        (&AREAS, &page.areas),
        (&HOSTS, &page.hosts),
        (&INSTITUTES, &page.institutes),
    ]
}

fn shows_money(page: &PartyPage) -> bool {
    !matches!(page.money, Sight::Nothing(_))
}

/// The links at the top.
pub(super) fn navigation(page: &PartyPage) -> Markup {
    html! {
        @if shows_money(page) {
            a href="#years" { "By year" }
            a href="#areas" { "By area" }
            a href="#hosts" { "By host state" }
            a href="#institutes" { "Institutes" }
        } @else {
            a href="#withheld" { "What is withheld" }
        }
        a href="#results" { "Results" }
    }
}

/// Every section, in order.
pub(super) fn all(page: &PartyPage) -> Markup {
    let why = why_money(page.money);
    html! {
        @if shows_money(page) {
            @if let Some(why) = &why { p class="notice" { (why) } }
            @for (heading, section) in money(page) {
                section id=(heading.place) {
                    h2 { (heading.title) }
                    p class="lead" { (section.lead) }
                    @if section.breakdowns.is_empty() {
                        p class="nothing" { "There are no figures to show here." }
                    }
                    @for breakdown in &section.breakdowns {
                        (breakdown.html(heading, &page.name))
                    }
                }
            }
        } @else {
            section id="withheld" {
                h2 { "The figures about money are withheld from you" }
                @if let Some(why) = &why { p class="notice" { (why) } }
            }
        }
        (page.results.html())
    }
}
