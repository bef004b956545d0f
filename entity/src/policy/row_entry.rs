//! Which entries for rows of money are the viewer's, and when they say all that it may read.

use super::{
    Policy, Recorded,
    condition::{Condition, all, sql},
    sight::{Asker, Sight, column, word},
    table::Facet,
    terms::Holder,
};
use crate::table::row_entry;
use sea_orm::{ExprTrait, sea_query::DynIden};

/// An entry for a row of money; it is no noun, and nobody is told of it.
pub(super) struct RowEntry;

impl Policy for RowEntry {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        sight.is_named(
            column(at, row_entry::Column::HolderKind),
            column(at, row_entry::Column::Holder),
        )
    }
}

impl Sight<'_> {
    /// The entries under the name `at` that open rows of this facet today, if they say all that the viewer may
    /// read of it: not to the public nor to the secretariat, who hold nothing, and not where a standing in
    /// the programme opens more.
    pub(super) fn entries(&self, facet: Facet, at: &DynIden) -> Option<Condition> {
        let Asker::Known(terms) = self.asker else {
            return None;
        };
        let is_holder = !matches!(terms.holder, Holder::Public | Holder::Secretariat);
        let by_the_programme = facet
            .rules()
            .flat_map(|rule| rule.marks())
            .any(|(standing, _)| !standing.is_of_a_project() && terms.has(standing));
        if !is_holder || by_the_programme || !terms.covers(facet.scope()) {
            return None;
        }
        let holds = column(at, row_entry::Column::FromDay)
            .lte(terms.today)
            .and(column(at, row_entry::Column::UntilDay).gt(terms.today));
        let is_of_it = column(at, row_entry::Column::Facet).eq(word(facet.name()));
        Some(all([self.sees::<RowEntry>(at), sql(is_of_it), sql(holds)]))
    }
}
