//! Which projects an output came from.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "output_projects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub output: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
