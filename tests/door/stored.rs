//! Documents that are known by their hash, and answers that are kept.

use crate::support::{Answer, Database, Person, Service, both};
use api::http::{DoorSettings, Trusted};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use tempfile::TempDir;

const QUESTION: &str = "query Funding { viewer { kind } contributions { totalCount } }";

fn hash(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

fn known(text: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash(text) } })
}

async fn post(service: &Service, person: &Person, body: Value) -> Answer {
    let mut request = service.client.post(service.url("/graphql")).json(&body);
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(token);
    }
    Service::answer(request).await
}

async fn get(
    service: &Service,
    person: &Person,
    parameters: &[(&str, &str)],
    tag: Option<&str>,
) -> Answer {
    let mut request = service
        .client
        .get(service.url("/graphql"))
        .query(parameters);
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(token);
    }
    if let Some(tag) = tag {
        request = request.header("if-none-match", tag);
    }
    Service::answer(request).await
}

fn header(answer: &Answer, name: &str) -> String {
    let value = answer
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap());
    value.unwrap_or_default().to_owned()
}

both! {
    async fn a_document_is_kept_for_the_viewer_who_sent_it(database) {
        let service = Service::of_the_world(database).await;
        let (japan, norway) = (Person::party("JP"), Person::party("NO"));
        let by_hash = json!({ "extensions": known(QUESTION) });
        let missing = post(&service, &japan, by_hash.clone()).await;
        assert_eq!((missing.status.as_u16(), missing.code().as_str()), (200, "PERSISTED_QUERY_NOT_FOUND"));
        assert_eq!(missing.json()["errors"][0]["message"], "PersistedQueryNotFound", "clients wait for this word");

        let sent = post(&service, &japan, json!({ "query": QUESTION, "extensions": known(QUESTION) })).await;
        let again = post(&service, &japan, by_hash.clone()).await;
        assert_eq!(sent.data(), again.data());
        assert_eq!(post(&service, &norway, by_hash.clone()).await.code(), "PERSISTED_QUERY_NOT_FOUND");
        assert_eq!(post(&service, &Person::nobody(), by_hash).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    }
}

both! {
    async fn what_is_refused_is_not_kept(database) {
        let service = Service::of_the_world(database).await;
        let nobody = Person::nobody();
        let wrong = json!({ "query": "{ viewer { kind } }", "extensions": known(QUESTION) });
        let answer = post(&service, &nobody, wrong).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_USER_INPUT"));
        for refused in ["{", "{ projects(first: 200) { nodes { outputs(first: 200) { nodes { key title } } } } }"] {
            let answer = post(&service, &nobody, json!({ "query": refused, "extensions": known(refused) })).await;
            assert_ne!(answer.json().get("errors"), None);
            let answer = post(&service, &nobody, json!({ "extensions": known(refused) })).await;
            assert_eq!(answer.code(), "PERSISTED_QUERY_NOT_FOUND", "{refused}");
        }
        for (bad, says) in [
            (json!({ "persistedQuery": { "version": 2, "sha256Hash": hash(QUESTION) } }), "version"),
            (json!({ "persistedQuery": { "version": 1, "sha256Hash": "abc" } }), "64 hexadecimal digits"),
            (json!({ "persistedQuery": 1 }), "version"),
        ] {
            let answer = post(&service, &nobody, json!({ "extensions": bad })).await;
            assert_eq!(answer.status, 400);
            assert!(answer.text.contains(says), "{}", answer.text);
        }
        let both = json!({ "documentId": format!("sha256:{}", hash(QUESTION)), "extensions": known(QUESTION) });
        assert_eq!(post(&service, &nobody, both).await.status, 400);
        assert_eq!(post(&service, &nobody, json!({ "documentId": "md5:00" })).await.status, 400);
    }
}

both! {
    async fn a_get_may_be_kept_by_the_viewer_who_asked(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let extensions = known(QUESTION).to_string();
        let first = get(&service, &japan, &[("query", QUESTION), ("extensions", &extensions)], None).await;
        assert_eq!(first.status, 200, "{}", first.text);
        assert_eq!(header(&first, "cache-control"), "private, no-cache");
        for name in ["accept", "authorization", "accept-encoding"] {
            let vary = first.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains(name));
            assert!(vary, "{name}: {:?}", first.headers);
        }
        let tag = header(&first, "etag");
        assert_eq!(tag, format!("W/\"{}\"", hash(&first.text)), "a hash of the body and nothing else");

        let by_hash = [("extensions", extensions.as_str())];
        let again = get(&service, &japan, &by_hash, Some(&tag)).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
        assert_eq!(header(&again, "etag"), tag);
        let other = format!("\"x\", {tag}");
        assert_eq!(get(&service, &japan, &by_hash, Some(&other)).await.status, 304);

        // Another viewer has another answer, whatever it says that it has.
        let norway = get(&service, &Person::party("NO"), &[("query", QUESTION)], Some(&tag)).await;
        assert_eq!(norway.status, 200);
        assert_ne!(norway.text, first.text);
        let nobody = get(&service, &Person::nobody(), &[("query", QUESTION)], Some(&tag)).await;
        assert_eq!(nobody.status, 200);
        // A token that is not good gets no word of it.
        let refused = service.client.get(service.url("/graphql")).query(&by_hash);
        let refused = Service::answer(refused.bearer_auth("x.y.z").header("if-none-match", &tag)).await;
        assert_eq!(refused.status, 401);

        // Nothing else may be kept: what was posted, and what names the request.
        let posted = post(&service, &japan, json!({ "query": QUESTION })).await;
        assert_eq!((header(&posted, "cache-control"), header(&posted, "etag")), ("private, no-store".into(), String::new()));
        let failed = get(&service, &japan, &[("query", "{ projects(first: 201) { totalCount } }")], Some("*")).await;
        assert_eq!((header(&failed, "cache-control"), header(&failed, "etag")), ("private, no-store".into(), String::new()));
    }
}

