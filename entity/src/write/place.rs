//! From the staging tables into the tables, as sets, one statement each.

use super::{
    Change, Column, Form, Problems, Sheet,
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
    pub(super) fn table(&self) -> String {
        quoted(self.sheet.name)
    }

    pub(super) fn stage(&self) -> String {
        stage(self.sheet)
    }

    pub(super) fn key(&self) -> Vec<&'static str> {
        self.sheet.key().map(|column| column.name).collect()
    }

    fn has_ties(&self) -> bool {
        self.columns.iter().any(|column| column.form == Form::Keys)
    }

    /// The rows as they will be, as a selection: a column that the file does not have keeps what the
    /// table holds.
    pub(super) fn to_be(&self, backend: DbBackend) -> String {
        let present = |column: &Column| self.columns.iter().any(|one| one.name == column.name);
        let mut selected = vec!["s.line".to_owned()];
        for column in self.sheet.columns {
            for field in fields(column) {
                let name = quoted(&field.name);
                selected.push(match present(column) {
                    true => format!(
                        "{} as {name}",
                        cast(backend, &format!("s.{name}"), field.sql)
                    ),
                    false => format!("e.{name}"),
                });
            }
        }
        format!(
            "select {} from {} s left join {} e on {}",
            selected.join(", "),
            self.stage(),
            self.table(),
            self.same_key(backend, "e", "s")
        )
    }

    /// That the rows under these names have the same key.
    pub(super) fn same_key(&self, backend: DbBackend, table: &str, staged: &str) -> String {
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

/// The rows of a selection, each a problem: as many as are listed; the others are counted at once.
pub(super) async fn query(
    tx: &DatabaseTransaction,
    sql: String,
    problems: &mut Problems,
) -> Result<Vec<QueryResult>, DbErr> {
    let limited = format!("{sql} limit {}", Problems::LISTED);
    let rows = tx
        .query_all_raw(Statement::from_string(tx.get_database_backend(), limited))
        .await?;
    if rows.len() == Problems::LISTED {
        let all = count(tx, format!("select count(*) from ({sql}) c")).await?;
        problems.more(all.saturating_sub(rows.len() as u64));
    }
    Ok(rows)
}

pub(super) async fn execute(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    Ok(tx.execute_unprepared(&sql).await?.rows_affected())
}

pub(super) async fn count(tx: &DatabaseTransaction, sql: String) -> Result<u64, DbErr> {
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}
