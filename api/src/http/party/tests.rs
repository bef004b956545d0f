//! The page's own question, and what becomes of its answer.

use super::*;
use crate::party_page::{Groups, Reader, Reason, Sight};

fn answer() -> Value {
    let amounts = |list: &[(&str, &str)]| {
        let list = list.iter();
        list.map(|(currency, sum)| json!({ "currency": currency, "sum": sum }))
            .collect::<Vec<_>>()
    };
    let summary = |groups: Vec<Value>| {
        json!({ "groups": groups, "rest": null, "control": { "groupsInAll": groups.len(), "totals": [
            { "currency": "JPY", "amount": "-5" }, { "currency": "USD", "amount": "11.10" },
        ] } })
    };
    let year = |year: Option<i32>, sums: &[(&str, &str)]| {
        let unknown: &[&str] = if year.is_none() { &["YEAR"] } else { &[] };
        json!({ "keys": { "year": year }, "unknown": unknown, "figures": { "amounts": amounts(sums) } })
    };
    let institutes = (0..12).map(|place| {
        let sum = format!("0.{:02}", 10 + place);
        json!({ "keys": { "leadInstitute": { "name": format!("I{place}") } }, "unknown": [],
            "figures": { "amounts": amounts(&[("USD", &sum)]) } })
    });
    json!({
        "party": { "code": "JP", "name": "Japan", "memberships": [] },
        "viewer": {
            "kind": "PARTY", "scopes": ["CARD", "FUNDING", "RESULTS"], "party": { "name": "Japan" },
            "funder": null, "institute": null, "standings": [{ "kind": "MEMBER" }],
            "manifest": {
                "facets": [{ "facet": "CONTRIBUTIONS", "inScope": true, "granted": 1, "own": 0, "withheld": 9 }],
                "outputs": [{ "level": "PROJECT", "outputs": 1 }],
            },
        },
        "financed": { "totalCount": 1 }, "hosted": { "totalCount": 2 },
        "years": summary(vec![
            year(Some(2019), &[("JPY", "-5"), ("USD", "10.05")]), year(None, &[("USD", "1.05")]),
        ]),
        "areas": summary(vec![]), "hosts": summary(vec![]), "institutes": summary(institutes.collect()),
        "outputs": { "totalCount": 0, "nodes": [] },
    })
}

fn page_of(answer: Value) -> Option<PartyPage> {
    let answer: answer::Answer = serde_json::from_value(answer).unwrap();
    answer.page("2026-11-23".parse().unwrap())
}

#[test]
fn the_question_keeps_the_bounds_of_every_question() {
    let sdl = crate::graphql::sdl();
    let types = limits::InputTypes::from_sdl(&sdl).unwrap();
    let document = parse(QUESTION).unwrap();
    let bill = limits::check(&document, None, &variables("JP"), &types).unwrap();
    assert!(bill.cost < limits::COST / 4, "{}", bill.cost);
}

#[test]
fn each_currency_stands_by_itself() {
    let page = page_of(answer()).unwrap();
    let sums: Vec<_> = page
        .figures
        .committed
        .iter()
        .map(|sum| sum.amount.text.as_str())
        .collect();
    assert_eq!(sums, ["-5", "11.10"]);
    let [yen, dollars] = page.years.breakdowns.as_slice() else {
        panic!("two currencies")
    };
    assert_eq!(
        (yen.unit.decimals, yen.total.minor, &yen.unknown),
        (0, -5, &None)
    );
    assert_eq!((dollars.unit.decimals, dollars.total.minor), (2, 1110));
    assert_eq!(dollars.unknown.as_ref().unwrap().minor, 105);
    let Groups::Years(years) = &dollars.groups else {
        panic!("years")
    };
    assert_eq!(
        years
            .iter()
            .map(|(year, sum)| (*year, sum.minor))
            .collect::<Vec<_>>(),
        [(2019, 1005)]
    );
    assert_eq!(
        dollars.downloads.csv,
        "/export/funding-by-year.csv?variables=%7B%22filter%22%3A%7B%22currency%22%3A%7B%22eq%22%3A%22USD%22%7D\
         %2C%22funder%22%3A%7B%22party%22%3A%7B%22eq%22%3A%22JP%22%7D%7D%7D%7D"
    );
}

#[test]
fn the_greatest_institutes_come_first_and_the_others_together() {
    let page = page_of(answer()).unwrap();
    let Groups::Ranked { groups, rest } = &page.institutes.breakdowns[1].groups else {
        panic!("ranked")
    };
    assert_eq!(
        (
            groups.len(),
            groups[0].label.as_str(),
            groups[9].label.as_str()
        ),
        (10, "I11", "I2")
    );
    let rest = rest.as_ref().unwrap();
    assert_eq!((rest.groups, rest.amount.text.as_str()), (2, "0.21"));
}

#[test]
fn how_far_one_sees_follows_from_ones_standing() {
    let seen = |change: &dyn Fn(&mut Value)| {
        let mut answer = answer();
        change(&mut answer["viewer"]);
        let page = page_of(answer).unwrap();
        (page.money, page.results.sight, page.figures.financed)
    };
    assert_eq!(seen(&|_| {}), (Sight::Part, Sight::Part, Some(1)));
    let public = Sight::Nothing(Reason::Public);
    assert_eq!(
        seen(&|one| one["kind"] = json!("PUBLIC")),
        (public, public, None)
    );
    assert_eq!(
        seen(&|one| one["manifest"]["facets"][0]["granted"] = json!(0)),
        (Sight::Nothing(Reason::Standing), Sight::Part, None)
    );
    assert_eq!(
        seen(&|one| {
            one["manifest"]["facets"][0]["inScope"] = json!(false);
            one["scopes"] = json!(["CARD"]);
        }),
        (
            Sight::Nothing(Reason::Scope("funding")),
            Sight::Nothing(Reason::Scope("results")),
            None
        )
    );
    assert_eq!(
        seen(&|one| one["kind"] = json!("SECRETARIAT")),
        (Sight::Whole, Sight::Whole, Some(1))
    );
}

#[test]
fn what_it_entitles_to_is_told() {
    let Reader::SignedIn { name, entitled } = page_of(answer()).unwrap().reader else {
        panic!("signed in")
    };
    assert_eq!(name, "Japan");
    assert_eq!(
        entitled,
        [
            "what members of the programme are told",
            "contributions of 1 project",
            "1 result of the level project",
        ]
    );
}

#[test]
fn there_is_no_page_where_there_is_no_party() {
    let mut answer = answer();
    answer["party"] = Value::Null;
    assert!(page_of(answer).is_none());
    for code in ["", "J", "JPN", "jp", "J1", "../", "ÄÖ"] {
        assert!(!is_code(code), "{code}");
    }
    assert!(is_code("EU"));
}
