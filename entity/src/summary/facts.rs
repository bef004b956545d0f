//! The statement: visible rows of one noun with the parts of their groups' keys, equal ones folded
//! together by the database.

use super::{
    Summing,
    dimension::{Bucket, Summed},
    part::Part,
    route::Source,
    selection::Columns,
    tables::{Tables, key},
};
use crate::{
    policy::sight::Sight,
    read::{Field, Guarded, guarded, noun::Kind},
    store::{ReadError, Sitting},
};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr};

/// Rows that are equal in all that was asked for.
pub(super) struct Fact {
    /// The parts of the group's key.
    pub(super) parts: Vec<Part>,
    /// The row's own key, where one row may belong to several groups; such rows are never folded.
    pub(super) row: Option<String>,
    /// The project, where distinct ones are counted.
    pub(super) project: Option<String>,
    /// The unit of the amounts; empty where there is none.
    pub(super) unit: String,
    /// How many rows.
    pub(super) rows: u64,
    /// The amounts of those that have one.
    pub(super) amounts: Option<Folded>,
    /// The first and the last day of their date, where each amount is to be converted.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
}

/// The amounts of several rows.
#[derive(Clone, Copy)]
pub(super) struct Folded {
    pub(super) count: u64,
    /// As much of them as falls to the group.
    pub(super) sum: i128,
    /// What means are of: the same, or the rows' own amounts undivided.
    pub(super) whole: i128,
    pub(super) least: i64,
    pub(super) most: i64,
}

impl Folded {
    /// The amount of one row that was met several times.
    fn of_one(self) -> Self {
        Self {
            count: 1,
            sum: self.least.into(),
            whole: self.least.into(),
            ..self
        }
    }
}

/// Amounts are added as two halves of 32 bits, neither of which can leave the databases' whole numbers.
const HALF: u32 = 32;

pub(super) async fn read<N: Summed>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    summing: &Summing<N>,
) -> Result<Vec<Fact>, ReadError> {
    read_dated(sitting, sight, summing, None).await
}

/// The same, with only such rows folded together as have the same amount and this date, if one is given.
pub(super) async fn read_dated<N: Summed>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    summing: &Summing<N>,
    date: Option<N::Field>,
) -> Result<Vec<Fact>, ReadError> {
    let days = date.and_then(|date| match date.shape().kind {
        Kind::Partial { first, last } => Some([first, last]),
        _ => None,
    });
    let single_amounts = summing.medians || days.is_some();
    let mut tables = Tables::of::<N>(sight);
    let at = tables.at.clone();
    if let Some(filter) = &summing.filter {
        tables.selection.select.and_where(filter.sql(sight, &at));
    }
    let project = N::project().filter(|_| summing.projects);
    let singly = summing
        .by
        .iter()
        .map(|by| &by.source)
        .chain(&project)
        .any(Source::is_many);
    let own = |field: N::Field| Expr::col((at.clone(), Alias::new(field.shape().column)));
    // Before anything else, so that a database that sorts to group gives the rows of one key together.
    if singly {
        N::KEY
            .iter()
            .for_each(|field| tables.selection.group(own(*field)));
    }
    for by in &summing.by {
        let at = tables.reach(sight, &by.source.steps);
        tables.selection.group(key(sight, &at, by));
    }
    if let Some(project) = &project {
        let at = tables.reach(sight, &project.steps);
        tables
            .selection
            .group(Expr::col((at, Alias::new(project.column))));
    }
    let measure = N::measure();
    if let Some((_, Some(unit))) = measure {
        tables.selection.group(own(unit));
    }
    for day in days.iter().flatten() {
        tables
            .selection
            .group(Expr::col((at.clone(), Alias::new(*day))));
    }
    let amount = |field: N::Field| sight.phrase("cast(? as bigint)", [own(field)]);
    if let Some((field, _)) = measure {
        if single_amounts && !singly {
            tables.selection.group(own(field));
        }
        let half = |phrase: &str| sight.phrase(phrase, [amount(field)]);
        for figure in [
            "count(?)",
            &format!("cast(sum(? >> {HALF}) as bigint)"),
            &format!("cast(sum(? & {}) as bigint)", u32::MAX),
            "min(?)",
            "max(?)",
        ] {
            tables.selection.column(half(figure));
        }
    }
    tables.selection.column(Expr::cust("count(*)"));
    let guarded = guarded::<N>(sitting, sight, &at);
    if let Guarded::Told(is_guarded) = &guarded {
        let rows = sight.phrase("sum(case when ? then 1 else 0 end)", [is_guarded.clone()]);
        tables.selection.column(rows);
    }
    let read = |mut columns: Columns<'_>| {
        let row = match singly {
            true => Some(columns.known_text()?),
            false => None,
        };
        let mut parts = Vec::with_capacity(summing.by.len());
        for by in &summing.by {
            parts.push(columns.part(by.bucket)?);
        }
        let project = match project {
            Some(_) => columns.text()?,
            None => None,
        };
        let unit = match measure {
            Some((_, Some(_))) => columns.known_text()?,
            _ => String::new(),
        };
        let days = match days {
            Some(_) => columns.day()?.zip(columns.day()?),
            None => None,
        };
        let mut amounts = None;
        if measure.is_some() {
            if single_amounts && !singly {
                columns.skip();
            }
            amounts = columns.folded()?;
        }
        let mut rows = columns.count()?;
        let mut guarded = match guarded {
            Guarded::No => 0,
            Guarded::Every => rows,
            Guarded::Told(_) => columns.count()?,
        };
        if singly {
            // One row, however many ways lead from it to this group.
            rows = 1;
            guarded = u64::from(guarded > 0);
            amounts = amounts.map(Folded::of_one);
        }
        let fact = Fact {
            parts,
            row,
            project,
            unit,
            rows,
            amounts,
            days,
        };
        Ok((fact, guarded))
    };
    let mut facts = tables.selection.rows(sitting, read).await?;
    if singly {
        facts.sort_by(|(one, _), (other, _)| one.row.cmp(&other.row));
    }
    // A row that belongs to several groups was shown once.
    let mut shown = 0;
    let mut last = None;
    for (fact, guarded) in &facts {
        if !singly || last != Some(&fact.row) {
            shown += guarded;
        }
        last = Some(&fact.row);
    }
    sitting.delivering().add(N::RECORDED, shown);
    told_of(sitting, sight, summing).await?;
    Ok(facts.into_iter().map(|(fact, _)| fact).collect())
}

