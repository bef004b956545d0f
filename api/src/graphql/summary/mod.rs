//! Grouped sums over contributions and over the ledger, with totals that can be checked.

mod ask;
mod dimension;
mod figures;
mod keys;

use self::{
    ask::{By, Having},
    dimension::Grouped,
    figures::{SummaryMeasure, sums, weight},
    keys::{Keyed, SummaryKeys},
};
use super::{
    error::{Problem, Result},
    filter::{Filtering, bounded},
    funding::Money,
    order::OrderDirection,
    page::LONGEST_ORDER,
    question::{Part, reader},
    scalar::{CurrencyCode, Decimal},
};
use async_graphql::{Context, InputObject, InputType, Object};
use entity::summary::{self, Group, Summing};
use std::sync::Arc;

pub(super) use ask::{CountingMethod, SummaryHaving, SummaryTop};
pub use ask::{GROUPS, MOST_GROUPS};
pub(super) use dimension::{FundingDimension, LedgerDimension, SummaryDimension};
pub(super) use figures::FundingFigures;

macro_rules! summary_order {
    ($(#[$doc:meta])* $order:ident by $dimension:ident) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub(super) struct $order {
            /// By this part of the groups' keys; unknown ones come last both ways.
            key: Option<$dimension>,
            /// By this measure; groups without it come last both ways.
            measure: Option<SummaryMeasure>,
            /// The currency of the amounts that are measured.
            currency: Option<CurrencyCode>,
            /// Which way; ascending where nothing is said.
            direction: Option<OrderDirection>,
        }

        impl From<$order> for By {
            fn from(order: $order) -> Self {
                By {
                    key: order.key.map(Into::into),
                    measure: order.measure,
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

/// Sums by group.
pub(super) struct FundingSummary {
    groups: Vec<FundingGroup>,
    rest: Option<FundingFigures>,
    total: FundingFigures,
    control: SummaryControl,
    method: CountingMethod,
    additive: bool,
}

/// Sums by group, of what the viewer may see: what is withheld is in no figure. All amounts are exact, each
/// in the currency it was stated in.
#[Object]
impl FundingSummary {
    /// The groups that are listed, in order.
    async fn groups(&self) -> &[FundingGroup] {
        &self.groups
    }

    /// All groups that are not listed, together; null if there is none, or it was not wanted.
    async fn rest(&self) -> Option<&FundingFigures> {
        self.rest.as_ref()
    }

    /// All entries, each once.
    async fn total(&self) -> &FundingFigures {
        &self.total
    }

    /// Sums with which the reader can check that nothing is missing and nothing counted twice.
    async fn control(&self) -> &SummaryControl {
        &self.control
    }

    /// How an entry is counted that belongs to several groups.
    async fn method(&self) -> CountingMethod {
        self.method
    }

    /// Whether the groups may be added: not where an entry may count wholly in several of them.
    async fn additive(&self) -> bool {
        self.additive
    }
}

/// A group.
pub(super) struct FundingGroup {
    keyed: Arc<Keyed>,
    group: Group,
}

/// A group, and its figures.
#[Object]
impl FundingGroup {
    /// What it is grouped by.
    async fn keys(&self) -> SummaryKeys {
        SummaryKeys {
            keyed: self.keyed.clone(),
            key: self.group.key.clone(),
        }
    }

    /// By what it is grouped that the records, as far as the viewer may see them, do not tell.
    async fn unknown(&self) -> Vec<SummaryDimension> {
        let parts = self.keyed.by.iter().zip(&self.group.key);
        parts
            .filter(|(_, part)| part.is_unknown())
            .map(|(by, _)| *by)
            .collect()
    }

    /// Its figures.
    async fn figures(&self) -> FundingFigures {
        FundingFigures(self.group.figures.clone())
    }
}

/// Control totals.
pub(super) struct SummaryControl {
    rows: u64,
    totals: Vec<Money>,
    control: summary::Control,
}

/// Control totals: listed groups, unknown ones and the rest add up to the total, which is summed apart from
/// them.
#[Object]
impl SummaryControl {
    /// How many entries were summed, each once.
    async fn rows(&self) -> u64 {
        self.rows
    }

    /// The sums of all entries, each once: one for each currency.
    async fn totals(&self) -> &[Money] {
        &self.totals
    }

    /// The sums of the listed groups of which everything is known.
    async fn groups_total(&self) -> Vec<Money> {
        sums(&self.control.known)
    }

    /// The sums of the listed groups of which something is unknown.
    async fn unknown_total(&self) -> Vec<Money> {
        sums(&self.control.unknown)
    }

    /// The sums of the groups that are not listed.
    async fn rest_total(&self) -> Vec<Money> {
        sums(&self.control.rest)
    }

    /// The entries, and parts of entries, in the listed groups of which everything is known.
    async fn groups_weight(&self) -> Decimal {
        weight(&self.control.known)
    }

    /// The entries, and parts of entries, in the listed groups of which something is unknown.
    async fn unknown_weight(&self) -> Decimal {
        weight(&self.control.unknown)
    }

    /// The entries, and parts of entries, in the groups that are not listed.
    async fn rest_weight(&self) -> Decimal {
        weight(&self.control.rest)
    }

    /// How many groups there are, listed or not.
    async fn groups_in_all(&self) -> usize {
        self.control.groups
    }

    /// Whether groups, unknown and rest add up to the total in every currency, and to the number of entries.
    async fn reconciles(&self) -> bool {
        self.control.reconciles
    }
}

/// Sums, as the field's arguments and selection say. `D` and `O` are the noun's dimensions and orders.
pub(super) async fn run<N, F, D, O>(ctx: &Context<'_>) -> Result<FundingSummary>
where
    N: Grouped,
    F: InputType + Filtering<N>,
    D: InputType + Into<SummaryDimension>,
    O: InputType + Into<By>,
{
    let part = Part::of(ctx);
    let reader = reader(ctx)?;
    let filter = match part.argument_value("filter")? {
        Some(value) => {
            bounded(&value)?;
            part.argument::<F>("filter")?.map(F::filter).transpose()?
        }
        None => None,
    };
    let by = ask::dimensions::<D>(&part)?;
    let having = Having::of(part.argument("having")?)?;
    let order = part.argument::<Vec<O>>("orderBy")?.unwrap_or_default();
    if order.len() > LONGEST_ORDER {
        return Err(Problem::input(format!(
            "`orderBy` names at most {LONGEST_ORDER} fields."
        )));
    }
    let order = order
        .into_iter()
        .map(|order| order.into().ordered(&by))
        .collect::<Result<Vec<_>>>()?;
    let (top, rest) = ask::top(&part)?;
    let method = part
        .argument("method")?
        .unwrap_or(CountingMethod::Fractional);
    let calendar = ask::calendar(&part, reader).await?;
    let reached = ask::reached::<N>(&by, calendar)?;
    let several = reached.iter().any(|dimension| dimension.source.is_many());
    let selected = Selected::of(&part);
    let ordered = |wanted: summary::Measure| {
        order
            .iter()
            .any(|by| matches!(by, summary::Ordered::Measure(measure, ..) if *measure == wanted))
    };
    let summing = Summing {
        filter,
        by: reached,
        divided: method == CountingMethod::Fractional,
        projects: selected.projects || having.projects() || ordered(summary::Measure::Projects),
        medians: selected.medians || ordered(summary::Measure::Median),
    };
    let sums = reader.sum(&summing).await?;
    let summary = sums.arranged(|figures| having.lets_through(figures), &order, top);
    let keyed = Keyed::read(ctx, &selected.keys, by, calendar, &summary.groups).await?;
    let keyed = Arc::new(keyed);
    Ok(FundingSummary {
        groups: summary
            .groups
            .into_iter()
            .map(|group| FundingGroup {
                keyed: keyed.clone(),
                group,
            })
            .collect(),
        rest: summary.rest.filter(|_| rest).map(FundingFigures),
        control: SummaryControl {
            rows: summary.total.rows,
            totals: figures::sums(&summary.total),
            control: summary.control,
        },
        total: FundingFigures(summary.total),
        method,
        additive: !several || method == CountingMethod::Fractional,
    })
}

/// What is selected of a summary, as far as it takes work.
struct Selected<'a> {
    keys: Vec<Part<'a>>,
    projects: bool,
    medians: bool,
}

impl<'a> Selected<'a> {
    fn of(part: &Part<'a>) -> Self {
        let mut keys = Vec::new();
        let mut figures = Vec::new();
        for part in part.parts("FundingSummary") {
            match part.name() {
                "groups" => {
                    for part in part.parts("FundingGroup") {
                        match part.name() {
                            "keys" => keys.push(part),
                            "figures" => figures.push(part),
                            _ => {}
                        }
                    }
                }
                "rest" | "total" => figures.push(part),
                _ => {}
            }
        }
        let of_them: Vec<Part<'a>> = figures
            .iter()
            .flat_map(|part| part.parts("FundingFigures"))
            .collect();
        let amounts = of_them.iter().filter(|part| part.name() == "amounts");
        Self {
            keys,
            projects: of_them.iter().any(|part| part.name() == "projects"),
            medians: amounts
                .flat_map(|part| part.parts("AmountFigures"))
                .any(|part| part.name() == "median"),
        }
    }
}
