//! One rate of a table: in its period one unit of `from` is worth so many of `to`. Decimal text, exact.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_name = "table")]
    pub table_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub to: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    pub period_first: Date,
    pub period_last: Date,
    pub rate: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
