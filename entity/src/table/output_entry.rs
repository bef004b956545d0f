//! Derived: who may read an output beyond everyone and the programme's participants, from a day and until a
//! day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "output_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub output: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder: String,
    /// What the viewer needs besides, as a set of bits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub requires: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_day: Date,
    pub until_day: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
