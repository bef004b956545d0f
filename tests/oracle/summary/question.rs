//! What is asked of grouped sums.

use super::figures::Figures;
use super::key::Dimension;
use crate::oracle::rate::Target;

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rows {
    Contributions,
    Ledger,
    Projects,
    Outputs,
}

/// How a row counts that belongs to several groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Whole in each of them.
    Full,
    /// Divided among them.
    Fractional,
}

/// What a group can be sorted by, beside its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Count,
    Projects,
    Sum,
    Min,
    Max,
    Mean,
    Median,
}

/// Everything that is asked, but for the filter.
#[derive(Clone, Debug)]
pub struct Question {
    pub rows: Rows,
    pub by: Vec<Dimension>,
    /// None: nothing was said.
    pub method: Option<Method>,
    /// The code of a Party.
    pub fiscal_year_of: Option<String>,
    pub having: Having,
    pub order: Vec<Order>,
    pub top: Option<Top>,
    /// Into which currency amounts of money are converted.
    pub to: Option<Target>,
}

/// Which groups are listed: those that keep every bound.
#[derive(Clone, Debug, Default)]
pub struct Having {
    pub count: Option<Bound>,
    pub projects: Option<Bound>,
    /// The currency, and the bound in its minor units; of projects no currency, and the bound in months.
    pub sum: Option<(String, Bound)>,
}

/// A number is so to another.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub is: Comparison,
    pub to: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// One step of an order.
#[derive(Clone, Debug)]
pub struct Order {
    pub by: By,
    pub descending: bool,
}

#[derive(Clone, Debug)]
pub enum By {
    Key(Dimension),
    /// With its currency, which amounts of money need.
    Measure(Measure, Option<String>),
}

/// How many groups are listed.
#[derive(Clone, Copy, Debug)]
pub struct Top {
    pub n: usize,
    /// None: 0.
    pub skip: Option<usize>,
    /// Whether it is told what the others have in common; none: it is.
    pub rest: Option<bool>,
}

impl Having {
    /// Reading: a group without the currency has no sum in it, and passes no bound of that sum.
    pub(super) fn admits(&self, figures: &Figures) -> bool {
        let keeps = |bound: &Option<Bound>, measure: Measure| {
            bound.is_none_or(|bound| {
                figures
                    .measure(measure, None)
                    .is_some_and(|number| bound.holds(number))
            })
        };
        let sum = self.sum.as_ref().is_none_or(|(currency, bound)| {
            figures
                .measure(Measure::Sum, Some(currency))
                .is_some_and(|number| bound.holds(number))
        });
        keeps(&self.count, Measure::Count) && keeps(&self.projects, Measure::Projects) && sum
    }
}

impl Bound {
    fn holds(self, number: i128) -> bool {
        match self.is {
            Comparison::Eq => number == self.to,
            Comparison::Gt => number > self.to,
            Comparison::Gte => number >= self.to,
            Comparison::Lt => number < self.to,
            Comparison::Lte => number <= self.to,
        }
    }
}

impl Method {
    pub fn word(self) -> &'static str {
        match self {
            Method::Full => "FULL",
            Method::Fractional => "FRACTIONAL",
        }
    }
}
