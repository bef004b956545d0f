//! A published figure beside the same figure as the records give it to the viewer, with the difference stated.

mod definition;
mod printed;
mod records;

pub(super) use records::Records;

use self::{
    definition::{Counts, Time, defined},
    printed::{Figure, Unit, period},
};
use super::{error::Result, scalar::Decimal};
use async_graphql::{Enum, SimpleObject};

/// Whether a published figure could be compared with the records.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComparisonStatus {
    /// It was.
    Compared,
    /// The records that the viewer may see do not tell what the figure counts; `reason` says what is missing.
    NotRebuildable,
    /// Its source computed it from these records themselves: that they agree says nothing.
    Circular,
}

/// A published figure beside the same figure as the records give it: computed from what the viewer may see
/// today, and from nothing else, so that it differs from viewer to viewer. The published figure itself is the
/// source's own text and is never computed. A difference is no error on either side: the public records hold a
/// part of the Centre's work only.
#[derive(SimpleObject)]
#[graphql(name = "StatisticComparison")]
pub(super) struct Comparison {
    /// Whether it could be compared.
    status: ComparisonStatus,
    /// The figure from the records, exact, in the unit of the published one.
    computed: Option<Decimal>,
    /// How much more the records have than was published; below zero how much less.
    difference: Option<Decimal>,
    /// How many entries may belong to the figure, and are not in it, because the records do not tell their date,
    /// area or country.
    unknown: Option<u64>,
    /// What is counted, over which entries, of which time; null where no definition is kept.
    definition: Option<String>,
    /// Why it was not compared; null where it was.
    reason: Option<String>,
}

/// What stands in a published table.
pub(super) struct Published<'a> {
    pub(super) table: &'a str,
    pub(super) period: &'a str,
    pub(super) dimension: &'a str,
    pub(super) value: &'a str,
    pub(super) unit: &'a str,
    pub(super) source: &'a str,
}

impl Comparison {
    /// Compares a published figure with the records that the viewer may see.
    pub(super) async fn of(published: &Published<'_>, records: &Records) -> Result<Self> {
        let mut comparison = Self::compared(published, records).await?;
        if published.source.contains("computed from") {
            comparison.status = ComparisonStatus::Circular;
            comparison.reason = Some("The source computed it from these records.".to_owned());
        }
        Ok(comparison)
    }

    async fn compared(published: &Published<'_>, records: &Records) -> Result<Self> {
        let Some((definition, of)) = defined(published.table, published.dimension) else {
            return Ok(Self::not("The records do not hold what it counts.", None));
        };
        let told = Some(definition.told);
        let Some(figure) = Figure::read(published.value) else {
            return Ok(Self::not("The published figure is no plain number.", told));
        };
        let (currency, decimals) = match (Unit::read(published.unit), definition.counts) {
            (Some(Unit::Money(currency, decimals)), Counts::Funding) => (currency, decimals),
            (Some(Unit::Number), Counts::Projects | Counts::FundedProjects) => (String::new(), 0),
            _ => return Ok(Self::not("The records hold nothing in its unit.", told)),
        };
        let period = period(published.period);
        if period.is_none() && definition.time != Time::Any {
            return Ok(Self::not(
                "Its source does not say of which time it is.",
                told,
            ));
        }
        let computed = records
            .computed(&definition, &of, period, &currency)
            .await?;
        if computed.counted == 0 {
            // Whether there was nothing, or the records do not hold it, cannot be told apart.
            let reason = "Nothing that the viewer may see belongs to it for certain.";
            return Ok(Self {
                unknown: Some(computed.unknown),
                ..Self::not(reason, told)
            });
        }
        let own = Figure::of(computed.figure, decimals);
        Ok(Self {
            status: ComparisonStatus::Compared,
            computed: Some(Decimal(own.told())),
            difference: Some(Decimal(own.less(figure).told())),
            unknown: Some(computed.unknown),
            definition: told.map(str::to_owned),
            reason: None,
        })
    }

    fn not(reason: &str, definition: Option<&str>) -> Self {
        Self {
            status: ComparisonStatus::NotRebuildable,
            computed: None,
            difference: None,
            unknown: None,
            definition: definition.map(str::to_owned),
            reason: Some(reason.to_owned()),
        }
    }
}
