//! Guarded: a disbursement or an adjustment of a contribution, in minor units.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub contribution: String,
    pub kind: String,
    pub amount: i64,
    pub currency: String,
    pub booked_on: String,
    pub booked_on_first: Date,
    pub booked_on_last: Date,
    pub note: Option<String>,
    // Derived: by what it is summed.
    pub project: Option<String>,
    pub funder: Option<String>,
    pub party: Option<String>,
    pub funder_kind: Option<String>,
    pub programme: Option<String>,
    pub status: Option<String>,
    pub host_country: Option<String>,
    pub first_month: Option<i64>,
    pub last_month: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
