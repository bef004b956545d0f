//! An interval in which a Party that is not an initial one held a seat on the Governing Board.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_seats")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from: String,
    pub from_first: Date,
    pub from_last: Date,
    pub until: Option<String>,
    pub until_first: Option<Date>,
    pub until_last: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
