//! Grouped sums over contributions, the ledger, projects and outputs, with totals that can be checked.

mod ask;
mod control;
mod converted;
mod counts;
mod dimension;
mod figures;
mod keyed;
mod keys;
mod order;
mod reach;
mod shape;
mod year;

use self::{
    ask::{By, Having},
    keyed::Keyed,
    reach::Grouped,
    shape::{Shape, SummaryGroup},
};
use super::{
    error::{Problem, Result},
    filter::{Filtering, bounded},
    page::LONGEST_ORDER,
    question::{Part, reader},
};
use async_graphql::{Context, InputType, OutputType};
use entity::summary::{self, Summing};
use std::sync::Arc;

pub(super) use ask::{CountingMethod, SummaryTop};
pub use ask::{GROUPS, MOST_GROUPS};
pub(super) use converted::{AppliedRate, ConvertTo, UnconvertedReason};
pub(super) use dimension::{FundingDimension, LedgerDimension, OutputDimension, ProjectDimension};
pub(super) use figures::decimal;
pub(super) use order::{
    FundingSummaryOrder, LedgerSummaryOrder, OutputSummaryHaving, OutputSummaryOrder,
    ProjectSummaryHaving, ProjectSummaryOrder, SummaryHaving,
};
pub(super) use shape::{Funding, Outputs, Projects, Summary};

/// Sums, as the field's arguments and selection say. `D` are the noun's dimensions, `O` its orders,
/// `H` its conditions on groups.
pub(super) async fn run<N, F, D, O, H>(ctx: &Context<'_>) -> Result<Summary<N::Shape>>
where
    N: Grouped,
    F: InputType + Filtering<N>,
    D: InputType + Into<<N::Shape as Shape>::Dimension>,
    O: InputType + Into<By<<N::Shape as Shape>::Dimension>>,
    H: InputType + TryInto<Having, Error = Problem>,
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
    let by = ask::dimensions::<D, _>(&part)?;
    let having = match part.argument::<H>("having")? {
        Some(having) => having.try_into()?,
        None => Having::default(),
    };
    let order = part.argument::<Vec<O>>("orderBy")?.unwrap_or_default();
    if order.len() > LONGEST_ORDER {
        return Err(Problem::input(format!(
            "`orderBy` names at most {LONGEST_ORDER} fields."
        )));
    }
    let order = order
        .into_iter()
        .map(|order| order.into().ordered(&by, N::Shape::CURRENCIES))
        .collect::<Result<Vec<_>>>()?;
    let (top, rest) = ask::top(&part)?;
    let method = part
        .argument("method")?
        .unwrap_or(CountingMethod::Fractional);
    let calendar = ask::calendar(&part, reader).await?;
    let reached = ask::reached::<N>(&by, calendar)?;
    let several = reached.iter().any(|dimension| dimension.source.is_many());
    let selected = Selected::of::<N::Shape>(&part);
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
    let sums = match part.argument::<ConvertTo>("convertTo")? {
        None => reader.sum(&summing).await?,
        Some(to) => ask::converted(reader, &summing, to).await?,
    };
    let summary = sums.arranged(|figures| having.lets_through(figures), &order, top);
    let keyed = Keyed::read::<N::Shape>(ctx, &selected.keys, by, calendar, &summary.groups).await?;
    let keyed = Arc::new(keyed);
    Ok(Summary {
        groups: summary
            .groups
            .into_iter()
            .map(|group| SummaryGroup::of(&keyed, group))
            .collect(),
        rest: summary.rest.filter(|_| rest).map(From::from),
        control: From::from((summary.total.clone(), summary.control)),
        total: From::from(summary.total),
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
    fn of<S: Shape>(part: &Part<'a>) -> Self {
        let mut keys = Vec::new();
        let mut figures = Vec::new();
        for part in part.parts(&Summary::<S>::type_name()) {
            match part.name() {
                "groups" => {
                    for part in part.parts(&SummaryGroup::<S>::type_name()) {
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
            .flat_map(|part| part.parts(&S::Figures::type_name()))
            .collect();
        let median = |part: &Part<'_>| {
            S::AMOUNTS.is_some_and(|(field, of)| {
                part.name() == field && part.parts(of).iter().any(|part| part.name() == "median")
            })
        };
        Self {
            keys,
            projects: of_them.iter().any(|part| part.name() == "projects"),
            medians: of_them.iter().any(median),
        }
    }
}
