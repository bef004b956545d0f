//! A project's card.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    pub number_folded: String,
    pub number_order: String,
    pub title: String,
    pub title_folded: String,
    pub summary: Option<String>,
    pub summary_folded: Option<String>,
    pub programme: String,
    pub status: String,
    pub host_country: Option<String>,
    pub registered_on: Option<String>,
    pub registered_on_first: Option<Date>,
    pub registered_on_last: Option<Date>,
    pub starts_on: Option<String>,
    pub starts_on_first: Option<Date>,
    pub starts_on_last: Option<Date>,
    pub ends_on: Option<String>,
    pub ends_on_first: Option<Date>,
    pub ends_on_last: Option<Date>,
    pub duration_months: Option<i32>,
    pub url: Option<String>,
    pub source: Option<String>,
    /// Derived: for whom it exists.
    pub audience: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
