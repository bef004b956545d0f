//! Whether the database has the shape this program expects, and how to bring it there or back.

use super::{Store, StoreError, WriteKey};
use migration::{Migrator, MigratorTrait};

/// The state of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// Each migration by name, oldest first, and whether it has been applied.
    pub migrations: Vec<(String, bool)>,
}

impl SchemaStatus {
    /// Whether every migration has been applied.
    pub fn is_current(&self) -> bool {
        self.migrations.iter().all(|(_, applied)| *applied)
    }
}

impl Store {
    /// The state of the schema; changes nothing.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn schema_status(&self) -> Result<SchemaStatus, StoreError> {
        let migrations = Migrator::get_migration_with_status_read_only(&self.read)
            .await?
            .iter()
            .map(|migration| {
                let applied = migration.status() == migration::MigrationStatus::Applied;
                (migration.name().to_owned(), applied)
            })
            .collect();
        Ok(SchemaStatus { migrations })
    }

    /// Applies every migration that is missing.
    ///
    /// # Errors
    /// If one fails; what came before it stays.
    pub async fn migrate_up(&self, _: &WriteKey) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.write, None).await?)
    }

    /// Takes back the newest `steps` migrations, with the data they hold.
    ///
    /// # Errors
    /// If one fails.
    pub async fn migrate_down(&self, _: &WriteKey, steps: u32) -> Result<(), StoreError> {
        Ok(Migrator::down(&self.write, Some(steps)).await?)
    }
}
