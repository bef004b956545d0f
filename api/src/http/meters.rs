//! What is counted for Prometheus, and the page that shows it on an address of its own.

use super::{Door, headers};
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header,
    middleware::from_fn,
    web::{self, Data},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use std::{
    collections::HashSet,
    io,
    net::TcpListener,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

/// Names of operations that are told apart. Clients choose them, and each is a series for ever.
const NAMES: usize = 200;
/// What further names are counted as.
const OTHER: &str = "(other)";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Asked {
    operation: String,
    viewer: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Of {
    viewer: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Everything that is counted.
pub(crate) struct Meters {
    registry: Registry,
    names: Mutex<HashSet<String>>,
    requests: Family<Asked, Counter>,
    seconds: Family<Of, Histogram, fn() -> Histogram>,
    statements: Histogram,
    /// Resolvers that panicked; a fault of the program.
    pub(super) panics: Counter,
    connections: Gauge,
    idle: Gauge,
    entries: Counter,
    commits: Counter,
    key_reads: Family<Outcome, Counter>,
}

impl Meters {
    pub(super) fn new() -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(exponential_buckets(0.0005, 2.0, 16));
        let mut meters = Self {
            registry: Registry::with_prefix("istc"),
            names: Mutex::default(),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            statements: Histogram::new([0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]),
            panics: Counter::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            entries: Counter::default(),
            commits: Counter::default(),
            key_reads: Family::default(),
        };
        let registry = &mut meters.registry;
        registry.register(
            "requests",
            "Answers of /graphql, by operation name, kind of viewer and outcome: ok, or the code of the first error",
            meters.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to its answer",
            Unit::Seconds,
            meters.seconds.clone(),
        );
        registry.register(
            "request_statements",
            "Statements that an executed operation took",
            meters.statements.clone(),
        );
        registry.register("panics", "Resolvers that panicked", meters.panics.clone());
        registry.register(
            "database_connections",
            "Connections that read",
            meters.connections.clone(),
        );
        registry.register(
            "database_connections_idle",
            "Connections that read and have nothing to do",
            meters.idle.clone(),
        );
        registry.register(
            "access_record_entries",
            "Answers with guarded data that were entered in the record of access",
            meters.entries.clone(),
        );
        registry.register(
            "access_record_commits",
            "Commits that it took to keep them",
            meters.commits.clone(),
        );
        registry.register(
            "key_reads",
            "Times that issuers were asked for their keys",
            meters.key_reads.clone(),
        );
        meters
    }

    /// A request was answered.
    pub(super) fn request(
        &self,
        operation: &str,
        viewer: &'static str,
        outcome: &'static str,
        time: Duration,
        statements: u32,
    ) {
        let asked = Asked {
            operation: self.known(operation),
            viewer,
            outcome,
        };
        self.requests.get_or_create(&asked).inc();
        let of = Of { viewer };
        self.seconds.get_or_create(&of).observe(time.as_secs_f64());
        if outcome == "ok" {
            self.statements.observe(f64::from(statements));
        }
    }

    fn known(&self, operation: &str) -> String {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.contains(operation) || names.len() < NAMES {
            names.insert(operation.to_owned());
            return operation.to_owned();
        }
        OTHER.to_owned()
    }

    /// Takes over what is counted elsewhere.
    fn look(&self, door: &Door) {
        let seats = door.store.seats();
        self.connections.set(i64::from(seats.all));
        self.idle.set(i64::from(seats.idle));
        let recorded = door.store.recorded();
        self.entries
            .inner()
            .store(recorded.entries, Ordering::Relaxed);
        self.commits
            .inner()
            .store(recorded.commits, Ordering::Relaxed);
        let readings = door.gate.key_readings();
        for (outcome, number) in [("ok", readings.good), ("failed", readings.bad)] {
            let count = self.key_reads.get_or_create(&Outcome { outcome });
            count.inner().store(number, Ordering::Relaxed);
        }
    }

    fn page(&self) -> Result<String, std::fmt::Error> {
        let mut page = String::new();
        encode(&mut page, &self.registry)?;
        Ok(page)
    }
}

/// Starts to serve `/metrics` on this listener, and nothing else.
///
/// # Errors
/// If the listener cannot be used.
pub fn serve(door: Arc<Door>, listener: TcpListener) -> io::Result<Server> {
    let door = Data::from(door);
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(headers::complete))
            .app_data(door.clone())
            .route("/metrics", web::get().to(metrics))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}

async fn metrics(door: Data<Door>) -> HttpResponse {
    door.meters.look(&door);
    match door.meters.page() {
        Ok(page) => HttpResponse::Ok()
            .insert_header((
                header::CONTENT_TYPE,
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
            ))
            .body(page),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_clients_do_not_make_series_without_end() {
        let meters = Meters::new();
        let time = Duration::from_millis(3);
        for number in 0..NAMES + 50 {
            meters.request(&format!("Q{number}"), "public", "ok", time, 2);
        }
        meters.request("Q7", "party", "TIMEOUT", time, 0);
        let page = meters.page().expect("a page");
        let series = page
            .lines()
            .filter(|line| line.starts_with("istc_requests_total{"));
        assert_eq!(series.count(), NAMES + 2);
        assert!(page.contains(
            "istc_requests_total{operation=\"(other)\",viewer=\"public\",outcome=\"ok\"} 50"
        ));
        assert!(page.contains(
            "istc_requests_total{operation=\"Q7\",viewer=\"party\",outcome=\"TIMEOUT\"} 1"
        ));
        assert!(page.contains("istc_panics_total 0"));
        assert!(page.ends_with("# EOF\n"));
    }
}
