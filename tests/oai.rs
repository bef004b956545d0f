//! The public records for harvesters: the protocol's six verbs and its errors, and that a harvest holds what
//! everyone may see, all of it and nothing else, whoever asks.

mod document;
mod errors;
mod harvest;
mod same;

pub use document::Element;

use crate::support::{Answer, Person, Service, both};
use std::collections::BTreeSet;

/// By which name the stories know the service, so that two of them can be compared.
const HOST: &str = "records.example.org";
const NAME: &str = "oai:unnamed.invalid:";

/// What is answered to these arguments.
async fn ask(service: &Service, person: &Person, arguments: &[(&str, &str)]) -> Answer {
    let request = service.client.get(service.url("/oai")).query(arguments);
    let mut request = request.header("host", HOST);
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(&token);
        request = request.header("cookie", format!("istc_session={token}"));
    }
    Service::answer(request).await
}

/// The document that is answered to everyone.
async fn told(service: &Service, arguments: &[(&str, &str)]) -> Element {
    let answer = ask(service, &Person::nobody(), arguments).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
    let document = Element::read(&answer.text);
    assert_eq!(document.name, "OAI-PMH");
    assert_eq!(document.names()[..2], ["responseDate", "request"]);
    assert_eq!(document.children.len(), 3);
    document
}

/// A list from end to end: its records or headers, and the sizes of its pages.
async fn list(
    service: &Service,
    verb: &str,
    arguments: &[(&str, &str)],
) -> (Vec<Element>, Vec<usize>) {
    let mut all: Vec<Element> = Vec::new();
    let mut pages = Vec::new();
    let mut page = told(service, &[&[("verb", verb)], arguments].concat()).await;
    loop {
        let mut records = page.at(&[verb]).children.clone();
        let last = records
            .last()
            .filter(|last| last.name == "resumptionToken")
            .cloned();
        if let Some(token) = &last {
            records.pop();
            assert_eq!(token.get("cursor"), Some(all.len().to_string().as_str()));
        } else {
            assert!(
                pages.is_empty(),
                "a list of several pages ends without a token"
            );
        }
        assert!(!records.is_empty());
        pages.push(records.len());
        all.extend(records);
        match last.filter(|token| !token.text.is_empty()) {
            Some(token) => {
                let rest = [("verb", verb), ("resumptionToken", token.text.as_str())];
                page = told(service, &rest).await;
            }
            None => {
                if let Some(size) = page.at(&[verb]).child("resumptionToken") {
                    assert_eq!(
                        size.get("completeListSize"),
                        Some(all.len().to_string().as_str())
                    );
                }
                return (all, pages);
            }
        }
    }
}

/// The identifiers of records or headers, each once.
fn identifiers(records: &[Element]) -> BTreeSet<String> {
    let header = |record: &Element| record.child("header").unwrap_or(record).clone();
    let all: BTreeSet<String> = records
        .iter()
        .map(|record| header(record).at(&["identifier"]).text.clone())
        .collect();
    assert_eq!(all.len(), records.len());
    all
}

const SETS: &[&str] = &[
    "openaire_cris_publications",
    "openaire_cris_products",
    "openaire_cris_patents",
    "openaire_cris_persons",
    "openaire_cris_orgunits",
    "openaire_cris_projects",
    "openaire_cris_funding",
    "openaire_cris_events",
    "openaire_cris_equipments",
];

