//! Standing, derived from the base facts whenever they change, in the same transaction
//! (entitlement, section 3).
//!
//! When a Party's facts count is decided in `tenure.rs`; here the facts are found in the tables and
//! joined to those intervals, set by set.

use super::{
    stage::{self, Field, Sql, Values},
    tenure::{Fact, Interval, Tenure, union},
};
use crate::{
    policy::derived::{audience, opens},
    standing::{always, never},
    table::{board_seat, membership, party},
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, Statement};
use std::collections::BTreeMap;

const FRESH: &str = "standing_fresh";

/// Derives standing and for whom projects exist anew, and replaces what the tables hold, if they differ.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let audience = audience();
    tx.execute_unprepared(&format!(
        "update projects set audience = {audience} where audience <> {audience}"
    ))
    .await?;
    derive(tx).await?;
    if differences(tx).await? > 0 {
        tx.execute_unprepared("delete from standing").await?;
        let (columns, fresh) = (names(), fresh(tx.get_database_backend()));
        tx.execute_unprepared(&format!("insert into standing ({columns}, opens) {fresh}"))
            .await?;
    }
    stage::drop(tx, FRESH).await
}

/// How many rows of the tables differ from what the base facts say; none, if they are in step.
pub(super) async fn check(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    derive(tx).await?;
    let audience = audience();
    let projects = format!("select count(*) from projects where audience <> {audience}");
    let differences = differences(tx).await? + count(tx, projects).await?;
    stage::drop(tx, FRESH).await?;
    Ok(differences)
}

fn columns() -> Vec<Field> {
    vec![
        Field::new("holder_kind", Sql::Text),
        Field::new("holder", Sql::Text),
        Field::new("project", Sql::Text),
        Field::new("kind", Sql::Text),
        Field::new("from_day", Sql::Day),
        Field::new("until_day", Sql::Day),
    ]
}

fn names() -> String {
    let names: Vec<String> = columns().into_iter().map(|column| column.name).collect();
    names.join(", ")
}

/// What is derived, and what each standing opens on its project.
fn fresh(backend: DbBackend) -> String {
    let typed: Vec<String> = columns()
        .iter()
        .map(|column| stage::cast(backend, &format!("s.{}", column.name), column.sql))
        .collect();
    format!(
        "select {}, {} from {FRESH} s left join projects p on p.number = s.project",
        typed.join(", "),
        opens()
    )
}

async fn differences(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    let (columns, fresh) = (names(), fresh(tx.get_database_backend()));
    let kept = format!("select {columns}, opens from standing");
    let sql = format!(
        "select (select count(*) from ({kept} except {fresh}) a) + (select count(*) from ({fresh} except {kept}) b)"
    );
    count(tx, sql).await
}

