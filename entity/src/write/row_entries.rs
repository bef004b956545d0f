//! Which contributions and ledger entries each holder may read, derived from standing whenever one of them
//! changes, in the same transaction: a page of a long list then reads nothing but the viewer's own rows.
//!
//! Standing must be in step.

use crate::policy::{derived::Opens, table::Facet};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

const FRESH: &str = "row_entries_fresh";

const COLUMNS: &str = "holder_kind, holder, facet, \"key\", from_day, until_day";

/// The sheets from which they follow, beside those that standing follows from.
pub(super) const FOLLOW_FROM: &[&str] = &["contributions", "ledger"];

/// Writes what differs.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    derive(tx).await?;
    if differences(tx).await? > 0 {
        tx.execute_unprepared("delete from row_entries").await?;
        tx.execute_unprepared(&format!(
            "insert into row_entries ({COLUMNS}) select {COLUMNS} from {FRESH}"
        ))
        .await?;
    }
    drop(tx).await
}

/// How many entries differ from what follows; none, if they are in step.
pub(super) async fn check(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    derive(tx).await?;
    let differences = differences(tx).await?;
    drop(tx).await?;
    Ok(differences)
}

async fn derive(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let commit = match tx.get_database_backend() {
        DbBackend::Postgres => "on commit drop",
        _ => "",
    };
    let of = |facet: Facet, key: &str, from: &str| {
        let (all, own) = (Opens::All(facet), Opens::Own(facet));
        format!(
            "select s.holder_kind, s.holder, '{}' as facet, {key} as \"key\", s.from_day, max(s.until_day) as until_day \
             from {from} join standing s on s.project = c.project \
             where {} or ({} and s.holder = c.funder) group by s.holder_kind, s.holder, {key}, s.from_day",
            facet.name(),
            all.is_among("s"),
            own.is_among("s")
        )
    };
    let contributions = of(Facet::Contributions, "c.\"key\"", "contributions c");
    let ledger = of(
        Facet::Ledger,
        "l.\"key\"",
        "ledger l join contributions c on c.\"key\" = l.contribution",
    );
    tx.execute_unprepared(&format!(
        "create temporary table {FRESH} {commit} as {contributions} union all {ledger}"
    ))
    .await?;
    Ok(())
}

async fn differences(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    let sql = format!(
        "select (select count(*) from (select {COLUMNS} from row_entries except select {COLUMNS} from {FRESH}) a) \
              + (select count(*) from (select {COLUMNS} from {FRESH} except select {COLUMNS} from row_entries) b)"
    );
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

async fn drop(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("drop table {FRESH}"))
        .await?;
    Ok(())
}
