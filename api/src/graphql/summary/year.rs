//! Quarters and fiscal years, as keys of groups.

use crate::graphql::scalar::Date;
use async_graphql::SimpleObject;

/// A quarter of a calendar year.
#[derive(SimpleObject)]
#[graphql(name = "CalendarQuarter")]
pub(in crate::graphql) struct Quarter {
    /// The year.
    pub(super) year: i32,
    /// 1 to 4.
    pub(super) quarter: u32,
}

/// A year as a government counts it.
#[derive(SimpleObject)]
pub(in crate::graphql) struct FiscalYear {
    /// As its government calls it: `FY2015`.
    pub(super) label: String,
    /// Its first day.
    pub(super) starts_on: Date,
    /// Its last day.
    pub(super) ends_on: Date,
}
