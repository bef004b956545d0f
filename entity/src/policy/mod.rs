//! Who may see what: for each noun the rows a viewer may see, as one condition.
//!
//! The rule itself stands in `table.rs`; the other files say how a line of it reads for their noun.
//! A policy is applied by the Reader before counting, paging, ordering and summing; nothing else
//! reads a table, and a question's own conditions stand behind it (`visible.rs`). No filters of a question here, and no viewer tests anywhere else.

pub mod access;
mod access_record;
mod condition;
pub(crate) mod derived;
mod facet;
mod funder;
mod funding;
mod funding_total;
mod implied;
mod open;
mod output;
mod output_entry;
mod own_standing;
mod programme;
mod project;
mod recorded;
mod row_entry;
pub(crate) mod row_security;
mod search_entry;
pub(crate) mod setting;
pub(crate) mod sight;
pub mod table;
mod terms;
mod viewing;
mod visible;

pub use condition::Condition;
pub(crate) use funding_total::{FundingTotal, OF_ALL, kept};
pub(crate) use implied::{is_implied, is_of_the_card};
pub(crate) use programme::participates;
pub(crate) use recorded::Delivering;
pub use recorded::{Delivered, Recorded};
pub(crate) use terms::{Holder, Kind, Terms};
pub(crate) use visible::{ByEntries, Term, Visible, visible_as_related};

use own_standing::StandingRow;
use sea_orm::sea_query::{DynIden, Expr};
use search_entry::SearchEntry;
use sight::Sight;
use table::Facet;

/// The rows of a noun that a viewer may see.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no policy, so nobody may read it",
    label = "write entity/src/policy/<noun>.rs: which rows, for whom",
    note = "entitlement is conjoined in SQL by the Reader; a noun without a policy is not readable"
)]
pub trait Policy {
    /// As what a row is entered in the record of access that this viewer sees and the public would not.
    const RECORDED: Recorded;

    /// The facet of money whose entries say which rows a holder may read, one by one (`row_entries`); a list
    /// in the order of its key is paged by them.
    const ENTRIES: Option<Facet> = None;

    /// Whether a row is everyone's on every day, by a column that partial indexes have. A list is read from these
    /// rows, and from the others.
    fn everyones(_: &DynIden) -> Option<Expr> {
        None
    }

    /// Whether the table has a few rows, all of which everyone sees: then it is read as a whole rather than once for
    /// each row that names one of them.
    const IS_SHORT: bool = false;

    /// The columns by which indexes over the rows that are everyone's lead to some of them. No index by these
    /// columns holds other rows.
    const LED_BY: &'static [&'static str] = &[];

    /// The condition that a row of the table under the name `at` must meet.
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition;
}
