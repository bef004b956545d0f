//! One breakdown in one currency: its picture, its total, its files and its table.

use super::{
    data::{Breakdown, Downloads, Groups},
    fill::linked,
    sections::Heading,
};
use crate::picture::{Bar, Bars, Columns, Kind};
use maud::{Markup, html};

impl Breakdown {
    pub(super) fn html(&self, heading: &Heading, party: &str) -> Markup {
        let title = format!("{}: {party}, in {}", heading.title, self.unit.name);
        html! {
            div class="breakdown" {
                figure {
                    figcaption { "In " (self.unit.name) }
                    (self.picture(heading, &title))
                }
                div class="beside" {
                    h3 { "Total" }
                    p class="sum" { (self.total.written()) " " span { (self.unit.name) } }
                    (files(&self.downloads, &title))
                }
                details {
                    summary { "The numbers in " (self.unit.name) }
                    (self.table(heading, &title))
                    (self.control())
                }
            }
        }
    }

    fn picture(&self, heading: &Heading, title: &str) -> Markup {
        let key = format!("{}-{}", heading.place, self.unit.name);
        let (title, unit) = (title.to_owned(), self.unit.clone());
        match &self.groups {
            Groups::Years(years) => Columns {
                key,
                title,
                unit,
                years: years.clone(),
                unknown: self.unknown.clone(),
            }
            .draw(),
            Groups::Ranked { groups, rest } => {
                let bar = |label: String, amount, kind| Bar {
                    label,
                    amount,
                    kind,
                };
                let shown = groups
                    .iter()
                    .map(|one| bar(one.label.clone(), one.amount.clone(), Kind::Group));
                let rest = rest
                    .iter()
                    .map(|rest| bar(rest.label(), rest.amount.clone(), Kind::Rest));
                let unknown = self
                    .unknown
                    .iter()
                    .map(|amount| bar(heading.unknown(), amount.clone(), Kind::Unknown));
                Bars {
                    key,
                    title,
                    unit,
                    bars: shown.chain(rest).chain(unknown).collect(),
                }
                .draw()
            }
        }
    }
}

/// The links to the same numbers as files.
pub(super) fn files(downloads: &Downloads, of: &str) -> Markup {
    let files = [
        ("CSV", &downloads.csv),
        ("XLSX", &downloads.xlsx),
        ("JSON", &downloads.json),
    ];
    html! {
        ul class="files" aria-label={ "Download: " (of) } {
            @for (kind, href) in files { li { (linked(kind, Some(href))) } }
        }
    }
}
