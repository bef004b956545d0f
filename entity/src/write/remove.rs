//! Removing what a present sheet no longer holds.

use super::{
    Change, Form, Problem, ProblemKind, Problems,
    place::{Staged, count, execute, query},
    stage::quoted,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

/// `--replace` may remove this part of a table without `--yes`.
const SAFE_REMOVALS: (u64, u64) = (1, 5);

/// Whose keys grants name, by the word that stands in the grant; no column refers to them.
const HOLDERS: &[(&str, &str, &str)] = &[
    ("parties", "code", "party"),
    ("funders", "key", "funder"),
    ("institutes", "key", "institute"),
];

/// Which rows of the table, under the name `t`, a sheet can hold. Of the countries only those that are
/// not in the ISO list, or not by this name.
fn own(staged: &Staged) -> &'static str {
    match staged.sheet.name {
        "countries" => "t.name is distinct from t.iso_name",
        _ => "1 = 1",
    }
}

/// That the sheet does not hold a row of the table, under the name `t`.
fn absent(staged: &Staged, backend: DbBackend) -> String {
    format!(
        "not exists (select 1 from {} s where {})",
        staged.stage(),
        staged.same_key(backend, "t", "s")
    )
}

/// How many rows the sheet no longer holds.
pub(super) async fn removals(tx: &DatabaseTransaction, staged: &Staged) -> Result<u64, DbErr> {
    let (table, own) = (staged.table(), own(staged));
    let absent = absent(staged, tx.get_database_backend());
    let sql = format!("select count(*) from {table} t where {own} and {absent}");
    count(tx, sql).await
}

/// Removes what the sheet no longer holds; nothing if that is more than is safe, or if something that
/// stays refers to it. A country of the ISO list stays under its ISO name.
pub(super) async fn rows(
    tx: &DatabaseTransaction,
    staged: &Staged,
    change: Change,
    yes: bool,
    problems: &mut Problems,
) -> Result<u64, DbErr> {
    let backend = tx.get_database_backend();
    let table = staged.table();
    let is_countries = staged.sheet.name == "countries";
    let mut gone = absent(staged, backend);
    if is_countries {
        gone.push_str(" and t.iso_name is null");
    }
    let removals = removals(tx, staged).await?;
    let own = own(staged);
    let rows = count(tx, format!("select count(*) from {table} t where {own}")).await?;
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
    let sound = problems.count();
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
            for row in query(tx, sql, problems).await? {
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
    for (_, key, kind) in HOLDERS
        .iter()
        .filter(|(sheet, ..)| *sheet == staged.sheet.name)
    {
        let sql = format!(
            "select t.\"{key}\" from {table} t where {gone} and exists (select 1 from output_grants r \
             where r.holder_kind = '{kind}' and r.holder = t.\"{key}\") order by 1"
        );
        for row in query(tx, sql, problems).await? {
            problems.push(Problem::of_a_set(
                ProblemKind::StillReferenced,
                staged,
                None,
                key,
                row.try_get_by_index(0)?,
                "a row that output_grants still refers to, to stay in the sheet".to_owned(),
            ));
        }
    }
    if problems.count() > sound {
        return Ok(0);
    }
    let mut removed = 0;
    if is_countries {
        removed += execute(
            tx,
            "update countries set name = iso_name where iso_name is not null and name <> iso_name \
             and not exists (select 1 from stage_countries s where s.code = countries.code)"
                .to_owned(),
        )
        .await?;
    }
    removed += execute(tx, format!("delete from {table} as t where {gone}")).await?;
    Ok(removed)
}
