//! From the staging tables into the tables: checks and changes as sets, one statement each.

use super::{
    Change, Column, Form, Problem, ProblemKind, Problems, Sheet,
    cell::fields,
    stage::{self, Field, Sql, cast, quoted},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement};

/// A sheet that has been staged.
pub(super) struct Staged {
    pub(super) sheet: &'static Sheet,
    pub(super) file: String,
    /// The columns that the file has.
    pub(super) columns: Vec<&'static Column>,
    pub(super) count: u64,
}

/// Where the items of a project's `areas` wait.
pub(super) const TIES: &str = "stage_project_areas";

/// `--replace` may remove this part of a table without `--yes`.
const SAFE_REMOVALS: (u64, u64) = (1, 5);

pub(super) fn stage(sheet: &Sheet) -> String {
    format!("stage_{}", sheet.name)
}

pub(super) fn tie_fields() -> Vec<Field> {
    vec![
        Field::new("project", Sql::Text),
        Field::new("area", Sql::Text),
    ]
}

impl Staged {
    fn table(&self) -> String {
        quoted(self.sheet.name)
    }

    fn stage(&self) -> String {
        stage(self.sheet)
    }

    fn key(&self) -> Vec<&'static str> {
        self.sheet.key().map(|column| column.name).collect()
    }

    fn has_ties(&self) -> bool {
        self.columns.iter().any(|column| column.form == Form::Keys)
    }

    /// That the rows under these names have the same key.
    fn same_key(&self, backend: DbBackend, table: &str, staged: &str) -> String {
        let parts: Vec<String> = self
            .sheet
            .key()
            .map(|column| {
                let name = quoted(column.name);
                let sql = fields(column).first().map_or(Sql::Text, |field| field.sql);
                format!(
                    "{table}.{name} = {}",
                    cast(backend, &format!("{staged}.{name}"), sql)
                )
            })
            .collect();
        parts.join(" and ")
    }
}

pub(super) async fn prepare(tx: &DatabaseTransaction, staged: &Staged) -> Result<(), DbErr> {
    stage::prepare(tx, &staged.stage(), &staged.key()).await?;
    if staged.has_ties() {
        stage::prepare(tx, TIES, &["project", "area"]).await?;
    }
    Ok(())
}

pub(super) async fn clear(tx: &DatabaseTransaction, staged: &Staged) -> Result<(), DbErr> {
    stage::drop(tx, &staged.stage()).await?;
    if staged.has_ties() {
        stage::drop(tx, TIES).await?;
    }
    Ok(())
}

/// Keys that occur twice, references to nothing, and what the sheet's own checks find.
pub(super) async fn check_staged(
    tx: &DatabaseTransaction,
    staged: &Staged,
    all: &[Staged],
    unread: &[&str],
    problems: &mut Problems,
) -> Result<(), DbErr> {
    let table = staged.stage();
    let key: Vec<String> = staged.key().iter().map(|column| quoted(column)).collect();
    let shown = key.join(" || ', ' || ");
    let key = key.join(", ");
    let twice = format!(
        "select line, first, {shown} from (select line, {key}, min(line) over (partition by {key}) as first \
         from {table}) s where line <> first order by line"
    );
    for row in query(tx, twice).await? {
        let first: i64 = row.try_get_by_index(1)?;
        problems.push(Problem::of_a_set(
            ProblemKind::DuplicateKey,
            staged,
            row.try_get_by_index(0)?,
            &staged.key().join(", "),
            row.try_get_by_index(2)?,
            format!("a key of its own; line {first} has this one already"),
        ));
    }
    for column in &staged.columns {
        let Some((sheet, names)) = column.refers.filter(|(sheet, _)| !unread.contains(sheet))
        else {
            continue;
        };
        let (from, of) = match column.form {
            Form::Keys => (TIES, "area"),
            _ => (table.as_str(), column.name),
        };
        let value = format!("s.{}", quoted(of));
        let names = quoted(names);
        let mut dangling = format!(
            "select s.line, {value} from {from} s where {value} is not null \
             and not exists (select 1 from {} t where t.{names} = {value})",
            quoted(sheet)
        );
        if all.iter().any(|other| other.sheet.name == sheet) {
            dangling.push_str(&format!(
                " and not exists (select 1 from stage_{sheet} t where t.{names} = {value})"
            ));
        }
        for row in query(tx, format!("{dangling} order by s.line")).await? {
            let (kind, expected) = if sheet == "countries" {
                (
                    ProblemKind::UnknownCode,
                    "a country code of ISO 3166-1 or of countries.csv".to_owned(),
                )
            } else {
                (
                    ProblemKind::DanglingReference,
                    format!("a key of {sheet}, in the package or the database"),
                )
            };
            problems.push(Problem::of_a_set(
                kind,
                staged,
                row.try_get_by_index(0)?,
                column.name,
                row.try_get_by_index(1)?,
                expected,
            ));
        }
    }
    for check in staged.sheet.checks {
        if check.kind == ProblemKind::DanglingReference {
            continue; // It asks other tables, which may not be in place yet.
        }
        let sql = format!(
            "select t.line, t.{} from {table} t where {} order by t.line",
            quoted(check.column),
            check.wrong
        );
        report(tx, staged, check, sql, problems).await?;
    }
    Ok(())
}

