//! The top of the page: whose it is, since when it is a Party, and a few numbers.

use super::{
    data::{Membership, PartyPage, Sight},
    fill::date,
};
use crate::picture::Unit;
use maud::{Markup, html};

impl PartyPage {
    pub(super) fn opening(&self) -> Markup {
        html! {
            p class="kind" { "Party " (self.code) }
            h1 { (self.name) " – what it funds" }
            p class="lede" {
                "The money that " (self.name) " commits to projects of the International Science and "
                "Technology Center, where it goes, and what comes of it."
            }
            @if self.memberships.is_empty() {
                p class="membership" { "No membership is on record." }
            } @else {
                ul class="membership" {
                    @for one in &self.memberships { li { (interval(one)) } }
                }
            }
        }
    }

    pub(super) fn figures(&self) -> Markup {
        html! {
            section class="cards" aria-label="In numbers" {
                div class="card" {
                    h2 { "Projects financed" }
                    @match self.figures.financed {
                        Some(financed) => p class="number" { (whole(financed)) },
                        None => p class="withheld" { "withheld" },
                    }
                }
                div class="card wide" {
                    h2 { "Committed" }
                    @if self.money != Sight::Whole && self.figures.committed.is_empty() {
                        p class="withheld" { (unseen(self.money)) }
                    } @else if self.figures.committed.is_empty() {
                        p class="number" { "0" }
                    }
                    @for sum in &self.figures.committed {
                        p class={ "number " (size(&sum.amount.text)) } { (sum.amount.written()) " " span { (sum.unit.name) } }
                    }
                }
                div class="card" {
                    h2 { "Projects hosted" }
                    p class="number" { (whole(self.figures.hosted)) }
                }
                div class="card" {
                    h2 { "Results visible to you" }
                    p class="number" { (whole(self.figures.outputs)) }
                }
            }
        }
    }
}

/// What stands in the place of an amount that is not there.
fn unseen(sight: Sight) -> &'static str {
    match sight {
        Sight::Nothing(_) => "withheld",
        Sight::Part | Sight::Whole => "none that you may see",
    }
}

/// Long numbers are written smaller, and the longest may be broken.
pub(super) fn size(text: &str) -> &'static str {
    match text.len() {
        0..=14 => "plain",
        15..=20 => "long",
        _ => "longest",
    }
}

/// A number of whole things as people write it.
pub(super) fn whole(count: u64) -> String {
    let unit = Unit {
        name: String::new(),
        decimals: 0,
    };
    unit.count(count).written()
}

fn interval(one: &Membership) -> String {
    let what = match &one.represented_by {
        Some(party) => format!("Represented by {party}"),
        None => "Party".to_owned(),
    };
    match (&one.joined, &one.left) {
        (Some(joined), None) => format!("{what} since {}", date(joined)),
        (Some(joined), Some(left)) => format!("{what} from {} until {}", date(joined), date(left)),
        (None, Some(left)) => format!("{what} until {}", date(left)),
        (None, None) => format!("{what} at a time that is not on record"),
    }
}
