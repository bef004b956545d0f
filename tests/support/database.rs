//! Fresh databases: a copy of one that was migrated and filled once.

use api::package::{Source, import_folder};
use entity::{Keys, Settings, Store, write::Mode};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{
    collections::HashMap,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::Mutex;

/// On which database a story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// What a database holds at the beginning of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Nothing at all, not even the schema.
    Bare,
    /// The schema and nothing in it.
    Empty,
    /// The small world of `tests/world`.
    World,
    /// The public records that come with the program.
    Records,
}

/// The database of one story, gone with it.
pub struct Fresh {
    pub url: String,
    pub folder: Arc<TempDir>,
    /// Whether the work of the one connection that then reads is counted.
    pub counts_work: bool,
    postgres: Option<String>,
}

/// The role of the cluster that serves where row security is on; `tests/run` makes it.
pub const SERVING: &str = "istc_serving";

/// Whether every story on PostgreSQL is told with row security on: `tests/run --row-security`.
pub static ROW_SECURITY: LazyLock<bool> =
    LazyLock::new(|| std::env::var("ISTC_TEST_ROW_SECURITY").is_ok_and(|switch| switch == "on"));

static NUMBER: AtomicU32 = AtomicU32::new(0);
static TEMPLATES: LazyLock<Mutex<HashMap<(Database, Content), Arc<Fresh>>>> =
    LazyLock::new(Mutex::default);

impl Database {
    /// A database of its own with this content.
    pub async fn fresh(self, content: Content) -> Fresh {
        let template = self.template(content).await;
        let copy = self.create(template.postgres.as_deref());
        if self == Database::Sqlite {
            fs::copy(template.file(), copy.file()).expect("the template can be copied");
        }
        copy
    }

    async fn template(self, content: Content) -> Arc<Fresh> {
        let mut templates = TEMPLATES.lock().await;
        if let Some(template) = templates.get(&(self, content)) {
            return template.clone();
        }
        let template = Arc::new(self.create(None));
        let (store, keys) = template.open().await;
        if content != Content::Bare {
            store
                .migrate_up(&keys.writer)
                .await
                .expect("the schema can be brought up");
        }
        let source = match content {
            Content::Bare | Content::Empty => None,
            Content::World => Some(Source::Folder(world())),
            Content::Records => Some(api::bundled::PUBLIC_RECORDS),
        };
        if let Some(source) = source {
            import_folder(&store, &keys.writer, source, Mode::default(), &mut |_| {})
                .await
                .unwrap_or_else(|error| panic!("{content:?} can be imported: {error:?}"));
        }
        store.close().await.expect("the template can be closed");
        templates.insert((self, content), template.clone());
        template
    }

    fn create(self, template: Option<&str>) -> Fresh {
        // As the program makes a data folder: for its owner alone.
        let private = Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().permissions(private).tempdir();
        let folder = Arc::new(folder.expect("a temporary folder"));
        match self {
            Database::Sqlite => Fresh {
                url: format!("sqlite://{}", folder.path().join("istc.sqlite3").display()),
                folder,
                counts_work: false,
                postgres: None,
            },
            Database::Postgres => {
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let name = format!("story_{}_{number}", std::process::id());
                let mut create = postgres("createdb");
                if let Some(template) = template {
                    create.args(["--template", template]);
                }
                run(create.arg(&name));
                Fresh {
                    url: cluster().replace("/postgres?", &format!("/{name}?")),
                    folder,
                    counts_work: false,
                    postgres: Some(name),
                }
            }
        }
    }
}

impl Fresh {
    /// Opens it: on PostgreSQL with row security on, if that is how this run is told.
    pub async fn open(&self) -> (Store, Keys) {
        self.open_with(*ROW_SECURITY && self.postgres.is_some())
            .await
    }

