//! The public records that come with the program: the same question, and different, right answers.

use crate::support::{Person, Service, both};
use serde_json::{Value, json};

const CONTRIBUTIONS: &str = "{ contributions(first: 50, orderBy: [{field: PROJECT_NUMBER}, {field: FUNDER_KEY}]) {
    totalCount nodes { project { number } funder { party { code } } amount { amount currency } } } }";

const ALLOCATIONS: &str = "{ projects(first: 50, filter: {allocations: {some: {}}}) {
    totalCount nodes { number programme funding { totals { amount currency } access { access because } } } } }";

/// One line for each contribution: project, Party, amount, currency.
async fn contributions(service: &Service, person: &Person) -> Vec<String> {
    let data = service.data(person, CONTRIBUTIONS).await;
    let nodes = data["contributions"]["nodes"].as_array().unwrap();
    assert_eq!(data["contributions"]["totalCount"], json!(nodes.len()));
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    nodes
        .iter()
        .map(|node| {
            let party = text(&node["funder"]["party"]["code"]);
            let amount = &node["amount"];
            format!(
                "{} {party} {} {}",
                text(&node["project"]["number"]),
                text(&amount["amount"]),
                text(&amount["currency"])
            )
        })
        .collect()
}

async fn allocated(service: &Service, person: &Person) -> Vec<String> {
    let data = service.data(person, ALLOCATIONS).await;
    let nodes = data["projects"]["nodes"].as_array().unwrap();
    assert_eq!(data["projects"]["totalCount"], json!(nodes.len()));
    for node in nodes {
        assert_eq!(
            node["funding"]["access"]["access"],
            json!("GRANTED"),
            "{node}"
        );
        assert_eq!(
            node["funding"]["totals"].as_array().unwrap().len(),
            1,
            "{node}"
        );
    }
    nodes
        .iter()
        .map(|node| node["number"].as_str().unwrap().to_owned())
        .collect()
}

both! {
    async fn everyone_sees_every_project_and_nobody_the_money(database) {
        let service = Service::of_the_records(database).await;
        let data = service
            .data(
                &Person::nobody(),
                "{ all: projects(first: 0) { totalCount }
                   approved: projects(filter: {status: {eq: APPROVED_WITHOUT_FUNDING}}) { totalCount }
                   completed: projects(filter: {status: {eq: COMPLETED}}) { totalCount }
                   underway: projects(filter: {status: {eq: UNDERWAY}}) { totalCount }
                   submitted: projects(filter: {status: {eq: SUBMITTED_TO_BOARD}}) { totalCount }
                   institutes { totalCount } }",
            )
            .await;
        let count = |name: &str| data[name]["totalCount"].as_u64().unwrap();
        assert_eq!(count("all"), 467);
        assert_eq!(count("approved"), 297);
        assert_eq!(count("completed"), 109);
        assert_eq!(count("underway"), 56);
        assert_eq!(count("submitted"), 5);
        assert_eq!(count("institutes"), 738);
        assert!(contributions(&service, &Person::nobody()).await.is_empty());
        assert!(allocated(&service, &Person::nobody()).await.is_empty());
    }
}

both! {
    async fn japan_sees_its_five_contributions(database) {
        let service = Service::of_the_records(database).await;
        assert_eq!(
            contributions(&service, &Person::party("JP")).await,
            [
                "AM-2705 JP 494000.00 USD",
                "GE-2513 JP 120000.00 USD",
                "GE-2776 JP 199910.00 USD",
                "KZ-2514 JP 400000.00 USD",
                "KZ-2516 JP 250340.00 USD",
            ]
        );
    }
}

both! {
    async fn the_european_union_sees_six_lines_on_five_projects(database) {
        let service = Service::of_the_records(database).await;
        assert_eq!(
            contributions(&service, &Person::party("EU")).await,
            [
                "PR-157 EU 8500000.00 EUR",
                "PR-157 NO 1000000.00 EUR",
                "PR-162 EU 3500000.00 EUR",
                "TJ-2409 EU 300000.00 EUR",
                "TJ-2412 EU 300000.00 EUR",
                "TJ-2512 EU 488265.00 USD",
            ]
        );
    }
}

both! {
    async fn norway_sees_both_lines_of_its_one_project(database) {
        let service = Service::of_the_records(database).await;
        assert_eq!(
            contributions(&service, &Person::party("NO")).await,
            ["PR-157 EU 8500000.00 EUR", "PR-157 NO 1000000.00 EUR"]
        );
    }
}

both! {
    async fn hosts_see_allocations_and_no_contribution(database) {
        let service = Service::of_the_records(database).await;
        let kazakhstan = Person::party("KZ");
        assert_eq!(allocated(&service, &kazakhstan).await, ["KZ-2514", "KZ-2516"]);
        assert!(contributions(&service, &kazakhstan).await.is_empty());
        let tajikistan = Person::party("TJ");
        assert_eq!(allocated(&service, &tajikistan).await, ["TJ-2409", "TJ-2412", "TJ-2512"]);
        assert!(contributions(&service, &tajikistan).await.is_empty());
    }
}

both! {
    async fn a_seat_on_the_board_opens_the_allocations_of_regular_projects(database) {
        let service = Service::of_the_records(database).await;
        let america = Person::party("US");
        assert_eq!(
            allocated(&service, &america).await,
            ["AM-2705", "GE-2513", "GE-2776", "KZ-2514", "KZ-2516", "TJ-2409", "TJ-2412", "TJ-2512"]
        );
        assert!(contributions(&service, &america).await.is_empty());
        // The European Union pays for the ninth, which is no regular project.
        assert!(allocated(&service, &Person::party("EU")).await.contains(&"PR-162".to_owned()));
    }
}

both! {
    async fn former_members_and_those_without_dates_are_valid_and_have_nothing(database) {
        let service = Service::of_the_records(database).await;
        for code in ["RU", "BY"] {
            let person = Person::party(code);
            let data = service
                .data(&person, "{ viewer { kind party { code } standings { kind } projectStandings { totalCount } } }")
                .await;
            assert_eq!(data["viewer"]["party"]["code"], json!(code));
            assert_eq!(data["viewer"]["standings"], json!([]));
            assert_eq!(data["viewer"]["projectStandings"]["totalCount"], json!(0));
            assert!(contributions(&service, &person).await.is_empty());
            assert!(allocated(&service, &person).await.is_empty());
        }
    }
}
