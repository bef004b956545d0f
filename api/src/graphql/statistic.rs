//! Published statistics.

use super::{
    comparison::{Comparison, Published, Records},
    error::{Problem, Result},
    filter::{Conditions, Filtering, KeyFilter, StringFilter},
    order::order,
    question::{Entry, Listed, Part, ask_field},
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    StatisticField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A figure of a table that was published.
pub(super) struct Statistic(Arc<Row<entity::Statistic>>);

impl From<Arc<Row<entity::Statistic>>> for Statistic {
    fn from(row: Arc<Row<entity::Statistic>>) -> Self {
        Self(row)
    }
}

impl Entry for Statistic {
    type Noun = entity::Statistic;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "comparison" => {
                    read.field(StatisticField::Table)
                        .field(StatisticField::Period)
                        .field(StatisticField::Dimension)
                        .field(StatisticField::Value)
                        .field(StatisticField::Unit)
                        .field(StatisticField::Source);
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Statistic {
    type Filter = StatisticFilter;
    type Order = StatisticOrder;
}

/// A figure of a table that was published: the source's own text, never computed from the records. Beside it
/// stands what the records give.
#[Object]
impl Statistic {
    /// The table it stands in.
    async fn table(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Table)?)
    }

    /// The period it is about.
    async fn period(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Period)?)
    }

    /// What it is about: the row, or the row and the column, of the table.
    async fn dimension(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Dimension)?)
    }

    /// The figure as it was printed.
    async fn value(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Value)?)
    }

    /// What it counts.
    async fn unit(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Unit)?)
    }

    /// Where it was published.
    async fn source(&self) -> Result<&str> {
        Ok(self.0.known_text(StatisticField::Source)?)
    }

    /// The same figure from the records that the viewer may see, and the difference.
    async fn comparison(&self, ctx: &Context<'_>) -> Result<Option<Comparison>> {
        let records = ctx
            .data::<Records>()
            .map_err(|_| Problem::of_ours("executed without records"))?;
        let text = |field| self.0.known_text(field);
        let published = Published {
            table: text(StatisticField::Table)?,
            period: text(StatisticField::Period)?,
            dimension: text(StatisticField::Dimension)?,
            value: text(StatisticField::Value)?,
            unit: text(StatisticField::Unit)?,
            source: text(StatisticField::Source)?,
        };
        Ok(Some(Comparison::of(&published, records).await?))
    }
}

/// Which published figures are wanted.
#[derive(InputObject, Clone)]
pub(super) struct StatisticFilter {
    /// All of these.
    and: Option<Vec<StatisticFilter>>,
    /// At least one of these.
    or: Option<Vec<StatisticFilter>>,
    /// Not this.
    not: Option<Box<StatisticFilter>>,
    /// The table it stands in.
    table: Option<KeyFilter>,
    /// The period it is about.
    period: Option<KeyFilter>,
    /// What it is about.
    dimension: Option<StringFilter>,
    /// What it counts.
    unit: Option<KeyFilter>,
}

impl Filtering<entity::Statistic> for StatisticFilter {
    fn filter(self) -> Result<Filter<entity::Statistic>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(StatisticField::Table, self.table)?
            .field(StatisticField::Period, self.period)?
            .field(StatisticField::Dimension, self.dimension)?
            .field(StatisticField::Unit, self.unit)?
            .all())
    }
}

order! {
    /// How published figures are sorted.
    StatisticOrder by StatisticOrderField of entity::Statistic, StatisticField {
        /// By table.
        Table,
        /// By period.
        Period,
        /// By dimension.
        Dimension,
    }
}
