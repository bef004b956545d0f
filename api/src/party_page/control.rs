//! The control total: what the page shows, added up again, against the total it was given.

use super::data::{Breakdown, Groups};
use crate::picture::Amount;
use maud::{Markup, html};

impl Breakdown {
    /// Groups + rest + unknown = total, or by how much not.
    pub(super) fn control(&self) -> Markup {
        let unit = &self.unit;
        let zero = || unit.amount(0);
        let (count, groups, rest) = match &self.groups {
            Groups::Years(years) => (years.len(), sum(years.values()), zero()),
            Groups::Ranked { groups, rest } => (
                groups.len(),
                sum(groups.iter().map(|one| &one.amount)),
                rest.as_ref().map_or_else(zero, |rest| rest.amount.clone()),
            ),
        };
        let unknown = self.unknown.clone().unwrap_or_else(zero);
        let shown =
            groups.and_then(|groups| groups.checked_add(rest.minor)?.checked_add(unknown.minor));
        let off = shown.and_then(|shown| self.total.minor.checked_sub(shown));
        html! {
            p class={ "control " (if off == Some(0) { "balanced" } else { "unbalanced" }) } {
                b { "Control total. " }
                (count) @if count == 1 { " group " } @else { " groups " }
                @match groups { Some(minor) => (unit.amount(minor).written()), None => "(too large to add up here)" }
                " + rest " (rest.written()) " + unknown " (unknown.written())
                @match off {
                    Some(0) => { " = total " (self.total.written()) " " (unit.name) "." }
                    Some(off) => {
                        " is not the total " (self.total.written()) " " (unit.name) ": "
                        (unit.amount(off).written()) " " (unit.name) " are missing here."
                    }
                    None => {
                        ", which cannot be compared here with the total "
                        (self.total.written()) " " (unit.name) "."
                    }
                }
            }
        }
    }
}

fn sum<'a>(mut amounts: impl Iterator<Item = &'a Amount>) -> Option<i128> {
    amounts.try_fold(0_i128, |sum, amount| sum.checked_add(amount.minor))
}
