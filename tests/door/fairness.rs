//! Nobody keeps others out by asking often: what only so many can do at once is shared out.

use crate::support::{Answer, Database, Person, Service};
use api::http::DoorSettings;
use futures_util::{FutureExt, StreamExt, future::join_all, stream::FuturesUnordered};
use reqwest::RequestBuilder;
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use std::time::Duration;

/// What should happen is not waited for longer than this, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Statements that wait for the lock.
const WAITING: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and state = 'active' and wait_event_type = 'Lock'";

/// A service behind a proxy, of which one table cannot be read until the lock is given back.
struct Held {
    service: Service,
    lock: PgConnection,
    watch: PgConnection,
}

impl Held {
    async fn of(table: &str) -> Self {
        let settings = DoorSettings {
            proxies: 1,
            deadline: PATIENCE,
            ..DoorSettings::default()
        };
        let service = Service::with(Database::Postgres, settings).await;
        let mut lock = PgConnection::connect(&service.database.url).await.unwrap();
        let watch = PgConnection::connect(&service.database.url).await.unwrap();
        for holding in [
            "begin".to_owned(),
            format!("lock table {table} in access exclusive mode"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(holding))
                .execute(&mut lock)
                .await
                .unwrap();
        }
        Self {
            service,
            lock,
            watch,
        }
    }

    /// Goes on with what is asked until so many statements wait for the lock; what was answered meanwhile.
    async fn until_waiting(
        &mut self,
        number: i64,
        asked: &mut FuturesUnordered<impl Future<Output = Answer>>,
    ) -> Vec<Answer> {
        let mut answered = Vec::new();
        let looking = async {
            loop {
                while let Some(Some(answer)) = asked.next().now_or_never() {
                    answered.push(answer);
                }
                let waiting: i64 = sqlx::query(WAITING)
                    .fetch_one(&mut self.watch)
                    .await
                    .unwrap()
                    .get(0);
                if waiting >= number {
                    break;
                }
            }
        };
        let seen = tokio::time::timeout(PATIENCE, looking).await;
        seen.unwrap_or_else(|_| panic!("there are never {number} statements that wait"));
        answered
    }

    async fn give_back(&mut self) {
        sqlx::query("rollback")
            .execute(&mut self.lock)
            .await
            .unwrap();
    }
}

fn question(service: &Service, person: &Person, from: &str, query: &str) -> RequestBuilder {
    let request = service
        .client
        .post(service.url("/graphql"))
        .json(&json!({ "query": query }));
    signed(service, person, request.header("x-forwarded-for", from))
}

fn file(service: &Service, person: &Person, from: &str, file: &str) -> RequestBuilder {
    let request = service.client.get(service.url(&format!("/export/{file}")));
    signed(service, person, request.header("x-forwarded-for", from))
}

fn signed(service: &Service, person: &Person, request: RequestBuilder) -> RequestBuilder {
    match service.token(person) {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

const SLOW: &str = "{ projects { totalCount } }";
const QUICK: &str = "{ statistics { totalCount } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_questions_of_one_address_leave_connections_for_others() {
    let mut held = Held::of("projects").await;
    let requests = (0..20).map(|_| question(&held.service, &Person::nobody(), "192.0.2.1", SLOW));
    let mut slow: FuturesUnordered<_> = requests.map(Service::answer).collect();
    // Of the four connections that read, an address has half.
    held.until_waiting(2, &mut slow).await;
    for (person, from) in [
        (Person::nobody(), "192.0.2.2"),
        (Person::party("JP"), "192.0.2.1"),
    ] {
        let answer = Service::answer(question(&held.service, &person, from, QUICK));
        let answer = tokio::time::timeout(PATIENCE, answer)
            .await
            .expect("it is never answered");
        assert_eq!(
            answer.status, 200,
            "{person:?} from {from}: {}",
            answer.text
        );
        answer.data();
    }
    // All that is open to those who are not signed in is taken by other addresses; who signed in has a place still.
    let more = question(&held.service, &Person::nobody(), "192.0.2.3", SLOW);
    slow.extend((0..2).map(|_| Service::answer(more.try_clone().unwrap())));
    held.until_waiting(3, &mut slow).await;
    let answer = Service::answer(question(
        &held.service,
        &Person::party("JP"),
        "192.0.2.4",
        QUICK,
    ))
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    held.give_back().await;
    // Who waited too long was told so.
    while let Some(answer) = slow.next().await {
        if answer.status != 200 {
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (503, "UNAVAILABLE")
            );
            assert_eq!(answer.headers["retry-after"], "2");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_those_who_are_not_signed_in_leave_places_for_those_who_are() {
    let mut held = Held::of("projects").await;
    let addresses = ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"];
    let requests =
        addresses.map(|from| file(&held.service, &Person::nobody(), from, "projects.csv"));
    let mut making: FuturesUnordered<_> = requests.into_iter().map(Service::answer).collect();
    held.until_waiting(1, &mut making).await;
    // It needs no table that is locked.
    for _ in 0..5 {
        let japan = file(
            &held.service,
            &Person::party("JP"),
            "192.0.2.1",
            "statistics.csv",
        );
        let answer = Service::answer(japan).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    held.give_back().await;
    for answer in making.collect::<Vec<_>>().await {
        if answer.status != 200 {
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (503, "UNAVAILABLE")
            );
            assert_eq!(answer.headers["retry-after"], "10");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_secrets_of_one_address_leave_a_place_for_another() {
    use api::client::{ClientId, Secret};
    use entity::{Client, NewClient, Who};
    let settings = DoorSettings {
        proxies: 1,
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Postgres, settings).await;
    let (id, secret) = (ClientId::random().as_str().to_owned(), Secret::random());
    let client = Client {
        who: Who::Party("EU".into()),
        scope: "funding".into(),
        secret_hash: secret.hash().unwrap(),
    };
    let client = NewClient {
        id: id.clone(),
        name: "A program".into(),
        client,
    };
    service
        .store
        .client_register(&service.writer)
        .add(client, 0)
        .await
        .unwrap();
    let ask = |from: &str, id: &str, secret: &str| {
        let request = service
            .client
            .post(service.url("/oauth/token"))
            .header("x-forwarded-for", from);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Service::answer(
            request
                .basic_auth(id, Some(secret))
                .body("grant_type=client_credentials"),
        )
    };
    // Rounds in which one address keeps 66 requests under way, as many as could wait at all before.
    let nobody = ClientId::random();
    for round in 0..3 {
        let wrong = (0..66).map(|_| ask("192.0.2.1", nobody.as_str(), "wrong"));
        let wrong = join_all(wrong);
        let (wrong, right) = tokio::join!(wrong, ask("192.0.2.2", &id, secret.reveal()));
        assert_eq!(right.status, 200, "round {round}: {}", right.text);
        assert!(
            wrong
                .iter()
                .all(|answer| [401, 503].contains(&answer.status.as_u16()))
        );
    }
}
