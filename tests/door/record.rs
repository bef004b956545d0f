//! The record of access: every answer that held guarded data, and nothing else; and no such answer
//! without its entry.

use crate::support::{Answer, Person, Service, both};
use entity::{Delivered, Entry, Scopes, Way, Who};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};

const RECORD: &str = "query ($filter: AccessRecordFilter) { accessRecords(first: 200, filter: $filter,
    orderBy: [{field: ANSWERED_AT, direction: ASC}]) { totalCount nodes { request answeredAt viewerKind holder issuer subject way
    operation document card allocation contributions ledger proposal results } } }";

async fn record(service: &Service, person: &Person, filter: Value) -> Vec<Value> {
    let answer = service
        .ask_with(person, RECORD, json!({ "filter": filter }))
        .await;
    answer.data()["accessRecords"]["nodes"]
        .as_array()
        .unwrap()
        .clone()
}

fn id(answer: &Answer) -> &str {
    answer.headers["x-request-id"].to_str().unwrap()
}

/// Takes away what the record is written to.
async fn break_the_record(database: &str) {
    if database.starts_with("sqlite") {
        let mut file = SqliteConnection::connect(&format!("{database}-access"))
            .await
            .unwrap();
        sqlx::query("drop table access_record")
            .execute(&mut file)
            .await
            .unwrap();
    } else {
        let mut owner = PgConnection::connect(database).await.unwrap();
        sqlx::query("drop table access_record")
            .execute(&mut owner)
            .await
            .unwrap();
    }
}

/// The numbers of an entry, in the order of the facets.
fn numbers(entry: &Value) -> [u64; 6] {
    [
        "card",
        "allocation",
        "contributions",
        "ledger",
        "proposal",
        "results",
    ]
    .map(|facet| entry[facet].as_u64().unwrap())
}

both! {
    async fn an_answer_with_guarded_data_is_recorded_and_no_other(database) {
        let service = Service::of_the_world(database).await;
        let (japan, all) = (Person::party("JP"), Person::secretariat());
        // Open to everyone: nothing to record.
        for question in [
            "{ projects(first: 200, filter: {status: {in: [COMPLETED, UNDERWAY]}}) { nodes { number title areas { key } participations { nodes { role } } } } }",
            "{ institutes { nodes { key } } parties { nodes { code } } statistics { totalCount } }",
            r#"{ project(by: {number: "none"}) { title } viewer { kind projectStandings { nodes { kind project { number } } } } }"#,
        ] {
            for person in [&Person::nobody(), &japan, &all] {
                service.data(person, question).await;
            }
        }
        assert_eq!(record(&service, &all, Value::Null).await, Vec::<Value>::new());
        // Nobody is shown guarded data, so nobody has entries.
        service.data(&Person::nobody(), "{ contributions { nodes { key } } outputs(first: 200) { nodes { key } } }").await;
        assert_eq!(record(&service, &all, Value::Null).await, Vec::<Value>::new());

        let question = "query Funding { contributions(first: 2) { nodes { key } } }";
        let answer = service.ask(&all, question).await;
        let shown = answer.data()["contributions"]["nodes"].as_array().unwrap().len() as u64;
        assert_eq!(shown, 2, "one row more is looked for, and not shown");
        let entries = record(&service, &all, Value::Null).await;
        assert_eq!(entries.len(), 1, "{entries:?}");
        let entry = &entries[0];
        assert_eq!(entry["request"], id(&answer));
        assert_eq!(entry["answeredAt"], "2026-11-23T12:00:00.000Z");
        assert_eq!((&entry["viewerKind"], &entry["holder"], &entry["way"]), (&json!("SECRETARIAT"), &Value::Null, &json!("ANSWER")));
        assert_eq!(entry["operation"], "Funding");
        assert_eq!(entry["document"].as_str().map(str::len), Some(64));
        assert!(entry["subject"].is_string() && entry["issuer"].is_string(), "{entry}");
        assert_eq!(numbers(entry), [0, 0, shown, 0, 0, 0]);
    }
}