/// The sheet's own checks, once everything is in place: a column that the file does not have may
/// stand against one that it has, and what a grant names may have been removed.
pub(super) async fn check_placed(
    tx: &DatabaseTransaction,
    staged: &Staged,
    problems: &mut Problems,
) -> Result<(), DbErr> {
    for check in staged.sheet.checks {
        let sql = format!(
            "select s.line, t.{} from {} t left join {} s on {} where {} order by s.line",
            quoted(check.column),
            staged.table(),
            staged.stage(),
            staged.same_key(tx.get_database_backend(), "t", "s"),
            check.wrong
        );
        report(tx, staged, check, sql, problems).await?;
    }
    Ok(())
}

async fn report(
    tx: &DatabaseTransaction,
    staged: &Staged,
    check: &super::sheet::Check,
    sql: String,
    problems: &mut Problems,
) -> Result<(), DbErr> {
    for row in query(tx, sql).await? {
        problems.push(Problem::of_a_set(
            check.kind,
            staged,
            row.try_get_by_index(0)?,
            check.column,
            row.try_get_by_index(1)?,
            check.expected.to_owned(),
        ));
    }
    Ok(())
}

/// Updates the rows that are there and hold something else, inserts those that are not.
pub(super) async fn put(tx: &DatabaseTransaction, staged: &Staged) -> Result<Change, DbErr> {
    let backend = tx.get_database_backend();
    let (table, stage) = (staged.table(), staged.stage());
    let same = staged.same_key(backend, "t", "s");
    let present: Vec<Field> = staged
        .columns
        .iter()
        .flat_map(|column| fields(column))
        .collect();
    let value = |field: &Field| cast(backend, &format!("s.{}", quoted(&field.name)), field.sql);
    let changing: Vec<&Field> = present
        .iter()
        .filter(|field| !staged.key().contains(&field.name.as_str()))
        .collect();

    let mut differs: Vec<String> = changing
        .iter()
        .map(|field| {
            format!(
                "t.{} is distinct from {}",
                quoted(&field.name),
                value(field)
            )
        })
        .collect();
    if staged.has_ties() {
        differs.push(TIES_DIFFER.to_owned());
    }
    let mut updated = 0;
    if !changing.is_empty() {
        let set: Vec<String> = changing
            .iter()
            .map(|field| format!("{} = {}", quoted(&field.name), value(field)))
            .collect();
        updated = execute(
            tx,
            format!(
                "update {table} as t set {} from {stage} as s where {same} and ({})",
                set.join(", "),
                differs.join(" or ")
            ),
        )
        .await?;
    }
    // A flag that the file does not have is false in a new row; anything else is not known.
    let absent_flags: Vec<Field> = staged
        .sheet
        .columns
        .iter()
        .flat_map(fields)
        .filter(|field| {
            field.sql == Sql::Flag && present.iter().all(|other| other.name != field.name)
        })
        .collect();
    let names = present
        .iter()
        .chain(&absent_flags)
        .map(|field| quoted(&field.name));
    let values = present.iter().map(value).chain(
        absent_flags
            .iter()
            .map(|field| cast(backend, "'false'", field.sql)),
    );
    let inserted = execute(
        tx,
        format!(
            "insert into {table} ({}) select {} from {stage} s \
             where not exists (select 1 from {table} t where {same})",
            names.collect::<Vec<_>>().join(", "),
            values.collect::<Vec<_>>().join(", ")
        ),
    )
    .await?;
    if staged.has_ties() {
        for statement in TIES_IN_PLACE {
            execute(tx, (*statement).to_owned()).await?;
        }
    }
    Ok(Change {
        sheet: staged.sheet.name,
        inserted,
        updated,
        unchanged: staged.count.saturating_sub(inserted + updated),
        removed: 0,
    })
}

