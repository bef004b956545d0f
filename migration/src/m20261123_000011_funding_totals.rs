//! Sums of contributions by Party and year for each holder of standing, kept in step with the rows whenever
//! data are written: the question that is asked most is answered without reading them.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the table holds from the beginning, by the rule of this day: the holder of FINANCES sees every
/// contribution to the project, the holder of PARTNERS its own, the staff all.
pub(crate) const FIRST: &str = r#"insert into funding_totals
select holder_kind, holder, kind, from_day, until_day, party, year, currency, count(*),
    cast(sum(amount >> 32) as bigint), cast(sum(amount & 4294967295) as bigint), min(amount), max(amount)
from (
    select s.holder_kind, s.holder, s.kind, s.from_day, s.until_day, f.party, c.currency, c.amount,
        case when substr(cast(c.committed_on_first as text), 1, 4) = substr(cast(c.committed_on_last as text), 1, 4)
            then cast(substr(cast(c.committed_on_first as text), 1, 4) as bigint) end as year
    from contributions c join funders f on f."key" = c.funder
    join standing s on s.project = c.project
        and (s.kind = 'finances' or (s.kind = 'partners' and s.holder = c.funder))
    union all
    select 'secretariat', '', '', null, null, f.party, c.currency, c.amount,
        case when substr(cast(c.committed_on_first as text), 1, 4) = substr(cast(c.committed_on_last as text), 1, 4)
            then cast(substr(cast(c.committed_on_first as text), 1, 4) as bigint) end
    from contributions c join funders f on f."key" = c.funder
) seen
group by holder_kind, holder, kind, from_day, until_day, party, year, currency"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                r#"create table funding_totals (
    holder_kind {text} not null check (holder_kind in ('party', 'funder', 'institute', 'secretariat')),
    -- empty for the staff
    holder {text} not null,
    -- the standing that opens the rows; empty for the staff
    kind {text} not null,
    -- as in standing; null for the staff
    from_day {day},
    until_day {day},
    -- null where the funder belongs to none
    party {text},
    -- null where the records do not tell it
    year bigint,
    currency {text} not null,
    entries bigint not null,
    -- the sum of the amounts' upper and lower 32 bits, which no number of rows makes too large
    amount_high bigint not null,
    amount_low bigint not null,
    least bigint not null,
    most bigint not null
)"#,
                "create index funding_totals_of on funding_totals (holder_kind, holder)",
                FIRST,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table funding_totals"]).await
    }
}
