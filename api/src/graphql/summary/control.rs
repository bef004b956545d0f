//! Control totals: listed groups, unknown ones and the rest beside the total.

use super::{
    converted::ConvertedControl,
    figures::{months, sums, weight},
};
use crate::graphql::{funding::Money, scalar::Decimal};
use async_graphql::SimpleObject;
use entity::summary::{Control, Figures};

/// What control totals have in common.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ControlCounts {
    /// How many entries were summed, each once.
    rows: u64,
    /// The entries, and parts of entries, in the listed groups of which everything is known.
    groups_weight: Decimal,
    /// The entries, and parts of entries, in the listed groups of which something is unknown.
    unknown_weight: Decimal,
    /// The entries, and parts of entries, in the groups that are not listed.
    rest_weight: Decimal,
    /// How many groups there are, listed or not.
    groups_in_all: usize,
    /// Whether groups, unknown and rest add up to the total in every sum, and to the number of entries; with
    /// `convertTo` also in what was converted and in what was not, which together are all amounts.
    reconciles: bool,
}

impl ControlCounts {
    fn of(total: &Figures, control: &Control) -> Self {
        Self {
            rows: total.rows,
            groups_weight: weight(&control.known),
            unknown_weight: weight(&control.unknown),
            rest_weight: weight(&control.rest),
            groups_in_all: control.groups,
            reconciles: control.reconciles,
        }
    }
}

/// Control totals: listed groups, unknown ones and the rest add up to the total, which is summed apart from
/// them.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SummaryControl {
    #[graphql(flatten)]
    counts: ControlCounts,
    /// The sums of all entries, each once: one for each currency.
    totals: Vec<Money>,
    /// The sums of the listed groups of which everything is known.
    groups_total: Vec<Money>,
    /// The sums of the listed groups of which something is unknown.
    unknown_total: Vec<Money>,
    /// The sums of the groups that are not listed.
    rest_total: Vec<Money>,
    /// The same in the currency that `convertTo` names, and what could not be converted; null without it.
    converted: Option<ConvertedControl>,
}

impl From<(Figures, Control)> for SummaryControl {
    fn from((total, control): (Figures, Control)) -> Self {
        Self {
            counts: ControlCounts::of(&total, &control),
            totals: sums(&total),
            groups_total: sums(&control.known),
            unknown_total: sums(&control.unknown),
            rest_total: sums(&control.rest),
            converted: ConvertedControl::of(total, control),
        }
    }
}

/// Control totals: listed groups, unknown ones and the rest add up to the total, which is summed apart from
/// them.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ProjectSummaryControl {
    #[graphql(flatten)]
    counts: ControlCounts,
    /// The months that all projects last, each once, as far as they are known.
    months: i64,
    /// The months in the listed groups of which everything is known.
    groups_months: i64,
    /// The months in the listed groups of which something is unknown.
    unknown_months: i64,
    /// The months in the groups that are not listed.
    rest_months: i64,
}

impl From<(Figures, Control)> for ProjectSummaryControl {
    fn from((total, control): (Figures, Control)) -> Self {
        Self {
            counts: ControlCounts::of(&total, &control),
            months: months(&total),
            groups_months: months(&control.known),
            unknown_months: months(&control.unknown),
            rest_months: months(&control.rest),
        }
    }
}

/// Control totals: listed groups, unknown ones and the rest add up to the total, which is counted apart from
/// them.
#[derive(SimpleObject)]
pub(in crate::graphql) struct OutputSummaryControl {
    #[graphql(flatten)]
    counts: ControlCounts,
}

impl From<(Figures, Control)> for OutputSummaryControl {
    fn from((total, control): (Figures, Control)) -> Self {
        Self {
            counts: ControlCounts::of(&total, &control),
        }
    }
}
