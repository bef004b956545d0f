//! What came out of projects, with the level at which it may be seen.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outputs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub title: String,
    pub title_folded: String,
    pub kind: String,
    pub access: String,
    pub institute: Option<String>,
    pub published_on: Option<String>,
    pub published_on_first: Option<Date>,
    pub published_on_last: Option<Date>,
    pub doi: Option<String>,
    pub url: Option<String>,
    pub embargoed_until: Option<String>,
    pub embargoed_until_first: Option<Date>,
    pub embargoed_until_last: Option<Date>,
    pub source: Option<String>,
    // Derived: from when everyone may read it, and from when the programme's participants.
    pub public_from: Date,
    pub programme_from: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