/// A folder with a file, and one with a list.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("funding.graphql"), QUESTION).unwrap();
    fs::write(
        folder.path().join("relay.json"),
        json!({ "a": "query Relay { viewer { kind } }" }).to_string(),
    )
    .unwrap();
    let apollo = json!({ "format": "apollo-persisted-query-manifest", "version": 1,
        "operations": [{ "id": "b", "name": "Apollo", "type": "query", "body": "query Apollo { viewer { today } }" }] });
    fs::write(folder.path().join("apollo.json"), apollo.to_string()).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_documents_are_trusted_nothing_else_is_answered() {
    let folder = folder();
    let trusted = Trusted::read(folder.path()).unwrap();
    assert_eq!(trusted.len(), 3);
    let settings = DoorSettings {
        trusted: Some(trusted),
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Sqlite, settings).await;
    let japan = Person::party("JP");
    for known_one in [
        json!({ "query": QUESTION }),
        json!({ "extensions": known(QUESTION) }),
        json!({ "documentId": format!("sha256:{}", hash("query Relay { viewer { kind } }")) }),
        json!({ "documentId": format!("sha256:{}", hash("query Apollo { viewer { today } }")) }),
    ] {
        post(&service, &japan, known_one).await.data();
    }
    let other = "{ viewer { kind } }";
    for unknown in [
        json!({ "query": other }),
        json!({ "query": other, "extensions": known(other) }),
        json!({ "extensions": known(other) }),
        json!({ "query": "{ __schema { queryType { name } } }" }),
    ] {
        let answer = post(&service, &japan, unknown).await;
        assert_eq!(
            answer.code(),
            "PERSISTED_QUERY_NOT_FOUND",
            "{}",
            answer.text
        );
        assert_eq!(answer.json().get("data"), None);
    }
}

#[test]
fn a_folder_that_cannot_be_trusted_is_told_at_once() {
    let folder = TempDir::new().unwrap();
    let says = || Trusted::read(folder.path()).unwrap_err().to_string();
    assert!(says().contains("no trusted document"), "{}", says());
    fs::write(folder.path().join("a.graphql"), "query {").unwrap();
    assert!(says().contains("a.graphql cannot be parsed"), "{}", says());
    fs::remove_file(folder.path().join("a.graphql")).unwrap();
    fs::write(folder.path().join("b.json"), "[1]").unwrap();
    assert!(says().contains("b.json cannot be used"), "{}", says());
    let nowhere = Trusted::read(&folder.path().join("nowhere")).unwrap_err();
    assert!(nowhere.to_string().contains("cannot read"), "{nowhere}");
}
