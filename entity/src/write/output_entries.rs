//! From when an output may be read by whom, derived from the levels of the rule's table, embargoes, projects,
//! standing and grants whenever one of them changes, in the same transaction (entitlement, section 5).
//!
//! Standing and the audience of projects must be in step.

use super::stage::{self, Field, Sql};
use crate::{
    policy::{
        derived::{Audience, BOARD, Opens, Requires, quoted},
        table::{CONFIDENTIAL_LEVEL, EMBARGOED_LEVEL, LEVELS, Level},
    },
    standing::{always, never},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

const FRESH: &str = "output_entries_fresh";

/// The sheets from which they follow, beside those that standing follows from.
pub(super) const FOLLOW_FROM: &[&str] = &["outputs", "output_projects", "output_grants"];

/// Writes what differs.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    derive(tx).await?;
    let dates = dates(tx.get_database_backend());
    tx.execute_unprepared(&format!(
        "update outputs as t set public_from = s.public_from, programme_from = s.programme_from \
         from ({dates}) as s where {DIFFERS}"
    ))
    .await?;
    if differences(tx).await? > 0 {
        let (names, typed) = (names(), typed(tx.get_database_backend()));
        tx.execute_unprepared("delete from output_entries").await?;
        tx.execute_unprepared(&format!(
            "insert into output_entries ({names}) select {typed} from {FRESH} f"
        ))
        .await?;
    }
    stage::drop(tx, FRESH).await
}

/// How many outputs have other dates than follow, and how many entries differ; none, if they are in step.
pub(super) async fn check(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    derive(tx).await?;
    let dates = dates(tx.get_database_backend());
    let outputs = format!("select count(*) from outputs t, ({dates}) s where {DIFFERS}");
    let differences = count(tx, outputs).await? + differences(tx).await?;
    stage::drop(tx, FRESH).await?;
    Ok(differences)
}

const DIFFERS: &str = "t.\"key\" = s.output and (t.public_from is distinct from s.public_from \
    or t.programme_from is distinct from s.programme_from)";

fn columns() -> [Field; 6] {
    [
        Field::new("holder_kind", Sql::Text),
        Field::new("holder", Sql::Text),
        Field::new("output", Sql::Text),
        Field::new("requires", Sql::Int),
        Field::new("from_day", Sql::Day),
        Field::new("until_day", Sql::Day),
    ]
}

fn names() -> String {
    columns().map(|column| column.name).join(", ")
}

fn typed(backend: DbBackend) -> String {
    let typed = |column: Field| stage::cast(backend, &format!("f.{}", column.name), column.sql);
    columns().map(typed).join(", ")
}

async fn differences(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    let (names, typed) = (names(), typed(tx.get_database_backend()));
    let differences = format!(
        "select (select count(*) from (select {names} from output_entries except select {typed} from {FRESH} f) a) \
              + (select count(*) from (select {typed} from {FRESH} f except select {names} from output_entries) b)"
    );
    count(tx, differences).await
}