both! {
    async fn each_row_that_the_public_would_not_be_shown_counts(database) {
        let service = Service::of_the_world(database).await;
        let all = Person::secretariat();
        let number = |answer: &Answer, list: &str| -> u64 { answer.json()["data"][list]["totalCount"].as_u64().unwrap() };
        // What the secretariat sees more than nobody, by lists that share nothing with the record.
        for (place, list) in [(0, "projects"), (5, "outputs")] {
            let question = format!("{{ {list}(first: 200) {{ totalCount nodes {{ __typename }} }} }}");
            let answer = service.ask(&all, &question).await;
            let more = number(&answer, list) - number(&service.ask(&Person::nobody(), &question).await, list);
            assert!(more > 0, "{list}");
            let entries = record(&service, &all, json!({ "request": { "eq": id(&answer) } })).await;
            let mut expected = [0; 6];
            expected[place] = more;
            assert_eq!(numbers(&entries[0]), expected, "{list}");
        }
        let nested = "{ projects(first: 100) { nodes { funding { totals { amount } contributions(first: 9) { nodes { key ledger(first: 9) { nodes { key } } } } } } } }";
        let answer = service.ask(&all, nested).await;
        let nodes = answer.data()["projects"]["nodes"].as_array().unwrap().clone();
        let contributions: Vec<Value> = nodes.iter().flat_map(|node| node["funding"]["contributions"]["nodes"].as_array().unwrap().clone()).collect();
        let ledger = contributions.iter().map(|one| one["ledger"]["nodes"].as_array().unwrap().len() as u64).sum::<u64>();
        let totals = nodes.iter().map(|node| node["funding"]["totals"].as_array().unwrap().len() as u64).sum::<u64>();
        let entries = record(&service, &all, json!({ "request": { "eq": id(&answer) } })).await;
        assert_eq!(numbers(&entries[0])[1..4], [totals, contributions.len() as u64, ledger]);
        assert!(totals > 0 && ledger > 0);
    }
}

both! {
    async fn everyone_sees_its_own_entries_and_the_secretariat_all(database) {
        let service = Service::of_the_world(database).await;
        let (japan, europe, all) = (Person::party("JP"), Person::party("EU"), Person::secretariat());
        for person in [&japan, &europe, &all] {
            service.data(person, "{ contributions { nodes { key } } }").await;
        }
        let holders = async |person: &Person| -> Vec<Value> {
            record(&service, person, Value::Null).await.iter().map(|entry| entry["holder"].clone()).collect()
        };
        let mut everyone = holders(&all).await;
        everyone.sort_by_key(Value::to_string);
        assert_eq!(everyone, [json!("EU"), json!("JP"), Value::Null]);
        assert_eq!(holders(&japan).await, [json!("JP")]);
        assert_eq!(holders(&europe).await, [json!("EU")]);
        assert_eq!(holders(&Person::nobody()).await, Vec::<Value>::new());
        assert_eq!(holders(&Person::party("KZ")).await, Vec::<Value>::new());
        assert_eq!(holders(&japan.clone().scoped("funding results")).await, Vec::<Value>::new(), "without the scope of reports");
        let total = service.data(&europe, r#"{ accessRecords(filter: {holder: {eq: "JP"}}) { totalCount } }"#).await;
        assert_eq!(total["accessRecords"]["totalCount"], 0);
        let later = json!({ "answeredAt": { "gte": "2026-11-23T13:00:00+01:00", "lt": "2026-11-24T00:00:00Z" } });
        assert_eq!(record(&service, &all, later).await.len(), 3);
        let before = json!({ "answeredAt": { "lt": "2026-11-23T12:00:00Z" } });
        assert_eq!(record(&service, &all, before).await.len(), 0);
    }
}

both! {
    async fn an_answer_that_is_not_sent_again_is_recorded_again(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let token = service.token(&japan).unwrap();
        let get = async |tag: Option<&str>| {
            let request = service.client.get(service.url("/graphql?query={contributions{nodes{key}}}")).bearer_auth(&token);
            let request = match tag {
                Some(tag) => request.header("if-none-match", tag),
                None => request,
            };
            Service::answer(request).await
        };
        let first = get(None).await;
        let again = get(first.headers["etag"].to_str().ok()).await;
        assert_eq!(again.status, 304);
        let recorded = record(&service, &japan, Value::Null).await;
        let mut requests: Vec<&str> = recorded.iter().map(|entry| entry["request"].as_str().unwrap()).collect();
        requests.sort_unstable();
        let mut expected = [id(&first), id(&again)];
        expected.sort_unstable();
        assert_eq!(requests, expected);
    }
}

both! {
    async fn what_cannot_be_recorded_is_not_handed_out(database) {
        let service = Service::of_the_world(database).await;
        break_the_record(&service.database.url).await;
        let japan = Person::party("JP");
        let answer = service.ask(&japan, "{ contributions { nodes { key } } }").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "UNAVAILABLE"), "{}", answer.text);
        assert_eq!(answer.json().get("data"), None);
        assert!(answer.headers.contains_key("retry-after"));
        // What is open to everyone needs no record.
        service.data(&japan, "{ projects(filter: {status: {eq: COMPLETED}}) { nodes { number } } }").await;
    }
}

