//! The door: who is asking, what may come in, and how an answer goes out.
//!
//! Nothing is decided here about what a viewer may see; a verified token becomes a `Viewer`, the
//! viewer is traded for a `Reader`, and the reader answers.

mod answer;
mod auth;
mod body;
mod graphql;
mod health;
pub mod limits;
mod media;
mod playground;
mod typename;

pub(crate) use auth::who;
pub use auth::{Clock, Gate};

use crate::graphql::Schema;
use actix_web::{App, HttpServer, dev::Server, web};
use entity::Store;
use limits::InputTypes;
use std::{io, net::TcpListener, sync::Arc, time::Duration};

/// A connection that says nothing is closed after this long.
const REQUEST_HEAD: Duration = Duration::from_secs(10);
/// An idle connection is kept this long for the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// A connection that is being closed may take this long over it.
const DISCONNECT: Duration = Duration::from_secs(5);
/// On SIGTERM, requests under way have this long to finish.
const DRAIN_SECONDS: u64 = 20;
/// Connections that one worker holds at once.
const CONNECTIONS: usize = 4_096;

/// Everything a request needs.
pub struct Door {
    pub(crate) store: Store,
    pub(crate) gate: Gate,
    pub(crate) schema: Schema,
    pub(crate) sdl: String,
    pub(crate) input_types: InputTypes,
}

impl Door {
    /// Puts the service together.
    ///
    /// # Errors
    /// If the schema's own text cannot be read back, which is a fault of this program.
    pub fn new(store: Store, gate: Gate) -> Result<Self, limits::SchemaUnreadable> {
        let sdl = crate::graphql::sdl();
        Ok(Self {
            input_types: InputTypes::from_sdl(&sdl)?,
            schema: crate::graphql::schema(),
            sdl,
            store,
            gate,
        })
    }
}

/// Starts to serve on this listener; the returned future ends when the server has been stopped.
///
/// # Errors
/// If the listener cannot be used.
pub fn serve(door: Door, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let door = web::Data::from(Arc::new(door));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(door.clone())
            .service(
                web::resource("/graphql")
                    .route(web::post().to(graphql::post))
                    .route(web::get().to(graphql::get))
                    .default_service(web::to(graphql::other_method)),
            )
            .configure(health::routes)
            .configure(playground::routes)
    })
    .workers(workers)
    .client_request_timeout(REQUEST_HEAD)
    .client_disconnect_timeout(DISCONNECT)
    .keep_alive(KEEP_ALIVE)
    .max_connections(CONNECTIONS)
    .shutdown_timeout(DRAIN_SECONDS)
    .listen(listener)?
    .run();
    Ok(server)
}
