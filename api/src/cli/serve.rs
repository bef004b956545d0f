//! `istc serve`: with nothing at all, a new database of the public records; with PostgreSQL, a schema
//! that is current or none at all.

use super::{Failure, database};
use crate::{
    bundled,
    client::Desk,
    config::{ServeSettings, Settings},
    http::{self, DemonstrationSecret, Door, DoorSettings, Gate, Trusted, meters},
    package::{self, Step},
    token::{LocalKey, Verifier, VerifierSettings},
};
use entity::{Keys, Store, write::Mode};
use std::{
    io::{self, Write},
    net::TcpListener,
    process::ExitCode,
    sync::Arc,
};

/// Serves until the process is told to stop.
pub(super) async fn run(settings: &Settings, serving: ServeSettings) -> Result<ExitCode, Failure> {
    // What the settings name is read before anything is made.
    let trusted = serving.trusted_documents.as_deref();
    let usual = DoorSettings::default();
    let door = DoorSettings {
        origins: serving.cors_origins,
        budget: serving.budget,
        public_url: serving.public_url,
        proxies: serving.proxies,
        connections: serving.connections.unwrap_or(usual.connections),
        body_time: usual.body_time,
        trusted: trusted.map(Trusted::read).transpose()?,
        deadline: serving.deadline.unwrap_or(usual.deadline),
        repository: serving.repository,
        organisation: serving.organisation,
    };
    let own = serving.issuers.is_empty();
    let mut verifier = Verifier::new(VerifierSettings {
        issuers: serving.issuers,
    })?;
    let (store, keys) = match settings.database_url {
        Some(_) => database::serving(settings).await?,
        None => embedded(settings).await?,
    };
    let key = match own || serving.clients {
        true => {
            database::data_folder(&settings.data_dir)?;
            Some(LocalKey::load_or_create(&settings.data_dir)?)
        }
        false => None,
    };
    if let Some(key) = &key {
        verifier = verifier.and(key.issuer())?;
    }
    let mut gate = Gate::new(keys.viewers, verifier, Arc::new(chrono::Utc::now));
    if let Some(key) = key.filter(|_| serving.clients) {
        // Beside another issuer the local key is there for clients alone.
        gate = gate.with_desk(Desk::new(store.clients(&keys.writer), key), own);
    }
    let mut door = Door::new(store, gate, door)?;
    let mut way_in = None;
    if serving.demonstration {
        tracing::warn!(
            "a demonstration: whoever has the address printed for it may ask as any viewer"
        );
        let secret = DemonstrationSecret::random()?;
        way_in = Some(secret.reveal().to_owned());
        door = door.demonstrating(LocalKey::load_or_create(&settings.data_dir)?, secret);
    }
    let door = Arc::new(door);
    let listener = listen(&serving.bind)?;
    let address = listener.local_addr()?;
    let metrics = match &serving.metrics_bind {
        Some(bind) => Some(listen(bind)?),
        None => None,
    };
    let server = http::serve(door.clone(), listener, serving.workers)?;
    #[cfg(unix)]
    pass_over_hangups()?;
    println!("listening on http://{address}");
    if let Some(secret) = way_in {
        // Behind the `#`, where no browser sends it and no log has it.
        println!("demonstration at http://{address}/graphiql#demonstration={secret}");
    }
    if let Some(listener) = metrics {
        println!("metrics on http://{}/metrics", listener.local_addr()?);
        actix_web::rt::spawn(meters::serve(door, listener)?);
    }
    io::stdout().flush()?;
    server.await?;
    Ok(ExitCode::SUCCESS)
}

/// A terminal that is closed, and a program that expects settings to be read again, send a hangup: from here on it
/// ends nothing.
#[cfg(unix)]
fn pass_over_hangups() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = signal(SignalKind::hangup())?;
    actix_web::rt::spawn(async move {
        while hangups.recv().await.is_some() {
            tracing::warn!("SIGHUP is passed over: settings are read when the service starts");
        }
    });
    Ok(())
}

fn listen(bind: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(bind).map_err(|error| format!("cannot listen on {bind}: {error}").into())
}

/// The embedded database, brought up; a new one gets the bundled public records.
async fn embedded(settings: &Settings) -> Result<(Store, Keys), Failure> {
    let (store, keys) = database::make(settings).await?;
    let status = store.schema_status().await?;
    let is_new = status.migrations.iter().all(|(_, applied)| !applied);
    store.migrate_up(&keys.writer).await?;
    if is_new {
        let mut rows = 0;
        let mut progress = |step: Step<'_>| {
            if let Step::Read { rows: read, .. } = step {
                rows += read;
            }
        };
        package::import_folder(
            &store,
            &keys.writer,
            bundled::PUBLIC_RECORDS,
            Mode::default(),
            &mut progress,
        )
        .await?;
        tracing::info!(
            rows,
            "imported the bundled public records into a new database"
        );
    }
    Ok((store, keys))
}