/// Enters the guarded rows that the groups' keys tell of, each once.
async fn told_of<N: Summed>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    summing: &Summing<N>,
) -> Result<(), ReadError> {
    let mut entered = Vec::new();
    for by in &summing.by {
        let steps = by.source.steps.iter().enumerate();
        let Some((last, told)) = steps
            .rev()
            .find_map(|(place, step)| Some((place, step.told?)))
        else {
            continue;
        };
        let Some(steps) = by.source.steps.get(..=last) else {
            continue;
        };
        let way: Vec<&str> = steps.iter().map(|step| step.name).collect();
        if entered.contains(&way) {
            continue;
        }
        entered.push(way);
        let mut tables = Tables::of::<N>(sight);
        if let Some(filter) = &summing.filter {
            let select = &mut tables.selection.select;
            select.and_where(filter.sql(sight, &tables.at));
        }
        let at = tables.reach(sight, steps);
        let key = Expr::col((at.clone(), Alias::new(told.key)));
        let keys = match (told.guarded)(sitting, sight, &at) {
            Guarded::No => continue,
            Guarded::Every => sight.phrase("count(distinct ?)", [key]),
            Guarded::Told(guarded) => {
                sight.phrase("count(distinct case when ? then ? end)", [guarded, key])
            }
        };
        tables.selection.column(keys);
        let read = |mut columns: Columns<'_>| columns.count();
        for rows in tables.selection.rows(sitting, read).await? {
            sitting.delivering().add(told.recorded, rows);
        }
    }
    Ok(())
}

impl Columns<'_> {
    /// A part of a group's key.
    pub(super) fn part(&mut self, bucket: Bucket) -> Result<Part, ReadError> {
        if bucket.months().is_none() {
            return Ok(self.text()?.map_or(Part::Unknown, Part::Word));
        }
        let number = self.number()?;
        let number = number.and_then(|number| i32::try_from(number).ok());
        Ok(number.map_or(Part::Unknown, |number| bucket.part(number)))
    }

    /// The amounts, if there are any.
    pub(super) fn folded(&mut self) -> Result<Option<Folded>, ReadError> {
        let count = self.count()?;
        let halves = self.number()?.zip(self.number()?);
        let range = self.number()?.zip(self.number()?);
        Ok(halves.zip(range).map(|((high, low), (least, most))| {
            let sum = (i128::from(high) << HALF) + i128::from(low);
            Folded {
                count,
                sum,
                whole: sum,
                least,
                most,
            }
        }))
    }
}
