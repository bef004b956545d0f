//! The table beside a picture: every number exactly, and each one's share of the whole.

use super::{
    data::{Breakdown, Groups, Rest},
    opening::{size, whole},
    sections::Heading,
};
use crate::picture::Amount;
use maud::{Markup, html};

/// A row: its class, its name, its amount.
type Row<'a> = (&'static str, String, &'a Amount);

impl Heading {
    /// What stands for the lack of a group.
    pub(super) fn unknown(&self) -> String {
        format!("{} unknown", self.group)
    }
}

impl Rest {
    /// What it is called.
    pub(super) fn label(&self) -> String {
        format!("The rest ({} more)", whole(self.groups))
    }
}

impl Breakdown {
    pub(super) fn table(&self, heading: &Heading, title: &str) -> Markup {
        html! {
            table class="numbers" {
                caption { (title) }
                thead { tr {
                    th scope="col" { (heading.group) }
                    th scope="col" class="amount" { "Amount in " (self.unit.name) }
                    th scope="col" class="share" { "Share" }
                } }
                tbody {
                    @for (class, label, amount) in self.rows(heading) {
                        tr class=(class) {
                            th scope="row" { (label) }
                            td class={ "amount " (size(&amount.text)) } { (amount.written()) }
                            td class="share" { (share(amount.minor, self.total.minor)) }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "Total" }
                    td class={ "amount " (size(&self.total.text)) } { (self.total.written()) }
                    td class="share" { (share(self.total.minor, self.total.minor)) }
                } }
            }
        }
    }

    fn rows(&self, heading: &Heading) -> Vec<Row<'_>> {
        let mut rows: Vec<Row> = match &self.groups {
            Groups::Years(years) => years
                .iter()
                .map(|(year, amount)| ("group", year.to_string(), amount))
                .collect(),
            Groups::Ranked { groups, rest } => {
                let groups = groups
                    .iter()
                    .map(|one| ("group", one.label.clone(), &one.amount));
                let rest = rest.iter().map(|rest| ("rest", rest.label(), &rest.amount));
                groups.chain(rest).collect()
            }
        };
        rows.extend(
            self.unknown
                .iter()
                .map(|amount| ("unknown", heading.unknown(), amount)),
        );
        rows
    }
}

/// `12.5 %`, as exact as a share needs to be; nothing where it would mean nothing.
fn share(part: i128, of: i128) -> String {
    if of <= 0 {
        return String::new();
    }
    format!("{:.1}\u{a0}%", 100.0 * part as f64 / of as f64).replace('-', "\u{2212}")
}
