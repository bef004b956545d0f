//! What is wrong with sheets as sets: keys twice, references to nothing, intervals that end before
//! they start.

use super::{
    Form, Problem, ProblemKind, Problems,
    place::{Staged, TIES, query},
    stage::quoted,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

/// Keys that occur twice, references to nothing, and what the sheet's own checks find.
pub(super) async fn staged_sheet(
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
    for row in query(tx, twice, problems).await? {
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
        for row in query(tx, format!("{dangling} order by s.line"), problems).await? {
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
        if check.asks_other_tables() {
            continue; // They may not be in place yet.
        }
        let sql = format!(
            "select t.line, t.{} from ({}) t where {} order by t.line",
            quoted(check.column),
            staged.to_be(tx.get_database_backend()),
            check.wrong
        );
        report(tx, staged, check, sql, problems).await?;
    }
    Ok(())
}

/// The checks that ask other tables, once everything is in place: whom a grant names may be new, or
/// may have been removed; a table of rates may have got another rule.
pub(super) async fn placed_sheet(
    tx: &DatabaseTransaction,
    staged: &Staged,
    problems: &mut Problems,
) -> Result<(), DbErr> {
    for check in staged.sheet.checks {
        if !check.asks_other_tables() {
            continue;
        }
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
    for row in query(tx, sql, problems).await? {
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