async fn count(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// Fills the table `standing_fresh` from the base facts.
async fn derive(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let parties = party::Entity::find().all(tx).await?;
    let memberships = membership::Entity::find().all(tx).await?;
    let seats = board_seat::Entity::find().all(tx).await?;
    let tenures: Vec<Tenure<'_>> = parties
        .iter()
        .map(|party| Tenure::new(&party.code, party.initial, &memberships, &seats))
        .collect();

    stage::create(tx, FRESH, &columns()).await?;
    stage::append(tx, FRESH, &columns(), &of_the_programme(&tenures)).await?;
    of_parties(tx, &tenures).await?;
    of_institutes(tx, &tenures).await?;
    of_funders(tx).await?;
    merge(tx).await
}

/// BOARD and MEMBER, tied to no project.
fn of_the_programme(tenures: &[Tenure<'_>]) -> Vec<Values> {
    let mut rows = Vec::new();
    for tenure in tenures {
        for (kind, intervals) in [("member", tenure.member()), ("board", tenure.board())] {
            rows.extend(
                intervals
                    .iter()
                    .map(|interval| row("party", tenure.party, "", kind, *interval)),
            );
        }
    }
    rows
}

fn row(holder_kind: &str, holder: &str, project: &str, kind: &str, interval: Interval) -> Values {
    [holder_kind, holder, project, kind]
        .map(str::to_owned)
        .into_iter()
        .chain([interval.from.to_string(), interval.until.to_string()])
        .map(Some)
        .collect()
}

/// The day that an undated fact is taken for: later than any day on which a Party can have left.
fn undated() -> NaiveDate {
    never().pred_opt().unwrap_or_else(never)
}

/// FINANCES and HOSTS: the facts of each project, joined to when they count.
async fn of_parties(tx: &DatabaseTransaction, tenures: &[Tenure<'_>]) -> Result<(), DbErr> {
    let counting = [
        Field::new("fact", Sql::Text),
        Field::new("holder", Sql::Text),
        Field::new("names", Sql::Text),
        Field::new("earliest_from", Sql::Text),
        Field::new("earliest_until", Sql::Text),
        Field::new("from_day", Sql::Text),
        Field::new("until_day", Sql::Text),
    ];
    stage::create(tx, "counting", &counting).await?;
    let mut rows: Vec<Values> = Vec::new();
    for holder in tenures {
        for fact in [Fact::Finances, Fact::Hosts] {
            for (earliest, until) in ranges(&holder.leavings()) {
                let own = (holder.party, holder.fact(fact, earliest));
                let represented = tenures
                    .iter()
                    .filter(|state| state.is_represented_by(holder.party))
                    .map(|state| (state.party, holder.represented(state, fact, earliest)));
                for (names, intervals) in [own].into_iter().chain(represented) {
                    let word = if fact == Fact::Finances {
                        "finances"
                    } else {
                        "hosts"
                    };
                    rows.extend(intervals.iter().map(|interval| {
                        let days = [earliest, until, interval.from, interval.until];
                        [word, holder.party, names]
                            .map(str::to_owned)
                            .into_iter()
                            .chain(days.map(|day| day.to_string()))
                            .map(Some)
                            .collect()
                    }));
                }
            }
        }
    }
    stage::append(tx, "counting", &counting, &rows).await?;

    let party = "f.party";
    #[cfg(mutants)]
    let party = crate::mutant::instead(
        "agency_for_its_government",
        party,
        || "coalesce(f.party, f.country)",
    );
    let undated = undated();
    let day = |column: &str| format!("coalesce(cast({column} as text), '{undated}')");
    let finances = format!(
        "select c.project as project, {party} as names, min({}) as earliest \
         from contributions c join funders f on f.\"key\" = c.funder \
         where c.amount > 0 and {party} is not null group by c.project, {party}",
        day("c.committed_on_last")
    );
    let undisputed = undisputed();
    let hosts = format!(
        "select number as project, host_country as names, {starts} as earliest from projects p \
         where host_country is not null \
         union select t.project, i.country, {starts} from participations t \
         join institutes i on i.\"key\" = t.institute join projects p on p.number = t.project \
         where t.role in ('leading', 'participating') and {undisputed} and not i.own and i.country is not null",
        starts = day("p.starts_on_last")
    );
    for (fact, facts) in [("finances", finances), ("hosts", hosts)] {
        tx.execute_unprepared(&format!(
            "insert into {FRESH} ({}) \
             select 'party', n.holder, f.project, '{fact}', n.from_day, max(n.until_day) \
             from ({facts}) f join counting n on n.fact = '{fact}' and n.names = f.names \
             and f.earliest >= n.earliest_from and f.earliest < n.earliest_until \
             group by n.holder, f.project, n.from_day",
            names()
        ))
        .await?;
    }
    stage::drop(tx, "counting").await
}

/// Between two leavings it makes no difference on which day a fact fell: the ranges, each with a day
/// that stands for it.
fn ranges(leavings: &[NaiveDate]) -> Vec<(NaiveDate, NaiveDate)> {
    let starts = [always()].into_iter().chain(leavings.iter().copied());
    let ends = leavings.iter().copied().chain([never()]);
    starts.zip(ends).collect()
}

/// PERFORMS and COLLABORATES, and when an institute may read the programme's outputs.
async fn of_institutes(tx: &DatabaseTransaction, tenures: &[Tenure<'_>]) -> Result<(), DbErr> {
    let open = [
        Field::new("country", Sql::Text),
        Field::new("word", Sql::Text),
        Field::new("from_day", Sql::Text),
        Field::new("until_day", Sql::Text),
    ];
    stage::create(tx, "open_country", &open).await?;
    let mut rows: Vec<Values> = Vec::new();
    for tenure in tenures
        .iter()
        .filter(|tenure| !tenure.leavings().is_empty())
    {
        for (word, intervals) in [
            ("stand", tenure.institutes_stand()),
            ("participate", tenure.institutes_participate()),
        ] {
            rows.extend(intervals.iter().map(|interval| {
                [tenure.party, word]
                    .map(str::to_owned)
                    .into_iter()
                    .chain([interval.from.to_string(), interval.until.to_string()])
                    .map(Some)
                    .collect()
            }));
        }
    }
    stage::append(tx, "open_country", &open, &rows).await?;

    let names = names();
    let (always, never) = (always(), never());
    let kind = "case when t.role = 'collaborator' then 'collaborates' else 'performs' end";
    let parts = "participations t join institutes i on i.\"key\" = t.institute and not i.own";
    let restricted = "select country from open_country";
    let undisputed = undisputed();
    let statements = [
        format!(
            "insert into {FRESH} ({names}) \
             select distinct 'institute', t.institute, t.project, {kind}, '{always}', '{never}' from {parts} \
             where {undisputed} and (i.country is null or i.country not in ({restricted}))"
        ),
        format!(
            "insert into {FRESH} ({names}) \
             select distinct 'institute', t.institute, t.project, {kind}, o.from_day, o.until_day from {parts} \
             join open_country o on o.country = i.country and o.word = 'stand' where {undisputed}"
        ),
        format!(
            "insert into {FRESH} ({names}) \
             select 'institute', i.\"key\", '', 'programme', '{always}', '{never}' from institutes i \
             where not i.own and (i.country is null or i.country not in ({restricted}))"
        ),
        format!(
            "insert into {FRESH} ({names}) \
             select 'institute', i.\"key\", '', 'programme', o.from_day, o.until_day from institutes i \
             join open_country o on o.country = i.country and o.word = 'participate' where not i.own"
        ),
    ];
    for statement in statements {
        tx.execute_unprepared(&statement).await?;
    }
    stage::drop(tx, "open_country").await
}

/// No right rests on a participation that is disputed.
fn undisputed() -> &'static str {
    #[cfg(mutants)]
    if crate::mutant::is("disputed_participation_counts") {
        return "1 = 1";
    }
    "not t.disputed"
}

/// PARTNERS: an agency or a partner organisation with a contribution above zero.
async fn of_funders(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!(
        "insert into {FRESH} ({}) \
         select distinct 'funder', c.funder, c.project, 'partners', '{}', '{}' \
         from contributions c join funders f on f.\"key\" = c.funder \
         where c.amount > 0 and f.kind in ('agency', 'partner')",
        names(),
        always(),
        never()
    ))
    .await?;
    Ok(())
}

/// Intervals that touch are one: where a holder's own facts and those of a state it represents meet
/// on one project, their intervals are joined.
async fn merge(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let group = "holder_kind, holder, project, kind";
    let sql = format!(
        "select s.holder_kind, s.holder, s.project, s.kind, s.from_day, s.until_day from {FRESH} s \
         join (select {group} from {FRESH} group by {group} having count(*) > 1) m \
         on m.holder_kind = s.holder_kind and m.holder = s.holder and m.project = s.project and m.kind = s.kind"
    );
    let mut groups: BTreeMap<[String; 4], Vec<Interval>> = BTreeMap::new();
    for row in tx
        .query_all_raw(Statement::from_string(backend, sql))
        .await?
    {
        let text = |place: usize| row.try_get_by_index::<String>(place);
        let day = |place: usize| -> Result<NaiveDate, DbErr> {
            text(place)?
                .parse()
                .map_err(|_| DbErr::Custom("a day that is none".into()))
        };
        groups
            .entry([text(0)?, text(1)?, text(2)?, text(3)?])
            .or_default()
            .push(Interval {
                from: day(4)?,
                until: day(5)?,
            });
    }
    for (key, intervals) in groups {
        let merged = union(intervals.iter().copied());
        if merged.len() == intervals.len() {
            continue;
        }
        let values: Vec<sea_orm::Value> = key.iter().map(|text| text.as_str().into()).collect();
        let marks = match backend {
            DbBackend::Postgres => ["$1", "$2", "$3", "$4"],
            _ => ["?", "?", "?", "?"],
        };
        let [kind, holder, project, word] = marks;
        tx.execute_raw(Statement::from_sql_and_values(
            backend,
            format!(
                "delete from {FRESH} where holder_kind = {kind} and holder = {holder} and project = {project} \
                 and kind = {word}"
            ),
            values,
        ))
        .await?;
        let [kind, holder, project, word] = &key;
        let rows: Vec<Values> = merged
            .iter()
            .map(|interval| row(kind, holder, project, word, *interval))
            .collect();
        stage::append(tx, FRESH, &columns(), &rows).await?;
    }
    Ok(())
}
