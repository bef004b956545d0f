//! The statement: visible rows of one noun with the parts of their groups' keys, equal ones folded
//! together by the database.

use super::{
    Summing,
    dimension::{Bucket, Dimension, Summed},
    part::Part,
    route::{Source, Step},
};
use crate::{
    policy::sight::Sight,
    read::{Field, Guarded, guarded, noun::Kind},
    store::{ReadError, Sitting},
};
use chrono::NaiveDate;
use sea_orm::{
    DbBackend, JoinType, QueryResult,
    sea_query::{Alias, DynIden, Expr, Query, SelectStatement},
};
use std::collections::HashMap;

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
    if let Some(filter) = &summing.filter {
        tables.select.and_where(filter.sql(sight, &tables.at));
    }
    let project = N::project().filter(|_| summing.projects);
    let singly = summing
        .by
        .iter()
        .map(|by| &by.source)
        .chain(&project)
        .any(Source::is_many);
    for by in &summing.by {
        let at = tables.reach(sight, &by.source.steps);
        tables.group(key(sight, &at, by));
    }
    let at = tables.at.clone();
    let own = |field: N::Field| Expr::col((at.clone(), Alias::new(field.shape().column)));
    if singly {
        N::KEY.iter().for_each(|field| tables.group(own(*field)));
    }
    if let Some(project) = &project {
        let at = tables.reach(sight, &project.steps);
        tables.group(Expr::col((at, Alias::new(project.column))));
    }
    let measure = N::measure();
    if let Some((_, Some(unit))) = measure {
        tables.group(own(unit));
    }
    for day in days.iter().flatten() {
        tables.group(Expr::col((at.clone(), Alias::new(*day))));
    }
    let amount = |field: N::Field| sight.phrase("cast(? as bigint)", [own(field)]);
    if let Some((field, _)) = measure {
        if single_amounts && !singly {
            tables.group(own(field));
        }
        let half = |phrase: &str| sight.phrase(phrase, [amount(field)]);
        tables
            .select
            .expr(half("count(?)"))
            .expr(half(&format!("cast(sum(? >> {HALF}) as bigint)")))
            .expr(half(&format!("cast(sum(? & {}) as bigint)", u32::MAX)))
            .expr(half("min(?)"))
            .expr(half("max(?)"));
    }
    tables.select.expr(Expr::cust("count(*)"));
    let guarded = guarded::<N>(sitting, sight, &at);
    if let Guarded::Told(is_guarded) = &guarded {
        tables
            .select
            .expr(sight.phrase("sum(case when ? then 1 else 0 end)", [is_guarded.clone()]));
    }
    // Rows of one key come one after another.
    if singly {
        for field in N::KEY {
            tables
                .select
                .order_by_expr(own(*field), sea_orm::Order::Asc);
        }
    }
    let mut facts = Vec::new();
    let mut handed_out = 0;
    let mut seen: Option<String> = None;
    for row in sitting.all(&tables.select).await? {
        let mut columns = Columns::of(&row);
        let mut parts = Vec::with_capacity(summing.by.len());
        for by in &summing.by {
            parts.push(columns.part(by.bucket)?);
        }
        let key: Option<String> = if singly { columns.take()? } else { None };
        let project = match project {
            Some(_) => columns.take()?,
            None => None,
        };
        let unit = match measure {
            Some((_, Some(_))) => columns.take()?,
            _ => String::new(),
        };
        let days: Option<(Option<NaiveDate>, Option<NaiveDate>)> = match days {
            Some(_) => Some((columns.take()?, columns.take()?)),
            None => None,
        };
        let amounts = match measure {
            Some(_) => {
                columns.next += usize::from(single_amounts && !singly);
                columns.folded()?
            }
            None => None,
        };
        let mut rows = columns.take::<i64>()?.unsigned_abs();
        let mut of_them = match guarded {
            Guarded::No => 0,
            Guarded::Every => rows,
            Guarded::Told(_) => columns.take::<i64>()?.unsigned_abs(),
        };
        if singly {
            // One row, however many ways lead from it to this group.
            rows = 1;
            of_them = u64::from(of_them > 0);
        }
        let amounts = amounts.map(|all| if singly { all.of_one() } else { all });
        if key.is_none() || key != seen {
            handed_out += of_them;
        }
        seen.clone_from(&key);
        facts.push(Fact {
            parts,
            row: key,
            project,
            unit,
            rows,
            amounts,
            days: days.and_then(|(first, last)| first.zip(last)),
        });
    }
    sitting.delivering().add(N::RECORDED, handed_out);
    told_of(sitting, sight, summing).await?;
    Ok(facts)
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
            tables.select.and_where(filter.sql(sight, &tables.at));
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
        tables.select.expr(keys);
        for row in sitting.all(&tables.select).await? {
            let rows: i64 = row.try_get_by_index(0)?;
            sitting.delivering().add(told.recorded, rows.unsigned_abs());
        }
    }
    Ok(())
}

