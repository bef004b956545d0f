//! Who was shown guarded data, or asked about them: one row for each answer that held any or told of any.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request: String,
    pub answered_at: String,
    pub holder_kind: String,
    pub holder: String,
    pub issuer: String,
    pub subject: String,
    pub way: String,
    pub operation: Option<String>,
    pub document: Option<String>,
    pub card: i64,
    pub allocation: i64,
    pub contributions: i64,
    pub ledger: i64,
    pub proposal: i64,
    pub results: i64,
    /// The facets that the question filtered, ordered, grouped or counted by, with commas between them.
    pub examined: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
