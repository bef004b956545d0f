//! Opening the database for a command: the embedded one in the data folder, or PostgreSQL.

use super::Failure;
use crate::config::{Secret, Settings};
use entity::{Keys, SchemaStatus, Store, private};
use std::{fs, io, path::Path};

/// The file of the embedded database in the data folder.
const FILE: &str = "istc.sqlite3";
/// How the names of all files begin that this program keeps in the data folder: the database, the record of access
/// and what SQLite keeps beside them, the local key and its drafts.
const OURS: [&str; 3] = [FILE, "signing-key.pem", ".signing-key.pem."];

/// Opens the database as it is, as the owner of its tables; refuses if there is none.
pub(super) async fn open(settings: &Settings) -> Result<(Store, Keys), Failure> {
    is_there(settings)?;
    make(settings).await
}

/// Opens the database as the owner of its tables; creates an empty embedded database where there is none.
pub(super) async fn make(settings: &Settings) -> Result<(Store, Keys), Failure> {
    let owner = settings
        .owner_url
        .as_ref()
        .or(settings.database_url.as_ref());
    opened(settings, owner, false).await
}

/// Fails if the settings mean an embedded database and its folder has none: a command that reads must not create one in
/// a folder whose name was mistyped.
fn is_there(settings: &Settings) -> Result<(), Failure> {
    let folder = &settings.data_dir;
    if settings.database_url.is_some() || folder.join(FILE).exists() {
        return Ok(());
    }
    Err(format!(
        "there is no database in the data folder {}: `istc serve` makes one with the public records, `istc import` one \
         with a package; --data-dir says which folder is meant, --database-url which PostgreSQL",
        folder.display()
    )
    .into())
}

/// Opens the database to read for viewers, as the role that serves; refuses it if its schema is not
/// current, or if row security is not as the settings say.
pub(super) async fn serving(settings: &Settings) -> Result<(Store, Keys), Failure> {
    let on = settings.row_security;
    is_there(settings)?;
    let (store, keys) = opened(settings, settings.database_url.as_ref(), on).await?;
    store.check_role().await?;
    let status = store.schema_status().await?;
    is_current(&status)?;
    if on && !status.is_walled() {
        return Err("the database's row security is not that of this program's policies; `istc migrate status` \
             tells, `istc migrate up` mends".into());
    }
    Ok((store, keys))
}

/// Refuses a schema that lacks a migration, and says what brings it up.
fn is_current(status: &SchemaStatus) -> Result<(), Failure> {
    if status.is_empty() {
        return Err("there is nothing in the database yet: `istc serve` makes an embedded one with the public \
             records, `istc migrate up` an empty one".into());
    }
    if !status.is_current() {
        return Err("the database's schema is not current; `istc migrate up` brings it up".into());
    }
    Ok(())
}

async fn opened(
    settings: &Settings,
    postgres: Option<&Secret>,
    row_security: bool,
) -> Result<(Store, Keys), Failure> {
    let url = match postgres {
        Some(url) => url.reveal().to_owned(),
        None => embedded(&settings.data_dir)?,
    };
    let opened = Store::open(&entity::Settings {
        url,
        owner_url: None,
        row_security,
        serving_role: settings.serving_role.clone(),
        readers: settings.readers,
        mapped_mib: settings.mapped_mib,
        statement_timeout: settings.statement_timeout,
        counts_work: false,
    })
    .await;
    opened.map_err(|error| format!("cannot open the database: {error}").into())
}

/// Opens the database as its owner and refuses it if its schema is not current.
pub(super) async fn current(settings: &Settings) -> Result<(Store, Keys), Failure> {
    let (store, keys) = open(settings).await?;
    is_current(&store.schema_status().await?)?;
    Ok((store, keys))
}

/// Opens the database; the embedded one is brought up first.
pub(super) async fn prepared(settings: &Settings) -> Result<(Store, Keys), Failure> {
    if settings.database_url.is_some() {
        return current(settings).await;
    }
    let (store, keys) = make(settings).await?;
    store.migrate_up(&keys.writer).await?;
    Ok((store, keys))
}

/// Creates the data folder where there is none, for its owner alone. One that other users may open is closed to them if
/// it holds nothing but this program's files; another is somebody else's too, and only its files are closed.
pub(super) fn data_folder(folder: &Path) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        format!(
            "cannot create the data folder {}: {error}",
            folder.display()
        )
    };
    private::folder(folder).map_err(failed)?;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy();
        if !OURS.iter().any(|ours| name.starts_with(ours)) {
            return Ok(());
        }
    }
    Ok(private::close_to_others(folder)?)
}

fn embedded(folder: &Path) -> Result<String, Failure> {
    data_folder(folder)?;
    let path = folder.join(FILE);
    let text = path.to_str().ok_or_else(|| {
        format!(
            "the data folder {} has a name that is not UTF-8",
            folder.display()
        )
    })?;
    // In the address these would end the path.
    Ok(format!(
        "sqlite://{}",
        text.replace('%', "%25")
            .replace('?', "%3F")
            .replace('#', "%23")
    ))
}