/// The part of a group's key that a row has: a value, or the number of the bucket that its date lies in. A
/// reduced date lies in one only if every day that it may mean does.
fn key<N: Summed>(sight: &Sight<'_>, at: &DynIden, by: &Dimension<N>) -> Expr {
    let column = |name: &'static str| Expr::col((at.clone(), Alias::new(name)));
    let (Some((length, late)), Kind::Partial { first, last }) =
        (by.bucket.months(), by.source.kind)
    else {
        return column(by.source.column);
    };
    let months = match sight.backend {
        DbBackend::Postgres => {
            "cast(extract(year from ?) as bigint) * 12 + cast(extract(month from ?) as bigint) - 1"
        }
        _ => "cast(substr(?, 1, 4) as bigint) * 12 + cast(substr(?, 6, 2) as bigint) - 1",
    };
    let bucket = format!("({months} - {late}) / {length}");
    sight.phrase(
        &format!("case when {bucket} = {bucket} then {bucket} end"),
        [first, first, last, last, first, first].map(column),
    )
}

/// The tables of the statement, by the ways that led to them.
struct Tables {
    select: SelectStatement,
    at: DynIden,
    reached: HashMap<Vec<&'static str>, DynIden>,
}

impl Tables {
    fn of<N: Summed>(sight: &Sight<'_>) -> Self {
        let at = sight.name();
        let mut select = Query::select();
        select
            .from_as(Alias::new(N::table()), at.clone())
            .and_where(sight.rows::<N>(&at));
        Self {
            select,
            at,
            reached: HashMap::new(),
        }
    }

    /// Joins what the steps lead to, if it is not joined yet. A row without anything there stays.
    fn reach(&mut self, sight: &Sight<'_>, steps: &[Step]) -> DynIden {
        let mut before = self.at.clone();
        let mut way = Vec::new();
        for step in steps {
            way.push(step.name);
            before = match self.reached.get(&way) {
                Some(known) => known.clone(),
                None => {
                    let at = sight.name();
                    let on = (step.on)(sight, &before, &at);
                    let table = Alias::new(step.table);
                    self.select
                        .join_as(JoinType::LeftJoin, table, at.clone(), on);
                    self.reached.insert(way.clone(), at.clone());
                    at
                }
            };
        }
        before
    }

    fn group(&mut self, by: Expr) {
        self.select.expr(by.clone()).add_group_by([by]);
    }
}

/// The columns of one row, from left to right.
pub(super) struct Columns<'r> {
    row: &'r QueryResult,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r QueryResult) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn take<T: sea_orm::TryGetable>(&mut self) -> Result<T, ReadError> {
        self.next += 1;
        Ok(self.row.try_get_by_index(self.next - 1)?)
    }

    pub(super) fn part(&mut self, bucket: Bucket) -> Result<Part, ReadError> {
        if bucket.months().is_none() {
            let word: Option<String> = self.take()?;
            return Ok(word.map_or(Part::Unknown, Part::Word));
        }
        let number: Option<i64> = self.take()?;
        let number = number.and_then(|number| i32::try_from(number).ok());
        Ok(number.map_or(Part::Unknown, |number| bucket.part(number)))
    }

    pub(super) fn folded(&mut self) -> Result<Option<Folded>, ReadError> {
        let count: i64 = self.take()?;
        let (high, low): (Option<i64>, Option<i64>) = (self.take()?, self.take()?);
        let (least, most): (Option<i64>, Option<i64>) = (self.take()?, self.take()?);
        Ok(match (high, low, least, most) {
            (Some(high), Some(low), Some(least), Some(most)) => {
                let sum = (i128::from(high) << HALF) + i128::from(low);
                Some(Folded {
                    count: count.unsigned_abs(),
                    sum,
                    whole: sum,
                    least,
                    most,
                })
            }
            _ => None,
        })
    }
}
