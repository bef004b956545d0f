//! Derived: sums of contributions by Party and year, packed into one row for each standing that opens them.

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
    /// Arrays with commas between them: Party, year, currency, how many, the upper and lower 32 bits of their sum,
    /// the least and the most.
    pub sums: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
