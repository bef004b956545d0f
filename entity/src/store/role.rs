//! Whether the database's row security binds the role that serves, as the settings say.

use super::{Store, StoreError, row_security};
use crate::policy::row_security::guards;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// Why a role may not serve. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// Row security binds no superuser.
    #[error("row security does not bind the role {0}, a superuser: serve as another role")]
    Superuser(String),
    /// Row security binds nobody with this right.
    #[error("row security does not bind the role {0}, which has BYPASSRLS: serve as another role")]
    Bypass(String),
    /// Row security binds no owner of the tables.
    #[error(
        "row security does not bind the role {0}, which owns the tables: give its address as \
         ISTC_OWNER_DATABASE_URL and serve as another role"
    )]
    Owner(String),
    /// With row security off nobody tells the database who asks, so it would show everyone what the
    /// public sees.
    #[error(
        "the database's row security binds the role {0}, but it is not switched on here: serve with \
         ISTC_ROW_SECURITY=on, or as the owner of the tables"
    )]
    Unexpected(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for RoleError {
    fn from(error: DbErr) -> Self {
        RoleError::Store(error.into())
    }
}

/// The role of this connection: whether it is above row security, and whether it is bound by it.
const ROLE: &str = "
    select r.rolname::text, r.rolsuper, r.rolbypassrls,
        coalesce(bool_or(pg_has_role(current_user, c.relowner, 'usage')), false),
        coalesce(bool_or(row_security_active(c.oid)), false)
    from pg_roles r left join pg_class c on c.relname = any($1)
        and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
    where r.rolname = current_user
    group by 1, 2, 3";

impl Store {
    /// Whether the role that reads is bound by row security where that is on, and not where it is off.
    ///
    /// # Errors
    /// If it is otherwise.
    pub async fn check_role(&self) -> Result<(), RoleError> {
        if self.backend != DbBackend::Postgres {
            return Ok(());
        }
        let role = row_security::statement(ROLE, [row_security::tables(&guards())]);
        let Some(role) = self.beside.query_one_raw(role).await? else {
            return Ok(());
        };
        let name: String = role.try_get_by_index(0)?;
        let [superuser, bypasses, owns, bound] =
            [1, 2, 3, 4].map(|place| role.try_get_by_index(place));
        match self.row_security {
            true if superuser? => Err(RoleError::Superuser(name)),
            true if bypasses? => Err(RoleError::Bypass(name)),
            true if owns? => Err(RoleError::Owner(name)),
            false if bound? => Err(RoleError::Unexpected(name)),
            _ => Ok(()),
        }
    }
}
