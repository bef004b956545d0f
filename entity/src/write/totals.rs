//! Sums of contributions by Party and year for each holder of a standing that opens them, derived whenever
//! what they follow from changes, in the same transaction.

use crate::policy::{OF_ALL, kept};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

const FRESH: &str = "funding_totals_fresh";

const COLUMNS: &str = "holder_kind, holder, kind, from_day, until_day, sums";

/// Derives the sums anew and replaces what the table holds, if they differ. Standing must be in step.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    derive(tx).await?;
    if differences(tx).await? > 0 {
        tx.execute_unprepared("delete from funding_totals").await?;
        tx.execute_unprepared(&format!(
            "insert into funding_totals ({COLUMNS}) select {COLUMNS} from {FRESH}"
        ))
        .await?;
    }
    drop(tx).await
}

/// How many rows of the table differ from what the contributions say; none, if it is in step.
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
    let day = |column: &str| format!("substr(cast(c.committed_on_{column} as text), 1, 4)");
    let (first, last) = (day("first"), day("last"));
    let of_each = format!(
        "f.party, c.currency, c.amount, case when {first} = {last} then cast({first} as bigint) end as year \
         from contributions c join funders f on f.\"key\" = c.funder"
    );
    let opens: Vec<String> = kept()
        .unwrap_or_default()
        .into_iter()
        .map(|(standing, own)| {
            let own = if own { " and s.holder = c.funder" } else { "" };
            format!("(s.kind = '{}'{own})", standing.word())
        })
        .collect();
    let opens = if opens.is_empty() {
        "1 = 0".to_owned()
    } else {
        opens.join(" or ")
    };
    let array = match tx.get_database_backend() {
        DbBackend::Postgres => "json_build_array",
        _ => "json_array",
    };
    let whose = "holder_kind, holder, kind, from_day, until_day";
    let (by, low) = ("party, year, currency", u32::MAX);
    tx.execute_unprepared(&format!(
        "create temporary table {FRESH} {commit} as \
         select {whose}, string_agg(one, ',' order by {by}) as sums from ( \
             select {whose}, {by}, cast({array}({by}, count(*), cast(sum(amount >> 32) as bigint), \
                 cast(sum(amount & {low}) as bigint), min(amount), max(amount)) as text) as one \
             from (select s.holder_kind, s.holder, s.kind, s.from_day, s.until_day, {of_each} \
                   join standing s on s.project = c.project and ({opens}) \
                   union all select '{OF_ALL}', '', '', null, null, {of_each}) seen \
             group by {whose}, {by}) summed \
         group by {whose}"
    ))
    .await?;
    Ok(())
}

async fn differences(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    let sql = format!(
        "select (select count(*) from (select {COLUMNS} from funding_totals except select {COLUMNS} from {FRESH}) a) \
              + (select count(*) from (select {COLUMNS} from {FRESH} except select {COLUMNS} from funding_totals) b)"
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
