//! Programs that get tokens from the service itself: the operator's register of them, and the little
//! that the door asks of it. No noun: nobody's question reads it, and here no other table is read.
//!
//! Times are seconds since 1970.

use super::{Store, StoreError, WriteKey};
use crate::{
    table::client::{ActiveModel, Column, Entity, Model},
    viewer::Who,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Set,
    sea_query::Expr,
};

/// When a client was last used is written down no more often than this.
const USE_SECONDS: i64 = 60;

/// What the door asks about clients: whether one is who it says, and noting that it was here.
#[derive(Clone)]
pub struct Clients(Store);

/// The operator's register of clients.
pub struct ClientRegister(Store);

/// A client that has not been revoked.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    /// For whom it acts.
    pub who: Who,
    /// How far its tokens reach at most: words separated by spaces.
    pub scope: String,
    /// What its secret hashes to.
    pub secret_hash: String,
}

/// A client as it is added.
pub struct NewClient {
    /// The name by which it signs in.
    pub id: String,
    /// The name by which people know it.
    pub name: String,
    /// For whom, how far, and with which secret.
    pub client: Client,
}

/// A client as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedClient {
    /// The name by which it signs in.
    pub id: String,
    /// The name by which people know it.
    pub name: String,
    /// For whom it acts.
    pub who: Who,
    /// How far its tokens reach at most: words separated by spaces.
    pub scope: String,
    /// When it was added.
    pub added_at: i64,
    /// When it last got a token, give or take a minute.
    pub last_used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

impl Store {
    /// What the door asks about clients.
    pub fn clients(&self, _: &WriteKey) -> Clients {
        Clients(self.clone())
    }

    /// The register of clients.
    pub fn client_register(&self, _: &WriteKey) -> ClientRegister {
        ClientRegister(self.clone())
    }
}

impl Clients {
    /// The client of this id; nothing if there is none, or it has been revoked.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, id: &str) -> Result<Option<Client>, StoreError> {
        let found = Entity::find_by_id(id)
            .filter(Column::RevokedAt.is_null())
            .one(&self.0.beside)
            .await?;
        Ok(found.and_then(|row| {
            Some(Client {
                who: who(&row)?,
                scope: row.scope,
                secret_hash: row.secret_hash,
            })
        }))
    }

    /// Notes that the client got a token.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn used(&self, id: &str, at: i64) -> Result<(), StoreError> {
        let earlier = Condition::any()
            .add(Column::LastUsedAt.is_null())
            .add(Column::LastUsedAt.lt(at.saturating_sub(USE_SECONDS)));
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(at))
            .filter(Column::Id.eq(id))
            .filter(earlier)
            .exec(&self.0.write)
            .await?;
        Ok(())
    }
}

impl ClientRegister {
    /// Adds a client.
    ///
    /// # Errors
    /// If there is one of this id, or the database fails.
    pub async fn add(&self, new: NewClient, at: i64) -> Result<(), StoreError> {
        let (role, holder) = words(&new.client.who);
        let row = ActiveModel {
            id: Set(new.id),
            name: Set(new.name),
            role: Set(role.to_owned()),
            holder: Set(holder.to_owned()),
            scope: Set(new.client.scope),
            secret_hash: Set(new.client.secret_hash),
            added_at: Set(at),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        row.insert(&self.0.write).await?;
        Ok(())
    }

    /// Every client there ever was, the oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list(&self) -> Result<Vec<ListedClient>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::AddedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.beside)
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Some(ListedClient {
                    who: who(&row)?,
                    id: row.id,
                    name: row.name,
                    scope: row.scope,
                    added_at: row.added_at,
                    last_used_at: row.last_used_at,
                    revoked_at: row.revoked_at,
                })
            })
            .collect())
    }

    /// Revokes a client for good; whether there was one to revoke.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revoke(&self, id: &str, at: i64) -> Result<bool, StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(at))
            .filter(Column::Id.eq(id))
            .filter(Column::RevokedAt.is_null())
            .exec(&self.0.write)
            .await?;
        Ok(done.rows_affected > 0)
    }
}

/// For whom a row's client acts; the database lets no other role in.
fn who(row: &Model) -> Option<Who> {
    let holder = || row.holder.clone();
    match row.role.as_str() {
        "party" => Some(Who::Party(holder())),
        "partner" => Some(Who::Partner(holder())),
        "institute" => Some(Who::Institute(holder())),
        "secretariat" => Some(Who::Secretariat),
        _ => None,
    }
}

/// The role and the key in a row. The public needs no client; the database does not take one.
fn words(who: &Who) -> (&'static str, &str) {
    match who {
        Who::Public => ("public", ""),
        Who::Party(code) => ("party", code),
        Who::Partner(key) => ("partner", key),
        Who::Institute(key) => ("institute", key),
        Who::Secretariat => ("secretariat", ""),
    }
}
