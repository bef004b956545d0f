//! What is counted for Prometheus, and the page that shows it on an address of its own.

mod names;

use super::{Door, bounds, headers};
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header,
    middleware::from_fn,
    web::{self, Data},
};
use names::{Counted, Kind, Names};
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
    time::{Duration, Instant},
};

/// As what names are counted for which there is no room.
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
    names: Mutex<Names>,
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
    /// With these names of operations that are always counted by themselves.
    pub(super) fn new(known: HashSet<String>) -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(exponential_buckets(0.0005, 2.0, 16));
        let mut meters = Self {
            registry: Registry::with_prefix("istc"),
            names: Mutex::new(Names::new(known)),
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
        self.count(operation, (viewer, outcome), Instant::now());
        let of = Of { viewer };
        self.seconds.get_or_create(&of).observe(time.as_secs_f64());
        if outcome == "ok" {
            self.statements.observe(f64::from(statements));
        }
    }

    fn count(&self, operation: &str, kind: Kind, now: Instant) {
        let series = |operation: &str, (viewer, outcome): Kind| Asked {
            operation: operation.to_owned(),
            viewer,
            outcome,
        };
        // Held until it is counted, so that no series is counted in while it is taken away.
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = names.used(operation, kind, now);
        if let Counted::InPlaceOf(old, kinds) = &counted {
            for kind in kinds {
                let gone = series(old, *kind);
                // Sums over all operations stay what they were.
                let number = self.requests.get(&gone).map_or(0, |count| count.get());
                self.requests.remove(&gone);
                let other = series(OTHER, *kind);
                self.requests.get_or_create(&other).inc_by(number);
            }
        }
        let name = match counted {
            Counted::Other => OTHER,
            Counted::Itself | Counted::InPlaceOf(..) => operation,
        };
        self.requests.get_or_create(&series(name, kind)).inc();
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
            .wrap(from_fn(bounds::bound))
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

    const PUBLIC: Kind = ("public", "ok");
    const PARTY: Kind = ("party", "ok");

    fn meters() -> Meters {
        Meters::new(HashSet::from(["Known".to_owned()]))
    }

    /// The series of requests: operation, viewer, outcome and number.
    fn series(meters: &Meters) -> Vec<(String, String, String, u64)> {
        let page = meters.page().expect("a page");
        let lines = page.lines();
        let lines = lines.filter_map(|line| line.strip_prefix("istc_requests_total{"));
        let mut series: Vec<_> = lines
            .map(|line| {
                let mut words = line.split('"').skip(1).step_by(2).map(str::to_owned);
                let mut word = || words.next().unwrap();
                let labels = (word(), word(), word());
                let number = line.rsplit(' ').next().unwrap().parse().unwrap();
                (labels.0, labels.1, labels.2, number)
            })
            .collect();
        series.sort();
        series
    }

    fn number(meters: &Meters, operation: &str, kind: Kind) -> Option<u64> {
        let series = series(meters).into_iter();
        let mut found = series.filter(|one| {
            (one.0.as_str(), one.1.as_str(), one.2.as_str()) == (operation, kind.0, kind.1)
        });
        found.next().map(|one| one.3)
    }

    #[test]
    fn names_of_nobody_leave_room_for_all_others() {
        let meters = meters();
        let now = Instant::now();
        for number in 0..1_000 {
            meters.count(&format!("Q{number}"), PUBLIC, now);
        }
        assert_eq!(series(&meters).len(), names::ANONYMOUS + 1);
        assert_eq!(
            number(&meters, "(other)", PUBLIC),
            Some(1_000 - names::ANONYMOUS as u64)
        );
        for number in 0..1_000 {
            meters.count(&format!("P{number}"), PARTY, now);
        }
        assert_eq!(
            series(&meters).len(),
            names::ANONYMOUS + names::SIGNED_IN + 2
        );
        // One that is counted is counted on, whatever its outcome.
        meters.count("Q7", ("public", "TIMEOUT"), now);
        assert_eq!(number(&meters, "Q7", ("public", "TIMEOUT")), Some(1));
        // What is known here, and what is our own, has its place whoever asks.
        for operation in ["Known", "", "OAI ListRecords"] {
            for kind in [PUBLIC, PARTY] {
                meters.count(operation, kind, now);
                assert_eq!(number(&meters, operation, kind), Some(1), "{operation}");
            }
        }
        let page = meters.page().expect("a page");
        assert!(page.contains("istc_panics_total 0") && page.ends_with("# EOF\n"));
    }

    #[test]
    fn names_that_nobody_uses_make_room_one_by_one() {
        let meters = meters();
        let begun = Instant::now();
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        for number in 0..names::ANONYMOUS {
            meters.count(&format!("Q{number}"), PUBLIC, after(number as u64));
            meters.count(
                &format!("Q{number}"),
                ("public", "TIMEOUT"),
                after(number as u64),
            );
        }
        let quiet = names::QUIET.as_secs();
        meters.count("New", PUBLIC, after(quiet - 1));
        assert_eq!(
            number(&meters, "New", PUBLIC),
            None,
            "each was used within the hour"
        );
        // The second is the oldest once the first was used again.
        meters.count("Q0", PUBLIC, after(quiet - 1));
        meters.count("New", PUBLIC, after(quiet + 1));
        meters.count("Newer", PUBLIC, after(quiet + 1));
        assert_eq!(number(&meters, "New", PUBLIC), Some(1));
        assert_eq!(number(&meters, "Newer", PUBLIC), None);
        assert_eq!(number(&meters, "Q0", PUBLIC), Some(2));
        assert_eq!(number(&meters, "Q1", PUBLIC), None);
        assert_eq!(number(&meters, "Q1", ("public", "TIMEOUT")), None);
        // What was counted of it is still there in the sum.
        assert_eq!(number(&meters, "(other)", PUBLIC), Some(3));
        assert_eq!(number(&meters, "(other)", ("public", "TIMEOUT")), Some(1));
        let sum: u64 = series(&meters).iter().map(|one| one.3).sum();
        assert_eq!(sum, 2 * names::ANONYMOUS as u64 + 4);
        // However long it goes on, and however many there are, no more are shown at once.
        for hour in 2..20 {
            for number in 0..500 {
                meters.count(
                    &format!("H{hour}N{number}"),
                    PUBLIC,
                    after(hour * 2 * quiet + number),
                );
            }
            let names: HashSet<String> = series(&meters).into_iter().map(|one| one.0).collect();
            assert_eq!(names.len(), names::ANONYMOUS + 1);
        }
    }
}
