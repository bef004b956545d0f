//! The figures of groups of projects and of outputs.

use super::figures::{CountWay, hundredths, weight, whole};
use crate::graphql::{
    known::{Form, Known},
    scalar::Decimal,
};
use async_graphql::{Object, Positioned, SimpleObject, parser::types::Field};
use entity::summary::{Amounts, Figures, HUNDREDTHS};

/// The figures of some projects.
pub(in crate::graphql) struct ProjectFigures(Figures);

impl From<Figures> for ProjectFigures {
    fn from(figures: Figures) -> Self {
        Self(figures)
    }
}

impl Known for ProjectFigures {
    type Way = CountWay;

    fn way(field: &Positioned<Field>) -> Option<CountWay> {
        CountWay::of(field)
    }

    fn show<F: Form>(&self, way: &CountWay, form: F) -> Option<F::Shown> {
        way.show(&self.0, form)
    }
}

/// The figures of some projects: how many, and how long they last.
#[Object]
impl ProjectFigures {
    /// How many projects. With `FRACTIONAL` a project that is divided counts in each group that has a part of
    /// it.
    async fn count(&self) -> u64 {
        self.0.rows
    }

    /// The same with parts of projects as parts, to six decimals: over all groups they sum to the number of
    /// projects.
    async fn weight(&self) -> Decimal {
        weight(&self.0)
    }

    /// How long they last; null where of none of them a duration is known.
    async fn durations(&self) -> Option<DurationFigures> {
        self.0.amounts.get("").map(DurationFigures::of)
    }
}

/// How long projects last, in months as the records state them: of those of which it is known.
#[derive(SimpleObject)]
pub(in crate::graphql) struct DurationFigures {
    /// Of how many projects it is known.
    count: u64,
    /// The months together: with `FRACTIONAL` those that fall to the group, where projects are divided, in
    /// whole months.
    sum: i64,
    /// The shortest, whole where a project is divided too.
    min: i64,
    /// The longest, whole where a project is divided too.
    max: i64,
    /// The mean of whole durations, to two decimals, rounded half to even.
    mean: Decimal,
    /// The whole duration in the middle; between two the mean of both, to two decimals.
    median: Decimal,
}

impl DurationFigures {
    fn of(months: &Amounts) -> Self {
        Self {
            count: months.count,
            sum: whole(months.sum),
            min: months.least,
            max: months.most,
            mean: hundredths(months.mean_in(HUNDREDTHS)),
            // It is known wherever it was selected.
            median: hundredths(months.median_in(HUNDREDTHS).unwrap_or_default()),
        }
    }
}

/// The figures of some outputs.
pub(in crate::graphql) struct OutputFigures(Figures);

impl From<Figures> for OutputFigures {
    fn from(figures: Figures) -> Self {
        Self(figures)
    }
}

impl Known for OutputFigures {
    type Way = CountWay;

    fn way(field: &Positioned<Field>) -> Option<CountWay> {
        CountWay::of(field)
    }

    fn show<F: Form>(&self, way: &CountWay, form: F) -> Option<F::Shown> {
        way.show(&self.0, form)
    }
}

/// The figures of some outputs: how many, and of how many projects.
#[Object]
impl OutputFigures {
    /// How many outputs. With `FRACTIONAL` an output that is divided counts in each group that has a part of
    /// it.
    async fn count(&self) -> u64 {
        self.0.rows
    }

    /// The same with parts of outputs as parts, to six decimals: over all groups they sum to the number of
    /// outputs.
    async fn weight(&self) -> Decimal {
        weight(&self.0)
    }

    /// How many distinct projects that the viewer may see: those by which the outputs belong to the group,
    /// where they are grouped by what is said of projects, and otherwise all that they came from.
    async fn projects(&self) -> usize {
        self.0.projects.len()
    }
}
