//! By what money is summed, written beside each contribution and each ledger entry whenever what it follows
//! from changes, in the same transaction: a sum then reads one index.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};

/// A table of money, and what is to stand beside its rows.
struct Facts {
    table: &'static str,
    /// Each column, and what it is.
    columns: &'static [(&'static str, &'static str)],
    /// Where that is found; the row itself stands there as `m`.
    from: &'static str,
    /// The column of its date.
    date: &'static str,
}

const FACTS: [Facts; 2] = [
    Facts {
        table: "contributions",
        columns: &[
            ("party", "f.party"),
            ("funder_kind", "f.kind"),
            ("programme", "p.programme"),
            ("status", "p.status"),
            ("host_country", "p.host_country"),
        ],
        from: "contributions m join funders f on f.\"key\" = m.funder join projects p on p.number = m.project",
        date: "committed_on",
    },
    Facts {
        table: "ledger",
        columns: &[
            ("project", "c.project"),
            ("funder", "c.funder"),
            ("party", "f.party"),
            ("funder_kind", "f.kind"),
            ("programme", "p.programme"),
            ("status", "p.status"),
            ("host_country", "p.host_country"),
        ],
        from: "ledger m join contributions c on c.\"key\" = m.contribution \
               join funders f on f.\"key\" = c.funder join projects p on p.number = c.project",
        date: "booked_on",
    },
];

/// The sheets from which they follow.
pub(super) const FOLLOW_FROM: &[&str] = &["funders", "projects", "contributions", "ledger"];

/// Writes what differs.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    for facts in &FACTS {
        let set: Vec<String> = facts
            .names()
            .map(|name| format!("{name} = s.{name}"))
            .collect();
        tx.execute_unprepared(&format!(
            "update {} as t set {} from ({}) as s where {}",
            facts.table,
            set.join(", "),
            facts.derived(),
            facts.differs()
        ))
        .await?;
    }
    Ok(())
}

/// Beside how many rows something else stands than follows; none, if they are in step.
pub(super) async fn check(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    let mut differences = 0;
    for facts in &FACTS {
        let sql = format!(
            "select count(*) from {} t, ({}) s where {}",
            facts.table,
            facts.derived(),
            facts.differs()
        );
        let statement = Statement::from_string(tx.get_database_backend(), sql);
        let row = tx.query_one_raw(statement).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        differences += count.unsigned_abs();
    }
    Ok(differences)
}

impl Facts {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.columns.iter().map(|(name, _)| *name);
        columns.chain(["first_month", "last_month"])
    }

    /// What is to stand beside the row of each key.
    fn derived(&self) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(name, value)| format!("{value} as {name}"))
            .collect();
        format!(
            "select m.\"key\", {}, {} as first_month, {} as last_month from {}",
            columns.join(", "),
            self.month("first"),
            self.month("last"),
            self.from
        )
    }

    /// The month of the first or the last day that the date may mean, counted from the year 0.
    fn month(&self, end: &str) -> String {
        let day = format!("cast(m.{}_{end} as text)", self.date);
        format!(
            "cast(substr({day}, 1, 4) as bigint) * 12 + cast(substr({day}, 6, 2) as bigint) - 1"
        )
    }

    fn differs(&self) -> String {
        let differs: Vec<String> = self
            .names()
            .map(|name| format!("t.{name} is distinct from s.{name}"))
            .collect();
        format!("t.\"key\" = s.\"key\" and ({})", differs.join(" or "))
    }
}
