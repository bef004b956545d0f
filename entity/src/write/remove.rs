//! Removing what a present sheet no longer holds.

use super::{
    Change, Form, Problem, ProblemKind, Problems,
    place::{Staged, count, execute, query},
    stage::quoted,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

/// `--replace` may remove this part of a table without `--yes`.
const SAFE_REMOVALS: (u64, u64) = (1, 5);

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
