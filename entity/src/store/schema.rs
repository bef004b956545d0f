//! Whether the database has the shape this program expects, and how to bring it there or back.

use super::{RowSecurity, Store, StoreError, WriteKey, row_security, version};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, TransactionTrait};

/// The state of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// Each migration by name, oldest first, and whether it has been applied.
    pub migrations: Vec<(String, bool)>,
    /// PostgreSQL's row security, if the database has any.
    pub row_security: Option<RowSecurity>,
}

impl SchemaStatus {
    /// Whether every migration has been applied.
    pub fn is_current(&self) -> bool {
        self.migrations.iter().all(|(_, applied)| *applied)
    }

    /// Whether no migration has been applied: the database is new.
    pub fn is_empty(&self) -> bool {
        self.migrations.iter().all(|(_, applied)| !*applied)
    }

    /// Whether row security is what this program's policies say.
    pub fn is_walled(&self) -> bool {
        self.row_security == Some(RowSecurity::Current)
    }
}

impl Store {
    /// The state of the schema; changes nothing.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn schema_status(&self) -> Result<SchemaStatus, StoreError> {
        let migrations = Migrator::get_migration_with_status_read_only(&self.beside)
            .await?
            .iter()
            .map(|migration| {
                let applied = migration.status() == migration::MigrationStatus::Applied;
                (migration.name().to_owned(), applied)
            })
            .collect();
        let row_security = match self.backend {
            DbBackend::Postgres => Some(row_security::status(&self.beside).await?),
            _ => None,
        };
        Ok(SchemaStatus {
            migrations,
            row_security,
        })
    }

    /// Applies every migration that is missing, derives what they left to be derived, and on PostgreSQL
    /// applies the policies as row security.
    ///
    /// # Errors
    /// If one fails; on SQLite what came before it stays, on PostgreSQL nothing does.
    pub async fn migrate_up(&self, _: &WriteKey) -> Result<(), StoreError> {
        if self.backend != DbBackend::Postgres {
            Migrator::up(&self.write, None).await?;
            let tx = self.write.begin().await?;
            derive_if_needed(&tx).await?;
            return Ok(tx.commit().await?);
        }
        let tx = self.write.begin().await?;
        let mut roles = row_security::serving_roles(&tx).await?;
        roles.extend(self.serving_role.clone());
        if !Migrator::get_pending_migrations(&tx).await?.is_empty() {
            // No column can change while a policy speaks of it.
            row_security::take_down(&tx).await?;
            Migrator::up(&tx, None).await?;
        }
        derive_if_needed(&tx).await?;
        row_security::put_up(&tx, &roles).await?;
        Ok(tx.commit().await?)
    }

    /// Takes back row security and what serving roles may read, then the newest `steps` migrations
    /// with the data they hold.
    ///
    /// # Errors
    /// If one fails.
    pub async fn migrate_down(&self, _: &WriteKey, steps: u32) -> Result<(), StoreError> {
        if self.backend != DbBackend::Postgres {
            return Ok(Migrator::down(&self.write, Some(steps)).await?);
        }
        let tx = self.write.begin().await?;
        row_security::take_down(&tx).await?;
        Migrator::down(&tx, Some(steps)).await?;
        Ok(tx.commit().await?)
    }
}

/// Derives everything anew after a migration that left it to be derived: such a one takes the data's version
/// away.
async fn derive_if_needed(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let version = tx
        .query_one_raw(tx.get_database_backend().build(&version::select()))
        .await?;
    let version: Option<String> = version.map(|row| row.try_get_by_index(0)).transpose()?;
    match version.as_deref() {
        Some("") => crate::write::anew(tx).await,
        _ => Ok(()),
    }
}
