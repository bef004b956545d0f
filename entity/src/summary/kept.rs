//! The sum by Party and year that is asked most: read from sums that are kept in step with the rows, under
//! the same rule. Any other question reads the rows.

use super::{
    Summed, Summing,
    dimension::KeptColumn,
    facts::Fact,
    selection::{Columns, Selection},
};
use crate::{
    policy::{FundingTotal, kept, sight::Sight},
    read::{Guarded, guarded},
    store::{ReadError, Sitting},
    table::funding_total::{Column, Entity},
};
use sea_orm::{
    EntityName, IdenStatic,
    sea_query::{Alias, Expr},
};

/// Nothing if the question is not one that they answer.
pub(super) async fn read<N: Summed>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    summing: &Summing<N>,
) -> Result<Option<Vec<Fact>>, ReadError> {
    let by: Option<Vec<KeptColumn>> = summing.by.iter().map(N::kept).collect();
    let (Some(by), Some(_)) = (by.filter(|by| !by.is_empty()), kept()) else {
        return Ok(None);
    };
    if summing.filter.is_some() || summing.projects || summing.medians {
        return Ok(None);
    }
    let at = sight.name();
    let column = |column: Column| Expr::col((at.clone(), Alias::new(column.as_str())));
    let mut selection = Selection::from(Entity.table_name(), &at);
    selection.select.and_where(sight.rows::<FundingTotal>(&at));
    for by in &by {
        selection.column(match by {
            KeptColumn::Party => column(Column::Party),
            KeptColumn::Year => column(Column::Year),
        });
    }
    // Hardly more of them than groups: the database takes longer to fold them than to hand them over.
    for figure in [
        Column::Currency,
        Column::Entries,
        Column::AmountHigh,
        Column::AmountLow,
        Column::Least,
        Column::Most,
    ] {
        selection.column(column(figure));
    }
    let read = |mut columns: Columns<'_, '_>| {
        let mut parts = Vec::with_capacity(summing.by.len());
        for by in &summing.by {
            parts.push(columns.part(by.bucket)?);
        }
        let unit = columns.known_text()?;
        // Every contribution has an amount; the figures begin with how many there are.
        let amounts = columns.folded()?;
        Ok(Fact {
            parts,
            row: None,
            project: None,
            unit,
            rows: amounts.map_or(0, |amounts| amounts.count),
            amounts,
            days: None,
        })
    };
    let facts = selection.rows(sitting, read).await?;
    // As many rows were shown, in sum, as were summed.
    if !matches!(guarded::<N>(sitting, sight, &at), Guarded::No) {
        let rows = facts.iter().map(|fact| fact.rows).sum();
        sitting.delivering().add(N::RECORDED, rows);
    }
    Ok(Some(facts))
}
