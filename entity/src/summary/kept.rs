//! The sum by Party and year that is asked most: read from sums that are kept in step with the rows, under
//! the same rule. Any other question reads the rows.

use super::{
    Summed, Summing,
    dimension::{Dimension, KeptColumn},
    facts::Fact,
    fold::{self, Sums},
    part::Part,
    selection::{self, Columns},
};
use crate::{
    policy::{FundingTotal, kept, sight::Sight},
    read::{Guarded, guarded},
    store::{ReadError, Sitting},
    table::funding_total::{Column, Entity},
};
use sea_orm::{
    EntityName, IdenStatic,
    sea_query::{Alias, Expr, Query},
};

/// Nothing if the question is not one that they answer.
pub(super) async fn read<N: Summed>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    summing: &Summing<N>,
) -> Result<Option<Sums>, ReadError> {
    let by: Option<Vec<KeptColumn>> = summing.by.iter().map(N::kept).collect();
    let (Some(by), Some(_)) = (by.filter(|by| !by.is_empty()), kept()) else {
        return Ok(None);
    };
    if summing.filter.is_some() || summing.projects || summing.medians {
        return Ok(None);
    }
    sitting.examine(N::RECORDED.by_itself());
    let at = sight.name();
    let sums = Expr::col((at.clone(), Alias::new(Column::Sums.as_str())));
    let select = Query::select()
        .expr(sight.phrase("'[' || string_agg(?, ',') || ']'", [sums]))
        .from_as(Alias::new(Entity.table_name()), at.clone())
        .and_where(sight.visible::<FundingTotal>(&at).sql())
        .take();
    let found = sitting.all(&select).await?;
    let text: Option<String> = match found.first() {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    // Nothing where there are no sums.
    let text = text.unwrap_or_else(|| "[]".to_owned());
    let sums = sitting
        .remembered()
        .groups(sitting.who(), by.clone(), text, |text| {
            let facts = selection::rows(text, |columns| fact(&by, &summing.by, columns))?;
            // Each belongs to one group: there is nothing to divide.
            Ok::<_, ReadError>(fold::fold(facts, false, false, None))
        })?;
    // As many rows were shown, in sum, as were summed.
    if !matches!(guarded::<N>(sitting, sight, &at), Guarded::No) {
        sitting.delivering().add(N::RECORDED, sums.total.rows);
    }
    Ok(Some(sums))
}

/// One of the kept sums, in the order in which they are packed.
fn fact<N: Summed>(
    kept: &[KeptColumn],
    by: &[Dimension<N>],
    mut columns: Columns<'_, '_>,
) -> Result<Fact, ReadError> {
    let party = columns.text()?.map_or(Part::Unknown, Part::Word);
    let year = columns.number()?;
    let parts = kept.iter().zip(by).map(|(kept, by)| match kept {
        KeptColumn::Party => party.clone(),
        KeptColumn::Year => by.bucket.part(year),
    });
    let parts = parts.collect();
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
}
