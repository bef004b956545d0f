//! By what groups are sorted, and which of them are listed by their figures.

use super::{
    ask::{By, Having},
    dimension::{
        FundingDimension, LedgerDimension, OutputDimension, ProjectDimension, SummaryDimension,
    },
    figures::SummaryMeasure,
};
use crate::graphql::{
    error::{Problem, Result},
    filter::{IntFilter, MoneyFilter, Tests},
    order::OrderDirection,
    scalar::CurrencyCode,
};
use async_graphql::{Enum, InputObject};
use entity::{read::Test, summary::Measure};

macro_rules! summary_order {
    ($(#[$doc:meta])* $order:ident by $dimension:ident) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub(in crate::graphql) struct $order {
            /// By this part of the groups' keys; unknown ones come last both ways.
            key: Option<$dimension>,
            /// By this measure; groups without it come last both ways.
            measure: Option<SummaryMeasure>,
            /// The currency of the amounts that are measured.
            currency: Option<CurrencyCode>,
            /// Which way; ascending where nothing is said.
            direction: Option<OrderDirection>,
        }

        impl From<$order> for By<SummaryDimension> {
            fn from(order: $order) -> Self {
                By {
                    key: order.key.map(Into::into),
                    measure: order.measure.map(Into::into),
                    currency: order.currency,
                    direction: order.direction,
                }
            }
        }
    };
}

summary_order! {
    /// How the groups of contributions are sorted: each entry names a `key` or a `measure`.
    FundingSummaryOrder by FundingDimension
}

summary_order! {
    /// How the groups of ledger entries are sorted: each entry names a `key` or a `measure`.
    LedgerSummaryOrder by LedgerDimension
}

macro_rules! plain_order {
    (
        $(#[$doc:meta])* $order:ident by $dimension:ident,
        $(#[$measure_doc:meta])* $measure:ident {
            $($(#[$item_doc:meta])* $item:ident),+ $(,)?
        }
    ) => {
        $(#[$measure_doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::graphql) enum $measure {
            $($(#[$item_doc])* $item),+
        }

        $(#[$doc])*
        #[derive(InputObject)]
        pub(in crate::graphql) struct $order {
            /// By this part of the groups' keys; unknown ones come last both ways.
            key: Option<$dimension>,
            /// By this measure; groups without it come last both ways.
            measure: Option<$measure>,
            /// Which way; ascending where nothing is said.
            direction: Option<OrderDirection>,
        }

        impl From<$order> for By<$dimension> {
            fn from(order: $order) -> Self {
                By {
                    key: order.key,
                    measure: order.measure.map(|measure| match measure {
                        $($measure::$item => Measure::$item),+
                    }),
                    currency: None,
                    direction: order.direction,
                }
            }
        }
    };
}

plain_order! {
    /// How the groups of projects are sorted: each entry names a `key` or a `measure`.
    ProjectSummaryOrder by ProjectDimension,
    /// A measure of a group of projects.
    ProjectMeasure {
        /// How many projects.
        Count,
        /// The months that they last together.
        Sum,
        /// The shortest duration.
        Min,
        /// The longest duration.
        Max,
        /// The mean of the durations.
        Mean,
        /// The median of the durations.
        Median,
    }
}

plain_order! {
    /// How the groups of outputs are sorted: each entry names a `key` or a `measure`.
    OutputSummaryOrder by OutputDimension,
    /// A measure of a group of outputs.
    OutputMeasure {
        /// How many outputs.
        Count,
        /// How many distinct projects.
        Projects,
    }
}

/// Which groups are listed, by their figures. The others are part of `rest`.
#[derive(InputObject)]
pub(in crate::graphql) struct SummaryHaving {
    /// How many entries.
    count: Option<IntFilter>,
    /// How many distinct projects.
    projects: Option<IntFilter>,
    /// The sum in one currency.
    sum: Option<MoneyFilter>,
}

/// Which groups of projects are listed, by their figures. The others are part of `rest`.
#[derive(InputObject)]
pub(in crate::graphql) struct ProjectSummaryHaving {
    /// How many projects.
    count: Option<IntFilter>,
    /// The months that they last together; not met where no duration is known.
    months: Option<IntFilter>,
}

/// Which groups of outputs are listed, by their figures. The others are part of `rest`.
#[derive(InputObject)]
pub(in crate::graphql) struct OutputSummaryHaving {
    /// How many outputs.
    count: Option<IntFilter>,
    /// How many distinct projects.
    projects: Option<IntFilter>,
}

fn tests(filter: Option<IntFilter>) -> Result<Vec<Test>> {
    filter.map_or(Ok(Vec::new()), Tests::tests)
}

impl TryFrom<SummaryHaving> for Having {
    type Error = Problem;

    fn try_from(given: SummaryHaving) -> Result<Self> {
        Ok(Self {
            count: tests(given.count)?,
            projects: tests(given.projects)?,
            sum: match given.sum {
                Some(filter) => Some((filter.currency().to_owned(), filter.tests()?)),
                None => None,
            },
        })
    }
}

impl TryFrom<ProjectSummaryHaving> for Having {
    type Error = Problem;

    fn try_from(given: ProjectSummaryHaving) -> Result<Self> {
        Ok(Self {
            count: tests(given.count)?,
            projects: Vec::new(),
            sum: match given.months {
                Some(filter) => Some((String::new(), filter.tests()?)),
                None => None,
            },
        })
    }
}

impl TryFrom<OutputSummaryHaving> for Having {
    type Error = Problem;

    fn try_from(given: OutputSummaryHaving) -> Result<Self> {
        Ok(Self {
            count: tests(given.count)?,
            projects: tests(given.projects)?,
            sum: None,
        })
    }
}
