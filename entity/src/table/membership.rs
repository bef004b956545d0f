//! One interval in which a Party was a member, or a state was represented by one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub capacity: String,
    pub joined: Option<String>,
    pub joined_first: Option<Date>,
    pub joined_last: Option<Date>,
    pub left: Option<String>,
    pub left_first: Option<Date>,
    pub left_last: Option<Date>,
    pub represented_by: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
