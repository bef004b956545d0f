//! A research institute, or the Centre itself (`own`).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub name: String,
    pub name_folded: String,
    pub short_name: Option<String>,
    pub short_name_folded: Option<String>,
    pub city: Option<String>,
    pub city_folded: Option<String>,
    pub country: Option<String>,
    pub ror: Option<String>,
    pub url: Option<String>,
    pub aliases: Option<String>,
    pub own: bool,
    pub note: Option<String>,
    pub source: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