both! {
    async fn many_entries_at_once_are_kept_together(database) {
        let service = Service::of_the_world(database).await;
        let (_, keys) = service.database.open().await;
        let viewer = keys.viewers.signed_in(Who::Party("JP".into()), Scopes::all());
        let entry = |number: usize| Entry {
            request: format!("request {number}"),
            at: chrono::Utc::now(),
            viewer: viewer.clone(),
            token: Some(("issuer".into(), "subject".into())),
            way: Way::Answer,
            operation: None,
            document: None,
            delivered: Delivered::default(),
        };
        let keeping = (0..1_000).map(|number| service.store.record(entry(number)));
        for kept in futures_util::future::join_all(keeping).await {
            kept.expect("it is kept");
        }
        let total = service.data(&Person::secretariat(), "{ accessRecords { totalCount } }").await;
        assert_eq!(total["accessRecords"]["totalCount"], 1_000);
        let written = service.store.recorded();
        assert!(written.entries == 1_000 && written.commits <= 10, "{written:?}");
        // An entry is never written over, and one that is refused takes no other along.
        let mixed = futures_util::future::join_all([1_000, 1_001, 7, 1_002].map(|number| service.store.record(entry(number))));
        let kept: Vec<bool> = mixed.await.iter().map(Result::is_ok).collect();
        assert_eq!(kept, [true, true, false, true]);
    }
}

/// The facets that the entry of this answer says were examined; nothing if there is no entry.
async fn examined(service: &Service, answer: &Answer) -> Option<Vec<String>> {
    let question = "query ($filter: AccessRecordFilter) { accessRecords(filter: $filter) { nodes { examined } } }";
    let filter = json!({ "filter": { "request": { "eq": id(answer) } } });
    let all = Person::secretariat().scoped("reports");
    let data = service.ask_with(&all, question, filter).await.data();
    let examined = data["accessRecords"]["nodes"].get(0)?["examined"]
        .as_array()?
        .clone();
    Some(
        examined
            .iter()
            .map(|facet| facet.as_str().unwrap().to_owned())
            .collect(),
    )
}

both! {
    async fn a_question_that_examines_guarded_values_is_recorded_though_it_hands_out_no_row(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        // An amount can be found by counting how many are below a bound; half of the answers are "none".
        let bound = |amount: &str| format!(
            r#"{{ contributions(filter: {{amount: {{currency: "USD", lte: "{amount}"}}}}) {{ totalCount }} }}"#
        );
        let cases: Vec<(String, &[&str])> = vec![
            (bound("0.01"), &["CONTRIBUTIONS"]),
            (bound("99999999.00"), &["CONTRIBUTIONS"]),
            ("{ contributions { totalCount } }".into(), &["CONTRIBUTIONS"]),
            (r#"{ projects(filter: {contributions: {some: {key: {eq: "none"}}}}) { totalCount } }"#.into(), &["CONTRIBUTIONS"]),
            (r#"{ projects(filter: {allocations: {some: {amount: {currency: "USD", gt: "1.00"}}}}, first: 1) { pageInfo { hasNextPage } } }"#.into(), &["ALLOCATION"]),
            (r#"{ contributions(filter: {ledger: {none: {kind: {eq: ADJUSTMENT}}}, key: {eq: "none"}}) { nodes { key } } }"#.into(), &["LEDGER"]),
            (r#"{ outputs(filter: {title: {startsWith: "Nothing of that name"}}) { nodes { key } } }"#.into(), &["RESULTS"]),
            (r#"{ institutes(filter: {participations: {some: {project: {title: {startsWith: "Nothing"}}}}}) { nodes { key } } }"#.into(), &["CARD"]),
            (r#"{ contributions(filter: {key: {eq: "none"}}, orderBy: [{field: AMOUNT, direction: DESC}]) { nodes { key } } }"#.into(), &["CONTRIBUTIONS"]),
            (r#"{ search(text: "nothing") { totalCount } }"#.into(), &["RESULTS"]),
            (r#"{ fundingSummary(groupBy: [YEAR], filter: {key: {eq: "none"}}) { groups { keys { __typename } } } }"#.into(), &["CONTRIBUTIONS"]),
        ];
        for (question, facets) in &cases {
            let answer = service.ask(&japan, question).await;
            assert!(answer.json().get("errors").is_none(), "{question}: {}", answer.text);
            let entry = examined(&service, &answer).await;
            let facets: Vec<String> = facets.iter().map(|facet| (*facet).to_owned()).collect();
            assert_eq!(entry, Some(facets), "{question}");
            // Whoever is not signed in learns nothing that is guarded.
            let answer = service.ask(&Person::nobody(), question).await;
            assert_eq!(examined(&service, &answer).await, None, "{question}");
        }
        // A row that is named, and what everyone sees, is not examined.
        for question in [
            r#"{ output(by: {key: "o-pub-one"}) { title } project(by: {number: "K-99"}) { title } }"#,
            "{ projects(filter: {status: {eq: COMPLETED}}) { totalCount nodes { number } } institutes { totalCount } }",
        ] {
            let answer = service.ask(&japan, question).await;
            assert_eq!(examined(&service, &answer).await, None, "{question}: {}", answer.text);
        }
    }
}
