//! A service on a port of its own, on a database of its own, with a clock that the story sets.

use super::{
    Database, Person,
    database::{Content, Fresh, ROW_SECURITY, world},
};
use crate::oracle::World;
use api::{
    client::Desk,
    http::{Door, DoorSettings, Gate, meters, serve},
    package::{Source, export_folder, import_folder},
    token::{IssuerSettings, LocalKey, Role, Verifier, VerifierSettings},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{Scopes, Store, Who, WriteKey, write::Mode};
use reqwest::{Client, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

/// The day on which every story begins.
pub const TODAY: &str = "2026-11-23";

/// A running service.
pub struct Service {
    pub address: SocketAddr,
    pub client: Client,
    pub store: Store,
    pub writer: WriteKey,
    pub key: LocalKey,
    row_security: bool,
    door: Arc<Door>,
    clock: Arc<AtomicI64>,
    stop: actix_web::dev::ServerHandle,
    // Last, so that the database outlives whoever uses it.
    pub database: Fresh,
}

/// An answer, as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// Whether the database was told who asks, before it was asked.
    row_security: bool,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// What was asked for; fails if anything went wrong.
    pub fn data(&self) -> Value {
        let json = self.json();
        assert!(json.get("errors").is_none(), "{}", self.text);
        json["data"].clone()
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        let code = &self.json()["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_default().to_owned()
    }

    /// How many statements the answer took, but for the one that row security needs, which tells the
    /// database who asks.
    pub fn statements(&self) -> u32 {
        let all: u32 = self.headers["x-statements"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        all.saturating_sub(u32::from(self.row_security))
    }
}

impl Service {
    /// With the schema and nothing in it.
    pub async fn empty(database: Database) -> Self {
        Self::of(database, Content::Empty).await
    }

    /// With the small world of `tests/world`.
    pub async fn of_the_world(database: Database) -> Self {
        Self::of(database, Content::World).await
    }

    /// With the public records that come with the program.
    pub async fn of_the_records(database: Database) -> Self {
        Self::of(database, Content::Records).await
    }

    /// With this world.
    pub async fn of_the_world_of(database: Database, of: &World) -> Self {
        let service = Self::empty(database).await;
        service.import_world(of).await;
        service
    }

    /// Imports this world.
    pub async fn import_world(&self, of: &World) {
        let folder = TempDir::new().expect("a temporary folder");
        of.save(folder.path());
        let descriptor = "datapackage.json";
        fs::copy(world().join(descriptor), folder.path().join(descriptor)).expect("a descriptor");
        self.import(folder.path(), Mode::default()).await;
    }

    /// Imports the data package in this folder.
    pub async fn import(&self, folder: &Path, mode: Mode) {
        let source = Source::Folder(folder.to_owned());
        import_folder(&self.store, &self.writer, source, mode, &mut |_| {})
            .await
            .unwrap_or_else(|error| panic!("{} can be imported: {error:?}", folder.display()));
    }

    async fn of(database: Database, content: Content) -> Self {
        Self::accepting(database, content, Vec::new()).await
    }

    /// Adds a package of these files to what is there: each by its name and text.
    pub async fn add(&self, files: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        let resource = |name: &str| json!({ "name": name, "path": format!("{name}.csv") });
        let resources: Vec<Value> = files.iter().map(|(name, _)| resource(name)).collect();
        let descriptor = json!({ "name": "more", "resources": resources }).to_string();
        fs::write(folder.path().join("datapackage.json"), descriptor).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
        }
        self.import(folder.path(), Mode::default()).await;
    }

    /// With the world, accepting tokens of these issuers beside the local key's.
    pub async fn trusting(database: Database, issuers: Vec<IssuerSettings>) -> Self {
        Self::accepting(database, Content::World, issuers).await
    }

    /// With the world on PostgreSQL, and row security on however this run is told.
    pub async fn of_the_walled_world() -> Self {
        let fresh = Database::Postgres.fresh(Content::World).await;
        Self::on(fresh, true, Vec::new(), DoorSettings::default()).await
    }

    /// With the world, and a door that is set so.
    pub async fn with(database: Database, settings: DoorSettings) -> Self {
        let row_security = *ROW_SECURITY && database == Database::Postgres;
        let fresh = database.fresh(Content::World).await;
        Self::on(fresh, row_security, Vec::new(), settings).await
    }

    /// With the world, counting the work of its database.
    pub async fn counting_work(database: Database) -> Self {
        Self::that_counts_work(database, Content::World).await
    }

    /// With the schema and nothing in it, counting the work of its database.
    pub async fn empty_counting_work(database: Database) -> Self {
        Self::that_counts_work(database, Content::Empty).await
    }

    async fn that_counts_work(database: Database, content: Content) -> Self {
        let row_security = *ROW_SECURITY && database == Database::Postgres;
        let mut fresh = database.fresh(content).await;
        fresh.counts_work = true;
        Self::on(fresh, row_security, Vec::new(), DoorSettings::default()).await
    }

    async fn accepting(database: Database, content: Content, issuers: Vec<IssuerSettings>) -> Self {
        let row_security = *ROW_SECURITY && database == Database::Postgres;
        let fresh = database.fresh(content).await;
        Self::on(fresh, row_security, issuers, DoorSettings::default()).await
    }

    async fn on(
        database: Fresh,
        row_security: bool,
        mut issuers: Vec<IssuerSettings>,
        settings: DoorSettings,
    ) -> Self {
        let (store, keys) = database.open_with(row_security).await;
        let key = LocalKey::load_or_create(database.folder.path()).expect("a signing key");
        issuers.push(key.issuer());
        let clock = Arc::new(AtomicI64::new(0));
        let told = clock.clone();
        let gate = Gate::new(
            keys.viewers,
            Verifier::new(VerifierSettings { issuers }).expect("the issuers can be used"),
            Arc::new(move || {
                DateTime::from_timestamp(told.load(Ordering::SeqCst), 0).unwrap_or_default()
            }),
        );
        let same = LocalKey::load_or_create(database.folder.path()).expect("the signing key");
        let gate = gate.with_desk(Desk::new(store.clients(&keys.writer), same), true);
        let door = Door::new(store.clone(), gate, settings).expect("the schema can be read");
        let door = Arc::new(door);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (started, handle) = std::sync::mpsc::channel();
        let serving = door.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(serving, listener, 2).expect("the server can start");
                started.send(server.handle()).expect("the story is waiting");
                server.await
            })
        });
        let service = Self {
            address,
            client: Client::builder()
                .timeout(Duration::from_secs(60))
                .build()
                .expect("a client"),
            store,
            writer: keys.writer,
            key,
            row_security,
            door,
            clock,
            stop: handle.recv().expect("the server has started"),
            database,
        };
        service.set_today(TODAY);
        service
    }

    /// Sets the clock to noon of this day.
    pub fn set_today(&self, day: &str) {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        let day: NaiveDate = day.parse().unwrap();
        self.clock
            .store(day.and_time(noon).and_utc().timestamp(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The time by the service's clock, in Unix seconds.
    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::SeqCst).try_into().unwrap()
    }

    /// The day by the service's clock.
    pub fn today(&self) -> NaiveDate {
        DateTime::<Utc>::from_timestamp(self.clock.load(Ordering::SeqCst), 0)
            .unwrap()
            .date_naive()
    }

    /// A token for this person, good for an hour; none for nobody.
    pub fn token(&self, person: &Person) -> Option<String> {
        let role = person.role.as_ref()?;
        Some(
            self.key
                .mint(role, &person.scopes, Duration::from_secs(3600), self.now()),
        )
    }

    /// Where a path is.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Whether row security is on.
    pub fn walled(&self) -> bool {
        self.row_security
    }

    /// What Prometheus is told.
    pub async fn metrics(&self) -> Answer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let door = self.door.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                meters::serve(door, listener)
                    .expect("the server can start")
                    .await
            })
        });
        Self::answer(self.client.get(format!("http://{address}/metrics"))).await
    }

    /// A data package of what this person may see today.
    pub async fn export(&self, person: &Person) -> TempDir {
        let (store, keys) = self.database.open().await;
        let who = match person.role.clone() {
            None => Who::Public,
            Some(Role::Party(code)) => Who::Party(code),
            Some(Role::Partner(key)) => Who::Partner(key),
            Some(Role::Institute(key)) => Who::Institute(key),
            Some(Role::Secretariat) => Who::Secretariat,
        };
        let scopes = Scopes::of(person.scopes.split(' '));
        let viewer = keys.viewers.signed_in(who, scopes);
        let reader = store
            .reader(&viewer, self.today())
            .await
            .expect("a viewer who may sign in");
        let folder = TempDir::new().expect("a temporary folder");
        export_folder(&reader, folder.path(), true)
            .await
            .expect("an export");
        drop(reader);
        store.close().await.expect("the store can be closed");
        folder
    }

    /// Lets someone in: what follows from the data for a viewer is looked up once for each version of them.
    pub async fn admit(&self, person: &Person) {
        self.ask(person, "{ __typename }").await;
    }

    /// The SQL that the service sent for answers since the last call; nothing unless it was opened to count work.
    pub fn sent(&self) -> Vec<String> {
        self.store.sent()
    }

    /// Asks a question.
    pub async fn ask(&self, person: &Person, query: &str) -> Answer {
        self.ask_with(person, query, json!({})).await
    }

    /// Asks a question with variables.
    pub async fn ask_with(&self, person: &Person, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.client.post(self.url("/graphql")).json(&body);
        if let Some(token) = self.token(person) {
            request = request.bearer_auth(token);
        }
        let answer = Self::answer(request).await;
        Answer {
            row_security: self.row_security,
            ..answer
        }
    }

    /// Asks, and gives what was asked for; fails if anything went wrong.
    pub async fn data(&self, person: &Person, query: &str) -> Value {
        self.ask(person, query).await.data()
    }

    /// Sends a request that the story made itself.
    pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the service answers");
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.expect("a whole answer"),
            row_security: false,
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The future only waits; the stop itself is sent here.
        drop(self.stop.stop(false));
    }
}
