//! The page of a Party, and the cookie by which people read it: what it shows is what the same reader is
//! answered, and the cookie is good for nothing else.

mod session;

use crate::support::{Answer, Person, Service, both};
use reqwest::redirect::Policy;
use serde_json::{Value, json};

/// A page read by this person, who signed in by cookie.
async fn page(service: &Service, person: &Person, code: &str) -> Answer {
    fetch(service, person, &format!("/parties/{code}")).await
}

async fn fetch(service: &Service, person: &Person, path: &str) -> Answer {
    let mut request = service.client.get(service.url(path));
    if let Some(token) = service.token(person) {
        request = request.header("cookie", format!("istc_session={token}"));
    }
    Service::answer(request).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers.get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// `1464250.00` as the page writes it.
fn written(amount: &str) -> String {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", amount),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

/// What the service answers this person about the money of a Party.
async fn funding(service: &Service, person: &Person, code: &str) -> Value {
    let question = r#"query ($filter: ContributionFilter) {
        years: fundingSummary(groupBy: [YEAR], filter: $filter) { ...Sums }
        areas: fundingSummary(groupBy: [TECHNOLOGY_AREA], filter: $filter) { ...Sums }
        hosts: fundingSummary(groupBy: [HOST_COUNTRY], filter: $filter) { ...Sums }
    }
    fragment Sums on FundingSummary {
        groups { figures { amounts { currency sum } } } control { totals { amount currency } }
    }"#;
    let filter = json!({ "filter": { "funder": { "party": { "eq": code } } } });
    service.ask_with(person, question, filter).await.data()
}

/// Every address on the page that leads to this service.
fn addresses(page: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1);
    let addresses = parts.filter_map(|part| part.split('"').next());
    addresses
        .filter(|address| address.starts_with('/'))
        .map(|address| address.replace("&amp;", "&"))
        .collect()
}

both! {
    async fn everyone_reads_the_page_without_money_and_without_error(database) {
        let service = Service::of_the_records(database).await;
        let answer = page(&service, &Person::nobody(), "JP").await;
        assert_eq!(answer.status, 200);
        let html = &answer.text;
        for part in ["Japan", "You read as the public", "Party since 27 November 1992", "The figures about money are withheld from you"] {
            assert!(html.contains(part), "{part}");
        }
        for part in ["1,464,250.00", "USD", "<svg class=\"picture", "<script", "{{"] {
            assert!(!html.contains(part), "{part}");
        }
        let host = page(&service, &Person::nobody(), "KZ").await;
        let question = r#"{ projects(filter: {hostCountry: {eq: "KZ"}}) { totalCount } }"#;
        let hosted = service.data(&Person::nobody(), question).await["projects"]["totalCount"].clone();
        assert!(hosted.as_u64() > Some(0) && host.text.contains(&format!(">{hosted}<")), "{hosted}");
        // A Party that finances nothing looks as one that does.
        let norway = page(&service, &Person::nobody(), "NO").await.text;
        assert!(norway.contains("The figures about money are withheld from you"));
    }
}

both! {
    async fn japan_sees_what_it_committed_and_kazakhstan_does_not(database) {
        let service = Service::of_the_records(database).await;
        let japan = page(&service, &Person::party("JP"), "JP").await;
        assert_eq!(japan.status, 200);
        for part in ["Signed in as Japan", "1,464,250.00", "770,340.00", "693,910.00", ">2019<", "Year unknown", "Georgia", "650,340.00"] {
            assert!(japan.text.contains(part), "{part}");
        }
        assert_eq!(header(&japan, "cache-control"), "private, no-store");
        assert_eq!(header(&japan, "x-content-type-options"), "nosniff");
        assert_eq!(header(&japan, "referrer-policy"), "same-origin");
        assert!(header(&japan, "content-security-policy").starts_with("default-src 'none'; style-src 'self'; "));

        let kazakhstan = page(&service, &Person::party("KZ"), "JP").await;
        assert_eq!(kazakhstan.status, 200);
        for part in ["Signed in as Kazakhstan", "You have no such standing", "allocations of 121 projects"] {
            assert!(kazakhstan.text.contains(part), "{part}");
        }
        for part in ["1,464,250.00", "770,340.00", "USD"] {
            assert!(!kazakhstan.text.contains(part), "{part}");
        }
        let card = page(&service, &Person::party("JP").scoped("results"), "JP").await.text;
        assert!(card.contains("scope leaves out “funding”") && !card.contains("USD"));
    }
}

