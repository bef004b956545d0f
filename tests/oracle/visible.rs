//! Section 5: the whole of what a viewer may see, as rows of the data package.

use std::collections::BTreeMap;

use super::Sight;
use super::world::Record;

/// The visible rows of one table: key (columns joined by U+001F) to cells in column order.
pub type Table = BTreeMap<String, Vec<String>>;

impl Sight<'_> {
    /// Every table of the data package with its visible rows.
    pub fn shown(&self) -> BTreeMap<&'static str, Table> {
        let w = self.world;
        BTreeMap::from([
            // "Institutes, countries, Parties with their intervals, technology areas, published
            // statistics: public."
            rows(&w.countries, |_| true),
            rows(&w.parties, |_| true),
            rows(&w.memberships, |_| true),
            rows(&w.board_seats, |_| true),
            rows(&w.technology_areas, |_| true),
            rows(&w.institutes, |_| true),
            rows(&w.statistics, |_| true),
            // Exchange rates were published by their sources.
            rows(&w.rate_tables, |_| true),
            rows(&w.rates, |_| true),
            rows(&w.funders, |row| self.sees_funder(&row.key)),
            rows(&w.projects, |row| self.sees_project(&row.number)),
            rows(&w.participations, |row| {
                self.sees_participation(&row.project)
            }),
            rows(&w.allocations, |row| self.sees_allocation(&row.project)),
            rows(&w.proposals, |row| self.sees_proposal(&row.project)),
            rows(&w.contributions, |row| self.sees_contribution(&row.key)),
            rows(&w.ledger, |row| self.sees_ledger(&row.key)),
            rows(&w.outputs, |row| self.sees_output(&row.key)),
            rows(&w.output_projects, |row| {
                self.sees_output_project(&row.output, &row.project)
            }),
            rows(&w.output_grants, |row| {
                self.sees_grant(&row.output, &row.holder_kind, &row.holder)
            }),
        ])
    }
}

fn rows<R: Record>(all: &[R], sees: impl Fn(&R) -> bool) -> (&'static str, Table) {
    let visible = all.iter().filter(|row| sees(row));
    (
        R::FILE,
        visible.map(|row| (row.key(), row.cells())).collect(),
    )
}