async fn count(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// When an output `o` is read at a level: the condition on its row, from which day and until which.
fn read_at(level: &Level) -> Vec<[String; 3]> {
    let (always, never) = (format!("'{}'", always()), format!("'{}'", never()));
    let access = |word: &str| format!("o.access = '{word}'");
    let end = end_of_embargo();
    if level.level == CONFIDENTIAL_LEVEL {
        return vec![[access(level.level), always, never]];
    }
    if level.level == EMBARGOED_LEVEL {
        let softened = format!(
            "o.access not in ('{}', '{CONFIDENTIAL_LEVEL}') and {end} is not null",
            level.level
        );
        return vec![
            [access(level.level), always.clone(), never],
            [softened, always, end],
        ];
    }
    vec![[
        access(level.level),
        format!("coalesce({end}, {always})"),
        never,
    ]]
}

/// An embargo ends with the last day that its date may mean.
fn end_of_embargo() -> String {
    #[cfg(mutants)]
    if crate::mutant::is("reduced_embargo_in_favour") {
        return "cast(o.embargoed_until_first as text)".into();
    }
    "cast(o.embargoed_until_last as text)".into()
}

/// Whether an output `o` belongs to a project that everyone sees, or to none.
fn is_of_a_public_project() -> String {
    format!(
        "(not exists (select 1 from output_projects t where t.output = o.\"key\") \
          or exists (select 1 from output_projects t join projects p on p.number = t.project \
                     where t.output = o.\"key\" and p.audience = {}))",
        Audience::Everyone as i32
    )
}

/// From when each output may be read by everyone, and by the programme's participants.
fn dates(backend: DbBackend) -> String {
    let from = |open: fn(&Level) -> bool| {
        let cases: Vec<String> = LEVELS
            .iter()
            .filter(|level| open(level))
            .flat_map(read_at)
            .map(|[condition, from, _]| format!("when {condition} then {from}"))
            .collect();
        let never = never();
        let day = match cases.is_empty() {
            true => format!("'{never}'"),
            false => format!(
                "case when not {} then '{never}' {} else '{never}' end",
                is_of_a_public_project(),
                cases.join(" ")
            ),
        };
        stage::cast(backend, &day, Sql::Day)
    };
    format!(
        "select o.\"key\" as output, {} as public_from, {} as programme_from from outputs o",
        from(|level| level.everyone),
        from(|level| level.participants)
    )
}

/// Fills the table of entries anew.
async fn derive(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    stage::create(tx, FRESH, &columns()).await?;
    let names = names();
    let mut selects = Vec::new();
    for level in LEVELS {
        for [condition, from, until] in read_at(level) {
            if level.everyone {
                selects.extend(of_hidden_projects(0, &condition, &from, &until));
            }
            if level.participants {
                let requires = Requires::Results as i32 | Requires::Participates as i32;
                selects.extend(of_hidden_projects(requires, &condition, &from, &until));
            }
            if !level.on_a_project.is_empty() {
                let kinds = level.on_a_project.iter();
                let kinds: Vec<&str> = kinds.map(|standing| standing.word()).collect();
                let is_opened = format!(
                    "{condition} and s.kind in ({}) and {}",
                    quoted(&kinds),
                    Opens::Project.is_among("s")
                );
                let requires = Requires::Results as i32;
                selects.push(by_standing(requires, &is_opened, &from, &until));
            }
        }
    }
    selects.extend(of_owners_and_grants());
    for select in selects {
        tx.execute_unprepared(&format!("insert into {FRESH} ({names}) {select}"))
            .await?;
    }
    // Of entries that begin on the same day the longest says all.
    let grouped = "holder_kind, holder, output, requires, from_day";
    let merged = format!("{FRESH}_merged");
    stage::create(tx, &merged, &columns()).await?;
    tx.execute_unprepared(&format!(
        "insert into {merged} ({names}) select {grouped}, max(until_day) from {FRESH} \
         where from_day < until_day group by {grouped}"
    ))
    .await?;
    stage::drop(tx, FRESH).await?;
    tx.execute_unprepared(&format!("alter table {merged} rename to {FRESH}"))
        .await?;
    Ok(())
}

/// What is open by its level alone, of projects that not everyone sees: to Parties with a seat on the Board
/// that see one of them, and to whoever stands on one.
fn of_hidden_projects(requires: i32, condition: &str, from: &str, until: &str) -> [String; 2] {
    let hidden = format!("{condition} and not {}", is_of_a_public_project());
    let of_the_board = format!(
        "select '{BOARD}', '', o.\"key\", '{requires}', {from}, {until} from outputs o \
         where {hidden} and exists (select 1 from output_projects t join projects p on p.number = t.project \
         where t.output = o.\"key\" and p.audience = {})",
        Audience::Board as i32
    );
    let is_opened = format!("{hidden} and {}", Opens::Project.is_among("s"));
    [of_the_board, by_standing(requires, &is_opened, from, until)]
}

/// While an output is read at a level, and a standing on one of its projects holds.
fn by_standing(requires: i32, condition: &str, from: &str, until: &str) -> String {
    let (begins, ends) = ("cast(s.from_day as text)", "cast(s.until_day as text)");
    format!(
        "select s.holder_kind, s.holder, o.\"key\", '{requires}', \
         case when {begins} > {from} then {begins} else {from} end, \
         case when {ends} < {until} then {ends} else {until} end \
         from outputs o join output_projects t on t.output = o.\"key\" join standing s on s.project = t.project \
         where {condition}"
    )
}

/// Owners and the holders of grants read an output at every level; a Party only while it is a member.
fn of_owners_and_grants() -> [String; 2] {
    let (always, never) = (always(), never());
    let results = Requires::Results as i32;
    let of_a_party = results | Requires::Member as i32;
    [
        format!(
            "select 'institute', o.institute, o.\"key\", '{results}', '{always}', '{never}' from outputs o \
             where o.institute is not null"
        ),
        format!(
            "select g.holder_kind, g.holder, g.output, \
             case when g.holder_kind = 'party' then '{of_a_party}' else '{results}' end, '{always}', '{never}' \
             from output_grants g"
        ),
    ]
}
