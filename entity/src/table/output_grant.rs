//! Who may see one output beyond its level.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "output_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub output: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