both! {
    async fn each_verb_is_answered(database) {
        let service = Service::of_the_world(database).await;
        let identify = told(&service, &[("verb", "Identify")]).await;
        assert_eq!(identify.at(&["request"]).text, format!("http://{HOST}/oai"));
        assert_eq!(identify.at(&["request"]).get("verb"), Some("Identify"));
        assert_eq!(identify.at(&["responseDate"]).text[..11], format!("{}T", service.today()));
        let identify = identify.at(&["Identify"]);
        assert_eq!(
            identify.names(),
            ["repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity", "description", "description"]
        );
        assert_eq!(identify.at(&["deletedRecord"]).text, "no");
        assert_eq!(identify.at(&["granularity"]).text, "YYYY-MM-DD");

        let record = format!("{NAME}Projects/K-99");
        for arguments in [vec![("verb", "ListMetadataFormats")], vec![("verb", "ListMetadataFormats"), ("identifier", &record)]] {
            let formats = told(&service, &arguments).await;
            let formats = &formats.at(&["ListMetadataFormats"]).children;
            let prefixes: Vec<&str> = formats.iter().map(|one| one.at(&["metadataPrefix"]).text.as_str()).collect();
            assert_eq!(prefixes, ["oai_dc", "oai_cerif_openaire"]);
        }
        let sets = told(&service, &[("verb", "ListSets")]).await;
        let specs: Vec<&str> = sets.at(&["ListSets"]).children.iter().map(|one| one.at(&["setSpec"]).text.as_str()).collect();
        assert_eq!(specs, SETS);

        let arguments = [("verb", "GetRecord"), ("identifier", record.as_str()), ("metadataPrefix", "oai_dc")];
        let got = told(&service, &arguments).await;
        let got = got.at(&["GetRecord", "record"]);
        assert_eq!(got.at(&["header"]).names(), ["identifier", "datestamp", "setSpec"]);
        assert_eq!(got.at(&["header", "datestamp"]).text, service.today().to_string());
        assert_eq!(got.at(&["metadata", "oai_dc:dc", "dc:title"]).text, "Radioactive waste treatment at Aktau, phase 2");
        // What is listed is what is got, in both forms.
        for format in ["oai_dc", "oai_cerif_openaire"] {
            let (records, _) = list(&service, "ListRecords", &[("metadataPrefix", format)]).await;
            let (headers, _) = list(&service, "ListIdentifiers", &[("metadataPrefix", format)]).await;
            assert_eq!(identifiers(&records), identifiers(&headers));
            for (record, header) in records.iter().zip(&headers) {
                assert_eq!(record.at(&["header"]), header);
                let identifier = header.at(&["identifier"]).text.as_str();
                let arguments = [("verb", "GetRecord"), ("identifier", identifier), ("metadataPrefix", format)];
                assert_eq!(told(&service, &arguments).await.at(&["GetRecord", "record"]), record);
            }
        }
    }
}

both! {
    async fn it_is_asked_by_get_by_head_and_by_post(database) {
        let service = Service::of_the_world(database).await;
        let arguments = [("verb", "ListRecords"), ("metadataPrefix", "oai_cerif_openaire"), ("set", "openaire_cris_projects")];
        let got = ask(&service, &Person::nobody(), &arguments).await;
        let posted = service.client.post(service.url("/oai")).header("host", HOST).form(&arguments);
        let posted = Service::answer(posted).await;
        assert_eq!((posted.status, &posted.text), (got.status, &got.text));
        for (name, value) in [("cache-control", "no-store"), ("x-content-type-options", "nosniff")] {
            assert_eq!(got.headers[name], value);
        }
        assert!(got.headers.contains_key("x-request-id") && !got.headers.contains_key("set-cookie"));
        let head = service.client.head(service.url("/oai")).query(&arguments).header("host", HOST);
        let head = Service::answer(head).await;
        assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
        let packed = service.client.get(service.url("/oai")).query(&arguments).header("accept-encoding", "gzip");
        let packed = packed.send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "gzip");

        let json = service.client.post(service.url("/oai")).header("content-type", "application/json").body("{}");
        assert_eq!(Service::answer(json).await.status, 415);
        let long = service.client.post(service.url("/oai")).form(&[("verb", "x".repeat(9_000))]);
        assert_eq!(Service::answer(long).await.status, 413);
        let deleted = Service::answer(service.client.delete(service.url("/oai"))).await;
        assert_eq!(deleted.status, 405);
        let metrics = service.metrics().await.text;
        assert!(metrics.contains(r#"operation="OAI ListRecords",viewer="public",outcome="ok""#), "{metrics}");
    }
}