const TIES_DIFFER: &str = "exists (select 1 from stage_project_areas a where a.project = s.number \
    and not exists (select 1 from project_areas p where p.project = a.project and p.area = a.area)) \
    or exists (select 1 from project_areas p where p.project = s.number \
    and not exists (select 1 from stage_project_areas a where a.project = p.project and a.area = p.area))";

const TIES_IN_PLACE: &[&str] = &[
    "delete from project_areas where project in (select number from stage_projects) \
     and not exists (select 1 from stage_project_areas a \
     where a.project = project_areas.project and a.area = project_areas.area)",
    "insert into project_areas (project, area) select distinct a.project, a.area from stage_project_areas a \
     where not exists (select 1 from project_areas p where p.project = a.project and p.area = a.area)",
];

/// That a row of the table, under the name `t`, is not in the sheet. A country of the ISO list stays.
fn gone(staged: &Staged, backend: DbBackend) -> String {
    let iso = if staged.sheet.name == "countries" {
        " and t.iso_name is null"
    } else {
        ""
    };
    format!(
        "not exists (select 1 from {} s where {}){iso}",
        staged.stage(),
        staged.same_key(backend, "t", "s")
    )
}

/// How many rows the sheet no longer holds.
pub(super) async fn removals(tx: &DatabaseTransaction, staged: &Staged) -> Result<u64, DbErr> {
    let gone = gone(staged, tx.get_database_backend());
    let table = staged.table();
    count(tx, format!("select count(*) from {table} t where {gone}")).await
}

/// Removes what the sheet no longer holds; nothing if that is more than is safe, or if something that
/// stays refers to it. A country of the ISO list stays under its ISO name.
pub(super) async fn remove(
    tx: &DatabaseTransaction,
    staged: &Staged,
    change: Change,
    yes: bool,
    problems: &mut Problems,
) -> Result<u64, DbErr> {
    let backend = tx.get_database_backend();
    let table = staged.table();
    let is_countries = staged.sheet.name == "countries";
    let gone = gone(staged, backend);
    let removals = removals(tx, staged).await?;
    let rows = count(tx, format!("select count(*) from {table}")).await?;
    let before = rows.saturating_sub(change.inserted);
    if !yes && removals * SAFE_REMOVALS.1 > before.max(1) * SAFE_REMOVALS.0 && removals > 0 {
        problems.push(Problem {
            kind: ProblemKind::TooManyRemovals,
            file: staged.file.clone(),
            line: None,
            column: None,
            value: Some(removals.to_string()),
            expected: format!("at most a fifth of {before} rows to be removed, or `--yes`"),
        });
        return Ok(0);
    }
    let mut held = false;
    for other in super::SHEETS {
        for column in other.columns {
            let Some((sheet, names)) = column.refers else {
                continue;
            };
            if sheet != staged.sheet.name {
                continue;
            }
            let (from, of) = match column.form {
                Form::Keys => ("project_areas".to_owned(), "area"),
                _ => (quoted(other.name), column.name),
            };
            // A row of this table that goes as well does not hold another one.
            let stays = if other.name == staged.sheet.name {
                format!(" and not ({})", gone.replace("t.", "r."))
            } else {
                String::new()
            };
            let names = quoted(names);
            let sql = format!(
                "select t.{names} from {table} t where {gone} \
                 and exists (select 1 from {from} r where r.{} = t.{names}{stays}) order by 1",
                quoted(of)
            );
            for row in query(tx, sql).await? {
                held = true;
                problems.push(Problem::of_a_set(
                    ProblemKind::StillReferenced,
                    staged,
                    None,
                    names.trim_matches('"'),
                    row.try_get_by_index(0)?,
                    format!(
                        "a row that {} still refers to, to stay in the sheet",
                        other.name
                    ),
                ));
            }
        }
    }
    if held {
        return Ok(0);
    }
    if is_countries {
        execute(
            tx,
            "update countries set name = iso_name where iso_name is not null and name <> iso_name \
             and not exists (select 1 from stage_countries s where s.code = countries.code)"
                .to_owned(),
        )
        .await?;
    }
    execute(tx, format!("delete from {table} as t where {gone}")).await
}

async fn query(tx: &DatabaseTransaction, sql: String) -> Result<Vec<QueryResult>, DbErr> {
    let limited = format!("{sql} limit {}", Problems::LISTED + 1);
    tx.query_all_raw(Statement::from_string(tx.get_database_backend(), limited))
        .await
}

async fn execute(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    Ok(tx.execute_unprepared(&sql).await?.rows_affected())
}

async fn count(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}
