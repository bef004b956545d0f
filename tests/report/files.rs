//! Files themselves: checksum, description, parts, who may have one, and what is refused.

use super::{file, question, told};
use crate::{
    report::table::of_csv,
    support::{Person, Service, both},
};
use serde_json::json;
use sha2::{Digest, Sha256};

both! {
    async fn a_file_says_how_long_it_is_and_what_it_hashes_to(database) {
        let service = Service::of_the_world(database).await;
        let all = Person::secretariat();
        for format in ["csv", "json", "ndjson", "xlsx"] {
            let file = file(&service, &all, &format!("/export/contributions.{format}"), &[]).await;
            assert_eq!(file.header("x-content-sha256"), format!("{:x}", Sha256::digest(&file.bytes)));
            assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"contributions.{format}\""));
            assert_eq!((file.header("cache-control"), file.header("vary")), ("private, no-store", "Authorization, Cookie"));
            assert_eq!(file.header("x-content-type-options"), "nosniff");
        }
        let csv = file(&service, &all, "/export/contributions.csv", &[]).await;
        let about = file(&service, &all, "/export/contributions.datapackage.json", &[]).await.json();
        let resource = &about["resources"][0];
        assert_eq!(resource["hash"], format!("sha256:{}", csv.header("x-content-sha256")));
        assert_eq!(resource["bytes"], csv.bytes.len());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names, of_csv(&csv.text()).columns);
        assert!(fields.iter().all(|field| !field["description"].as_str().unwrap().is_empty()));
        assert_eq!(told(&about, "Answered for"), ["the secretariat"]);
        assert_eq!(told(&about, "Entitlement as of"), ["2026-11-23"]);
        let with_mark = file(&service, &all, "/export/contributions.csv", &[("bom", "true")]).await;
        assert_eq!(with_mark.bytes, [b"\xef\xbb\xbf".as_slice(), &csv.bytes].concat());
    }
}

both! {
    async fn parts_put_together_are_the_whole(database) {
        let service = Service::of_the_world(database).await;
        let all = Person::secretariat();
        let whole = of_csv(&file(&service, &all, "/export/projects.csv", &[]).await.text());
        let (mut parts, mut cursor, mut rows) = (0, String::new(), Vec::new());
        loop {
            let mut part = vec![("first", "3")];
            if !cursor.is_empty() {
                part.push(("after", &cursor));
            }
            let part = file(&service, &all, "/export/projects.csv", &part).await;
            rows.extend(of_csv(&part.text()).rows);
            parts += 1;
            cursor = part.header("x-next-cursor").to_owned();
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(rows, whole.rows);
        assert!(parts > 4, "{parts}");
    }
}

both! {
    async fn a_file_with_guarded_data_is_recorded_and_no_other(database) {
        let service = Service::of_the_world(database).await;
        let (japan, all) = (Person::party("JP"), Person::secretariat());
        let entries = "{ accessRecords(orderBy: [{field: ANSWERED_AT}]) { nodes { request way viewerKind holder operation contributions } } }";
        for name in ["projects.csv", "contributions.csv", "institutes.xlsx"] {
            assert_eq!(file(&service, &Person::nobody(), &format!("/export/{name}"), &[]).await.status, 200);
        }
        assert_eq!(service.data(&all, entries).await, json!({ "accessRecords": { "nodes": [] } }));
        let taken = file(&service, &japan, "/export/contributions.csv", &[]).await;
        let rows: u64 = taken.header("x-rows").parse().unwrap();
        assert!(rows > 0);
        let entry = json!({
            "request": taken.header("x-request-id"), "way": "EXPORT", "viewerKind": "PARTY", "holder": "JP",
            "operation": "Contributions", "contributions": rows,
        });
        let recorded = service.data(&all, entries).await["accessRecords"]["nodes"].clone();
        let recorded = recorded.as_array().unwrap();
        let of_the_file: Vec<_> = recorded.iter().filter(|found| found["request"] == entry["request"]).collect();
        assert_eq!(of_the_file, [&entry]);
    }
}

both! {
    async fn a_document_that_is_kept_for_a_viewer_has_files_for_it(database) {
        let service = Service::of_the_world(database).await;
        let (japan, norway) = (Person::party("JP"), Person::party("NO"));
        let text = question("contributions").replace("key committedOn", "number: key");
        let hash = format!("{:x}", Sha256::digest(&text));
        let path = format!("/export/{hash}.csv");
        assert_eq!(file(&service, &japan, &path, &[]).await.status, 404);
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        let body = json!({ "query": text, "extensions": extensions });
        let request = service.client.post(service.url("/graphql")).json(&body);
        Service::answer(request.bearer_auth(service.token(&japan).unwrap())).await.data();
        let taken = file(&service, &japan, &path, &[]).await;
        assert!(taken.text().starts_with("number,committed_amount,"), "{}", taken.text());
        assert_eq!(file(&service, &norway, &path, &[]).await.status, 404);
    }
}

both! {
    async fn what_cannot_be_had_is_said(database) {
        let service = Service::of_the_world(database).await;
        let all = Person::secretariat();
        for (path, parameters, status, said) in [
            ("/export/nothing.csv", vec![], 404, "no such question"),
            ("/export/contributions.pdf", vec![], 404, ".xlsx"),
            ("/export/contributions", vec![], 404, ".csv"),
            ("/export/contributions.csv", vec![("variables", "[]")], 400, "an object of JSON"),
            ("/export/contributions.csv", vec![("variables", "{\"filter\": {\"nonsense\": 1}}")], 400, "nonsense"),
            ("/export/contributions.csv", vec![("frist", "3")], 400, "not `frist`"),
            ("/export/contributions.csv", vec![("first", "abc")], 400, "`first` in the address is a whole number; it holds `abc`"),
            ("/export/contributions.csv", vec![("first", "-1")], 400, "`-1`"),
            ("/export/contributions.csv", vec![("bom", "perhaps")], 400, "`bom` in the address is `true` or `false`"),
            // It would be the whole file, and not the one that is meant.
            ("/export/contributions.csv", vec![("variables", "{\"fliter\": {\"currency\": {\"eq\": \"USD\"}}}")], 400, "`fliter`; it declares `filter`"),
            ("/export/statement.csv", vec![("variables", "{\"fiscalYears\": true}")], 400, "`fiscalYears`; it declares"),
            ("/export/contributions.csv", vec![("after", "zzz")], 400, "after"),
        ] {
            let refused = file(&service, &all, path, &parameters).await;
            assert_eq!(refused.status, status, "{path}: {}", refused.text());
            let message = refused.json()["errors"][0]["message"].to_string();
            assert!(message.contains(said), "{path}: {message}");
        }
        let marked = file(&service, &all, "/export/contributions.csv", &[("bom", "1")]).await;
        assert!(marked.text().starts_with('\u{feff}'));
        let forged = service.client.get(service.url("/export/projects.csv")).bearer_auth("x.y.z");
        assert_eq!(Service::answer(forged).await.status, 401);
        let listed = file(&service, &Person::nobody(), "/export", &[]).await.json();
        let listed = listed["questions"].as_array().unwrap();
        assert!(listed.iter().any(|one| one["question"] == "contributions" && one["files"][0] == "/export/contributions.csv"));
    }
}
