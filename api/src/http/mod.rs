//! The door: who is asking, what may come in, and how an answer goes out.
//!
//! Nothing is decided here about what a viewer may see; a verified token becomes a `Viewer`, the
//! viewer is traded for a `Reader`, and the reader answers.

mod address;
mod answer;
mod asking;
mod auth;
mod body;
mod bounds;
mod budget;
mod crowd;
mod demonstration;
mod export;
mod graphql;
mod headers;
mod health;
mod landing;
mod media;
pub mod meters;
mod oai;
mod oauth;
mod parsed;
mod party;
mod payer;
mod peer;
mod playground;
mod record;
mod seating;
mod session;
mod settings;
mod several;
mod stored;
mod table;
mod told;
mod trace;
mod typename;

pub use address::PublicUrl;
pub use auth::{Clock, Gate};
pub(crate) use auth::{role_of, who};
pub use demonstration::DemonstrationSecret;
pub use settings::DoorSettings;
pub use stored::{TrustError, Trusted};
pub use table::{Route, routes};

use crate::{
    graphql::Schema,
    limits::{self, InputTypes},
    places::Places,
    report::{self, Types},
    token::LocalKey,
};
use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, Condition, from_fn},
    web,
};
use async_graphql::parser::types::DocumentOperations;
use budget::Budget;
use crowd::Crowd;
use demonstration::Demonstration;
use entity::Store;
use meters::Meters;
use parsed::Parsed;
use std::{any::Any, collections::HashSet, io, net::TcpListener, sync::Arc, time::Duration};
use stored::Stored;
use table::Table;

/// A connection that says nothing is closed after this long.
const REQUEST_HEAD: Duration = Duration::from_secs(10);
/// An idle connection is kept this long for the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// A connection that is being closed may take this long over it.
const DISCONNECT: Duration = Duration::from_secs(5);
/// A client that takes nothing of what was answered is cut off after this long. It is the kernel that
/// counts: the time for which data wait, sent and not acknowledged or held back by a window that is
/// closed. So a slow line is no reason, and an idle connection is none.
const STANDSTILL: Duration = Duration::from_secs(25);
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
    pub(crate) input_types: Arc<InputTypes>,
    types: Types,
    /// For the files that are made at the same time.
    exports: Places,
    /// For those who read.
    reading: Places,
    /// Whether the service is ready, looked up by one request at a time.
    readiness: health::Readiness,
    pub(crate) settings: DoorSettings,
    stored: Stored,
    parsed: Parsed,
    budget: Option<Budget>,
    /// The connections of each address, or its requests.
    crowd: Arc<Crowd>,
    meters: Meters,
    /// With what the playground is given tokens, in a demonstration.
    pub(crate) demonstration: Option<Demonstration>,
}

impl Door {
    /// Puts the service together.
    ///
    /// # Errors
    /// If the schema's own text cannot be read back, which is a fault of this program.
    pub fn new(
        store: Store,
        gate: Gate,
        settings: DoorSettings,
    ) -> Result<Self, limits::SchemaUnreadable> {
        let sdl = crate::graphql::sdl();
        let input_types = Arc::new(InputTypes::from_sdl(&sdl)?);
        Ok(Self {
            schema: crate::graphql::schema(&input_types),
            input_types,
            types: Types::from_sdl(&sdl)?,
            exports: export::places(store.seats().all),
            reading: seating::places(store.seats().all),
            readiness: health::Readiness::default(),
            sdl,
            store,
            gate,
            stored: Stored::new(settings.trusted.clone()),
            parsed: Parsed::new(),
            budget: settings.budget.map(Budget::per_minute),
            crowd: Crowd::new(settings.connections),
            meters: Meters::new(known_operations(settings.trusted.as_ref())),
            settings,
            demonstration: None,
        })
    }

    /// Hands tokens of this key to the playground, if it sends this secret. For one's own machine only: whoever has
    /// the secret chooses which viewer to be.
    #[must_use]
    pub fn demonstrating(mut self, key: LocalKey, secret: DemonstrationSecret) -> Self {
        self.demonstration = Some(Demonstration { key, secret });
        self
    }
}

/// The names of the operations that are known here: of the questions that come with the service, of the documents that
/// the operator trusts, and of what the service asks itself.
fn known_operations(trusted: Option<&Trusted>) -> HashSet<String> {
    let questions = report::QUESTIONS.iter().map(|question| question.text);
    let trusted = trusted.into_iter().flat_map(Trusted::texts);
    let documents = questions.chain(trusted);
    let documents = documents.filter_map(|text| async_graphql::parser::parse_query(text).ok());
    let mut known = HashSet::from([export::IATI.to_owned()]);
    for document in documents {
        if let DocumentOperations::Multiple(operations) = &document.operations {
            known.extend(operations.keys().map(|name| told::short(name)));
        }
    }
    known
}

/// Has the kernel end a connection on which nothing is taken any more; the server itself waits for a
/// slow reader without end.
fn bound_standstill(connection: &dyn Any) {
    #[cfg(target_os = "linux")]
    if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() {
        let socket = socket2::SockRef::from(stream);
        if let Err(error) = socket.set_tcp_user_timeout(Some(STANDSTILL)) {
            tracing::warn!(%error, "a connection cannot be bounded in time");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (connection, STANDSTILL);
}

/// Starts to serve on this listener; the returned future ends when the server has been stopped.
///
/// # Errors
/// If the listener cannot be used.
pub fn serve(door: Arc<Door>, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let door = web::Data::from(door);
    let at_connection = door.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(door.clone())
            .configure(|config| register(&mut Table::new(config), &door.settings.origins))
            .wrap(Compress::default())
            .wrap(from_fn(bounds::bound))
            // The last is the outermost.
            .wrap(from_fn(headers::complete))
    })
    .on_connect(move |connection, data| {
        bound_standstill(connection);
        bounds::admit(&at_connection, connection, data);
    })
    .workers(workers)
    .client_request_timeout(REQUEST_HEAD)
    .client_disconnect_timeout(DISCONNECT)
    .keep_alive(KEEP_ALIVE)
    // Who closes its side has gone away: what it asked is stopped.
    .h1_allow_half_closed(false)
    .max_connections(CONNECTIONS)
    .shutdown_timeout(DRAIN_SECONDS)
    .listen(listener)?
    .run();
    Ok(server)
}

/// Registers every route of the service.
fn register(table: &mut Table<'_>, origins: &[String]) {
    table
        .at("/graphql")
        .post(graphql::post)
        .get(graphql::get)
        .otherwise(graphql::other_method)
        .add_behind(|graphql| graphql.wrap(Condition::new(!origins.is_empty(), cors(origins))));
    export::routes(table, || Condition::new(!origins.is_empty(), cors(origins)));
    landing::routes(table);
    health::routes(table);
    demonstration::routes(table);
    oai::routes(table);
    oauth::routes(table);
    party::routes(table);
    session::routes(table);
    playground::routes(table);
}

/// Which pages of other sites may ask. Tokens are sent by their script, never by the browser of
/// itself, so that no credentials are allowed.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST"])
        // Clients name themselves and their requests in headers of many names.
        .allow_any_header()
        .expose_headers(["x-request-id", "retry-after", "etag"])
        .max_age(3_600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.send_wildcard().allow_any_origin();
    }
    origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}
