//! Who sees the record of access: the staff all of it, every holder its own. It counts guarded rows, so
//! a token needs the scope of reports.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any},
    sight::{Sight, column},
};
use crate::{query::AccessRecord, table::access_record as table, viewer::Scope};
use sea_orm::sea_query::DynIden;

impl Policy for AccessRecord {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let own = sight.is_named(
            column(at, table::Column::HolderKind),
            column(at, table::Column::Holder),
        );
        all([
            sight.covers(Scope::Reports),
            any([sight.is_secretariat(), own]),
        ])
    }
}