both! {
    async fn every_reader_sees_the_sums_that_the_same_reader_is_answered(database) {
        let service = Service::of_the_world(database).await;
        let people = [
            Person::nobody(), Person::party("JP"), Person::party("US"), Person::party("KR"), Person::party("KZ"),
            Person::partner("partner-hidden"), Person::institute("almaty-physics"), Person::secretariat(),
        ];
        let mut seen = 0;
        for person in &people {
            for code in ["JP", "US", "KR", "EU", "RU"] {
                let html = page(&service, person, code).await.text;
                let answer = funding(&service, person, code).await;
                for list in ["years", "areas", "hosts"] {
                    let groups = answer[list]["groups"].as_array().unwrap().iter();
                    let figures = groups.flat_map(|group| group["figures"]["amounts"].as_array().unwrap());
                    let sums = figures.map(|one| &one["sum"]);
                    let totals = answer[list]["control"]["totals"].as_array().unwrap().iter();
                    for sum in sums.chain(totals.map(|one| &one["amount"])) {
                        let sum = written(sum.as_str().unwrap());
                        assert!(html.contains(&format!(">{sum}<")) || html.contains(&format!(">{sum} <")), "{person:?} {code} {list}: {sum}");
                        seen += 1;
                    }
                }
                let nothing = answer["years"]["control"]["totals"] == json!([]);
                assert_eq!(nothing, !html.contains("class=\"breakdown\""), "{person:?} {code}");
                assert!(!html.contains("unbalanced"), "{person:?} {code}");
            }
        }
        assert!(seen > 40, "{seen}");
    }
}

both! {
    async fn every_address_on_the_page_is_answered_to_the_same_reader(database) {
        let service = Service::of_the_world(database).await;
        let mut files = 0;
        for person in [Person::nobody(), Person::party("US"), Person::party("KR"), Person::secretariat()] {
            for address in addresses(&page(&service, &person, "US").await.text) {
                let answer = fetch(&service, &person, &address).await;
                assert_eq!(answer.status, 200, "{address}: {}", answer.text);
                files += u32::from(address.starts_with("/export/"));
            }
        }
        assert!(files > 30, "{files}");
        // A file holds the rows of the table: the sums in one currency.
        let america = Person::party("US");
        let html = page(&service, &america, "US").await.text;
        let file = addresses(&html).into_iter().find(|one| one.contains("funding-by-host.csv")).unwrap();
        let csv = fetch(&service, &america, &file).await.text;
        let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let place = rows.headers().unwrap().iter().position(|name| name == "figures_amounts_sum").unwrap();
        let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
        assert!(!rows.is_empty());
        for row in rows {
            assert!(html.contains(&written(&row[place])), "{row:?}");
        }
        // Nobody is handed the same file with anything in it.
        let public = fetch(&service, &Person::nobody(), &file).await;
        assert_eq!((public.status.as_u16(), public.text.lines().count()), (200, 1), "{}", public.text);
    }
}

both! {
    async fn a_page_that_sums_guarded_figures_is_recorded_and_no_other(database) {
        let service = Service::of_the_records(database).await;
        let record = async |holder: &str| {
            let question = "query ($filter: AccessRecordFilter) {
                accessRecords(filter: $filter) { nodes { operation way contributions document examined } } }";
            let filter = json!({ "filter": { "holder": { "eq": holder } } });
            let answer = service.ask_with(&Person::secretariat(), question, filter).await;
            answer.data()["accessRecords"]["nodes"].as_array().unwrap().clone()
        };
        page(&service, &Person::nobody(), "JP").await;
        let all = service.data(&Person::secretariat(), "{ accessRecords { totalCount } }").await;
        assert_eq!(all["accessRecords"]["totalCount"], 0);
        // Sums of nothing tell that there is nothing.
        page(&service, &Person::party("KZ"), "JP").await;
        page(&service, &Person::party("JP"), "JP").await;
        for (holder, shown) in [("KZ", 0..1), ("JP", 5..u64::MAX)] {
            let entries = record(holder).await;
            assert_eq!(entries.len(), 1, "{entries:?}");
            let entry = &entries[0];
            assert_eq!((&entry["operation"], &entry["way"]), (&json!("PartyPage"), &json!("ANSWER")));
            assert!(shown.contains(&entry["contributions"].as_u64().unwrap()), "{entry}");
            assert!(entry["examined"].as_array().unwrap().contains(&json!("CONTRIBUTIONS")), "{entry}");
            assert_eq!(entry["document"].as_str().map(str::len), Some(64));
        }
    }
}

both! {
    async fn there_is_no_page_of_what_is_no_party(database) {
        let service = Service::of_the_world(database).await;
        for code in ["XX", "DE", "jp", "JPN", "J", "JP%22", "%F0%9F%98%80"] {
            for person in [Person::nobody(), Person::party("JP")] {
                let answer = page(&service, &person, code).await;
                assert_eq!(answer.status, 404, "{code}");
                assert!(answer.text.contains("There is no such Party"), "{code}");
                assert!(header(&answer, "content-security-policy").starts_with("default-src 'none'"), "{code}");
            }
        }
        let style = fetch(&service, &Person::nobody(), "/party.css").await;
        assert_eq!((style.status.as_u16(), header(&style, "content-type")), (200, "text/css; charset=utf-8"));
        let head = Service::answer(service.client.head(service.url("/parties/JP"))).await;
        assert_eq!(head.status, 200);
        let written = Service::answer(service.client.post(service.url("/parties/JP"))).await;
        assert_eq!(written.status, 405);
    }
}

/// A client that is shown where it is led, and does not go.
fn still() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(Policy::none());
    client.build().expect("a client")
}