    /// Opens it: with row security as the role that serves, beside the owner who writes.
    pub async fn open_with(&self, row_security: bool) -> (Store, Keys) {
        Store::open(&Settings {
            url: match row_security {
                true => self.url_as(SERVING),
                false => self.url.clone(),
            },
            owner_url: row_security.then(|| self.url.clone()),
            row_security,
            serving_role: self.postgres.as_ref().map(|_| SERVING.to_owned()),
            readers: if self.counts_work { 1 } else { 4 },
            mapped_mib: 64,
            statement_timeout: Duration::from_secs(30),
            counts_work: self.counts_work,
        })
        .await
        .expect("the database can be opened")
    }

    /// PostgreSQL's address for this role.
    pub fn url_as(&self, role: &str) -> String {
        let place = self.url.split_once('@').expect("a user in the address").1;
        format!("postgres://{role}@{place}")
    }

    /// The name of the database of PostgreSQL.
    pub fn name(&self) -> &str {
        self.postgres.as_deref().expect("a database of PostgreSQL")
    }

    /// What tells the command `istc` where the database is.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let folder = self.folder.path().display().to_string();
        match (&self.postgres, *ROW_SECURITY) {
            (None, _) => vec![("ISTC_DATA_DIR", folder)],
            (Some(_), false) => vec![("ISTC_DATABASE_URL", self.url.clone())],
            (Some(_), true) => vec![
                ("ISTC_DATABASE_URL", self.url_as(SERVING)),
                ("ISTC_OWNER_DATABASE_URL", self.url.clone()),
                ("ISTC_SERVING_ROLE", SERVING.to_owned()),
                ("ISTC_ROW_SECURITY", "on".to_owned()),
            ],
        }
    }

    /// Changes rows as nobody should, past everything; how many.
    pub async fn by_hand(&self, sql: &'static str) -> u64 {
        match self.postgres {
            Some(_) => {
                let mut connection = PgConnection::connect(&self.url)
                    .await
                    .expect("a connection");
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.expect("a statement").rows_affected()
            }
            None => {
                let connection = SqliteConnection::connect(&self.url).await;
                let mut connection = connection.expect("a connection");
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.expect("a statement").rows_affected()
            }
        }
    }

    /// Runs SQL as this role of PostgreSQL; what it says, one value a line.
    pub fn psql(&self, role: &str, sql: &str) -> String {
        let mut psql = postgres("psql");
        psql.args([
            "--username",
            role,
            "--dbname",
            self.name(),
            "--command",
            sql,
        ]);
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--quiet"]);
        psql.args(["--set", "ON_ERROR_STOP=1"]);
        // As the service connects.
        psql.env("PGOPTIONS", "--jit=off");
        run(&mut psql)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("istc.sqlite3")
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(name) = &self.postgres {
            let mut drop = postgres("dropdb");
            // The story is over; whoever is still connected has nothing left to do.
            let _ = drop.args(["--force", "--if-exists", name]).output();
        }
    }
}

/// The folder of the small world.
pub fn world() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("world")
}

/// The cluster that `tests/run` started, as `postgres://USER@localhost/postgres?host=FOLDER&port=PORT`.
fn cluster() -> String {
    std::env::var("ISTC_TEST_POSTGRES")
        .expect("no PostgreSQL to test with: run tests/run, which starts one of its own")
}

fn postgres(program: &str) -> Command {
    let cluster = cluster();
    let part = |name: &str| {
        let from = cluster
            .find(&format!("{name}="))
            .expect("host and port in ISTC_TEST_POSTGRES")
            + name.len()
            + 1;
        cluster[from..]
            .split('&')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let user = cluster
        .strip_prefix("postgres://")
        .and_then(|rest| rest.split('@').next())
        .expect("a user in ISTC_TEST_POSTGRES");
    let mut command = Command::new(program);
    command.args([
        "--host",
        &part("host"),
        "--port",
        &part("port"),
        "--username",
        user,
    ]);
    command
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .expect("PostgreSQL's programs are on the path");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}
