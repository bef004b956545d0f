//! Row security as the database has it: bringing it there, taking it back, and whether it still is what
//! this program's policies say.
//!
//! What was made is written down beside it, as the database itself reads it, and under which hash of
//! the statements; so that a change by hand is found as well as another version of the program.

use crate::policy::row_security::{Guard, NAME, guards, stamp};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait, Value, sea_query::ArrayType,
};
use std::collections::BTreeMap;

/// Row security as a database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSecurity {
    /// It is not there.
    Missing,
    /// It is what the policies of this program say.
    Current,
    /// It is not, in these ways.
    Drifted(Vec<String>),
}

/// What was made, and its definition.
type Made = BTreeMap<String, String>;

/// Under this name the stamp has the hash of the statements.
const PROGRAM: &str = "program";

/// Row security as the database of this connection has it.
pub(super) async fn status(read: &DatabaseConnection) -> Result<RowSecurity, DbErr> {
    let tx = read.begin().await?;
    let status = status_in(&tx, &guards()).await;
    tx.rollback().await?;
    status
}

async fn status_in(tx: &DatabaseTransaction, guards: &[Guard]) -> Result<RowSecurity, DbErr> {
    let there = "select 1 from pg_namespace where nspname = $1";
    if tx
        .query_one_raw(statement(there, [NAME.into()]))
        .await?
        .is_none()
    {
        return Ok(RowSecurity::Missing);
    }
    let rows = tx
        .query_all_raw(statement(
            &format!("select object, definition from {NAME}.stamp"),
            [],
        ))
        .await?;
    let mut stamped = Made::new();
    for row in rows {
        stamped.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    let mut drift = Vec::new();
    if stamped.remove(PROGRAM) != Some(stamp(guards)) {
        drift.push("the policies are those of another version of this program".to_owned());
    }
    let present = present(tx, guards).await?;
    for (object, definition) in &present {
        match stamped.get(object) {
            _ if definition.starts_with(OFF) => {
                drift.push(format!("{object}: row security is off"))
            }
            Some(stamped) if stamped == definition => {}
            Some(_) => drift.push(format!("{object}: it is not as it was made")),
            None => drift.push(format!("{object}: this program did not make it")),
        }
    }
    let gone = stamped
        .keys()
        .filter(|object| !present.contains_key(*object));
    drift.extend(gone.map(|object| format!("{object}: it is gone")));
    Ok(match drift.is_empty() {
        true => RowSecurity::Current,
        false => RowSecurity::Drifted(drift),
    })
}

/// How the definition of a table begins whose row security is off.
const OFF: &str = "off";

/// The guarded tables and the views, as the database itself reads them now.
async fn present(tx: &DatabaseTransaction, guards: &[Guard]) -> Result<Made, DbErr> {
    const OBJECTS: &str = "
        select 'table ' || c.relname, case when c.relrowsecurity then 'on' else 'off' end || coalesce((
            select string_agg(concat_ws(' ', '', p.polname, p.polpermissive, p.polcmd, p.polroles::text,
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), ';' order by p.polname)
            from pg_policy p where p.polrelid = c.oid), '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = any($2)
        union all
        select 'view ' || c.relname, concat_ws(' ', pg_get_viewdef(c.oid), c.reloptions::text)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $3 and c.relkind = 'v'";
    let names = |row: Option<sea_orm::QueryResult>| -> Result<(String, String), DbErr> {
        let row = row.ok_or_else(|| DbErr::RecordNotFound("the schema's name".into()))?;
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
    };
    let now = "select current_schema(), current_setting('search_path')";
    let (schema, path) = names(tx.query_one_raw(statement(now, [])).await?)?;
    // A definition is read with or without the names of schemas, as the path says.
    set_path(tx, "").await?;
    let values = [schema.into(), tables(guards), NAME.into()];
    let rows = tx.query_all_raw(statement(OBJECTS, values)).await?;
    set_path(tx, &path).await?;
    let mut made = Made::new();
    for row in rows {
        made.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(made)
}

/// The names of the guarded tables.
pub(super) fn tables(guards: &[Guard]) -> Value {
    let names = guards.iter().map(|guard| guard.table.into()).collect();
    Value::Array(ArrayType::String, Some(Box::new(names)))
}

async fn set_path(tx: &DatabaseTransaction, path: &str) -> Result<(), DbErr> {
    let set = "select set_config('search_path', $1, true)";
    tx.query_one_raw(statement(set, [path.into()])).await?;
    Ok(())
}

/// Brings row security to what this program's policies say, and lets these roles read through it.
pub(super) async fn put_up(tx: &DatabaseTransaction, roles: &[String]) -> Result<(), DbErr> {
    let guards = guards();
    if status_in(tx, &guards).await? != RowSecurity::Current {
        remove(tx, &guards).await?;
        build(tx, &guards).await?;
    }
    for role in roles {
        for grant in [
            "grant usage on schema %1$I to %3$I",
            "grant usage on schema %2$I to %3$I",
            "grant select on all tables in schema %1$I to %3$I",
            "grant select on all tables in schema %2$I to %3$I",
            "grant insert on %1$I.access_record to %3$I",
            // Whoever issues tokens notes when a client got one, and writes nothing else.
            "grant update (last_used_at) on %1$I.clients to %3$I",
        ] {
            for_role(tx, role, grant).await?;
        }
    }
    Ok(())
}

async fn build(tx: &DatabaseTransaction, guards: &[Guard]) -> Result<(), DbErr> {
    let begin = format!(
        "create schema {NAME};
        create table {NAME}.stamp (object text primary key, definition text not null)"
    );
    tx.execute_unprepared(&begin).await?;
    for statement in guards.iter().flat_map(|guard| &guard.statements) {
        tx.execute_unprepared(statement).await?;
    }
    let mut made = present(tx, guards).await?;
    made.insert(PROGRAM.into(), stamp(guards));
    let insert = format!("insert into {NAME}.stamp (object, definition) values ($1, $2)");
    for (object, definition) in made {
        let values = [object.into(), definition.into()];
        tx.execute_raw(statement(&insert, values)).await?;
    }
    Ok(())
}

/// Takes all of it back; nobody but the owner may read any longer.
pub(super) async fn take_down(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    for role in serving_roles(tx).await? {
        for_role(
            tx,
            &role,
            "revoke select, insert, update on all tables in schema %1$I from %3$I",
        )
        .await?;
    }
    remove(tx, &guards()).await
}

async fn remove(tx: &DatabaseTransaction, guards: &[Guard]) -> Result<(), DbErr> {
    let policies = format!(
        "do $$ declare t regclass; p name; begin
            for t, p in select polrelid::regclass, polname from pg_policy
                where polname in ('{NAME}', '{NAME}_written') loop
                execute format('drop policy %I on %s', p, t);
                execute format('alter table %s disable row level security', t);
            end loop;
        end $$"
    );
    tx.execute_unprepared(&policies).await?;
    for guard in guards {
        let table = guard.table;
        let off = format!(r#"alter table if exists "{table}" disable row level security"#);
        tx.execute_unprepared(&off).await?;
    }
    tx.execute_unprepared(&format!("drop schema if exists {NAME} cascade"))
        .await?;
    Ok(())
}

/// The roles that may look through the wall: those that were given its schema.
pub(super) async fn serving_roles(tx: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
    let roles = "select distinct r.rolname::text from pg_namespace n, aclexplode(n.nspacl) a
        join pg_roles r on r.oid = a.grantee where n.nspname = $1 and a.grantee <> n.nspowner order by 1";
    let rows = tx.query_all_raw(statement(roles, [NAME.into()])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Runs this for the tables' schema (1), the wall's (2) and the role (3).
async fn for_role(tx: &DatabaseTransaction, role: &str, sql: &str) -> Result<(), DbErr> {
    let quoted = "select format($1, current_schema(), $2, $3)";
    let row = tx
        .query_one_raw(statement(quoted, [sql.into(), NAME.into(), role.into()]))
        .await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the role's name".into()))?;
    tx.execute_unprepared(&row.try_get_by_index::<String>(0)?)
        .await?;
    Ok(())
}

pub(super) fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
