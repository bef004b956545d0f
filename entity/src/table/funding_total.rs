//! Derived: sums of contributions by Party and year, for each holder of standing that opens them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_totals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub from_day: Option<Date>,
    pub until_day: Option<Date>,
    pub party: Option<String>,
    pub year: Option<i64>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub currency: String,
    pub entries: i64,
    pub amount_high: i64,
    pub amount_low: i64,
    pub least: i64,
    pub most: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
