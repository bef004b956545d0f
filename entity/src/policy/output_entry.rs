//! Which entries for outputs are the viewer's: its own, and the Board's if it has a seat there.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    derived::{BOARD, Requires},
    sight::{Sight, column, word},
};
use crate::{standing::Standing, table::output_entry, viewer::Scope};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

/// A row of `output_entries`, which opens an output to a holder. No question can ask for it.
pub(super) struct OutputEntry;

impl Policy for OutputEntry {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let kind = || column(at, output_entry::Column::HolderKind);
        let holder = column(at, output_entry::Column::Holder);
        any([
            sight.is_named(kind(), holder),
            all([sight.has(Standing::Board), sql(kind().eq(word(BOARD)))]),
        ])
    }
}

/// Whether the entry holds today, and the viewer has what it requires.
pub(super) fn opens(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let requires = |required: Requires, is_met: Condition| {
        let bit = required as i32;
        let does_not = Expr::cust(format!("({at}.requires & {bit}) = 0"));
        any([is_met, sql(does_not)])
    };
    let holds = column(at, output_entry::Column::FromDay)
        .lte(sight.today())
        .and(column(at, output_entry::Column::UntilDay).gt(sight.today()));
    all([
        sql(holds),
        requires(Requires::Results, sight.covers(Scope::Results)),
        requires(Requires::Participates, sight.participates()),
        requires(Requires::Member, sight.has(Standing::Member)),
    ])
}
