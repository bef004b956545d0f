//! The statement: visible rows of one noun with the parts of their groups' keys; equal ones are folded
//! together by the database, where it is of use.

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
    /// The row's own key, where one row may belong to several groups; it then comes once for each way to one.
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
    /// The amount of one row.
    fn of_one(amount: i64) -> Self {
        Self {
            count: 1,
            sum: amount.into(),
            whole: amount.into(),
            least: amount,
            most: amount,
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

/// The same; with the days that this date may mean, if one is given.
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
    sitting.examine(N::RECORDED.by_itself());
    if let Some(filter) = &summing.filter {
        sitting.examine(filter.examined());
    }
    let mut tables = Tables::of(sight, summing.filter.as_ref());
    let at = tables.at.clone();
    let project = N::project().filter(|_| summing.projects);
    let many = summing
        .by
        .iter()
        .map(|by| &by.source)
        .chain(&project)
        .any(Source::is_many);
    let measure = N::measure();
    let single_amounts = summing.medians || days.is_some();
    // Few rows of money have the same amount; many projects last equally long.
    let folds = !(many || single_amounts && matches!(measure, Some((_, Some(_)))));
    let own = |field: N::Field| Expr::col((at.clone(), Alias::new(field.shape().column)));
    let mut keys = Vec::new();
    if many {
        keys.extend(N::KEY.iter().map(|field| own(*field)));
    }
    for by in &summing.by {
        let at = tables.reach(sight, &by.source.steps);
        keys.push(key(sight, &at, by));
    }
    if let Some(project) = &project {
        let at = tables.reach(sight, &project.steps);
        keys.push(Expr::col((at, Alias::new(project.column))));
    }
    if let Some((_, Some(unit))) = measure {
        keys.push(own(unit));
    }
    let days_of = |day: &&'static str| Expr::col((at.clone(), Alias::new(*day)));
    keys.extend(days.iter().flatten().map(days_of));
    if let Some((field, _)) = measure.filter(|_| folds && single_amounts) {
        keys.push(own(field));
    }
    for key in keys {
        match folds {
            true => tables.selection.group(key),
            false => tables.selection.column(key),
        }
    }
    if let Some((field, _)) = measure {
        let amount = || sight.phrase("cast(? as bigint)", [own(field)]);
        if folds {
            for figure in [
                "count(?)",
                &format!("cast(sum(? >> {HALF}) as bigint)"),
                &format!("cast(sum(? & {}) as bigint)", u32::MAX),
                "min(?)",
                "max(?)",
            ] {
                let figure = sight.phrase(figure, [amount()]);
                tables.selection.column(figure);
            }
        } else {
            tables.selection.column(amount());
        }
    }
    if folds {
        tables.selection.column(Expr::cust("count(*)"));
    }
    let guarded = guarded::<N>(sitting, sight, &at);
    if let Guarded::Told(is_guarded) = &guarded {
        let one = "case when ? then 1 else 0 end";
        let rows = match folds {
            true => sight.phrase(&format!("sum({one})"), [is_guarded.clone()]),
            false => sight.phrase(one, [is_guarded.clone()]),
        };
        tables.selection.column(rows);
    }
    let read = |mut columns: Columns<'_, '_>| {
        let row = match many {
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
        let amounts = match measure {
            Some(_) if folds => {
                if single_amounts {
                    columns.skip();
                }
                columns.folded()?
            }
            Some(_) => columns.number()?.map(Folded::of_one),
            None => None,
        };
        let rows = match folds {
            true => columns.count()?,
            false => 1,
        };
        let guarded = match guarded {
            Guarded::No => 0,
            Guarded::Every => rows,
            Guarded::Told(_) => columns.count()?,
        };
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
    if many {
        facts.sort_by(|(one, _), (other, _)| one.row.cmp(&other.row));
    }
    // A row that belongs to several groups was shown once.
    let mut shown = 0;
    let mut last = None;
    for (fact, guarded) in &facts {
        if !many || last != Some(&fact.row) {
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
        let mut tables = Tables::of(sight, summing.filter.as_ref());
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
        let read = |mut columns: Columns<'_, '_>| columns.count();
        for rows in tables.selection.rows(sitting, read).await? {
            sitting.delivering().add(told.recorded, rows);
        }
    }
    Ok(())
}

impl Columns<'_, '_> {
    /// A part of a group's key.
    pub(super) fn part(&mut self, bucket: Bucket) -> Result<Part, ReadError> {
        if bucket.months().is_none() {
            return Ok(self.text()?.map_or(Part::Unknown, Part::Word));
        }
        Ok(bucket.part(self.number()?))
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
