//! Published statistics: source text, never computed from guarded rows.

use crate::read::noun::noun;

noun! {
    /// A figure of a table that the Centre published.
    Statistic in statistic, key [Table, Period, Dimension], StatisticField {
        Table: text(TableName),
        Period: text(Period),
        Dimension: text(Dimension, DimensionFolded),
        Value: text(Value),
        Unit: text(Unit),
        Source: text(Source),
    }
}
