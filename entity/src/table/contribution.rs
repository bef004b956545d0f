//! Guarded: what one funder committed to one project, in minor units.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contributions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub project: String,
    pub funder: String,
    pub amount: i64,
    pub currency: String,
    pub committed_on: Option<String>,
    pub committed_on_first: Option<Date>,
    pub committed_on_last: Option<Date>,
    pub note: Option<String>,
    pub source: Option<String>,
    // Derived: by what it is summed.
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
