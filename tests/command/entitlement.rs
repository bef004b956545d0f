//! `istc entitlement`: what a viewer is told, looked up by the operator for any day.

use super::data::{Desk, parsed};
use crate::{
    isolation::person,
    oracle::{Scopes, Viewer, Who},
    support::{Content, Service, both},
};
use api::cli::entitlement::QUESTION;
use serde_json::json;

/// The options that name this viewer.
fn options(who: &Who) -> Vec<String> {
    let named = |option: &str, key: &str| vec![option.to_owned(), key.to_owned()];
    match who {
        Who::Public => vec!["--public".to_owned()],
        Who::Party(code) => named("--party", code),
        Who::Partner(key) => named("--partner", key),
        Who::Institute(key) => named("--institute", key),
        Who::Secretariat => vec!["--secretariat".to_owned()],
    }
}

/// A viewer of each kind and at each edge, a day, and a scope.
fn cases() -> Vec<(Who, &'static str, Scopes)> {
    let party = |code: &str| Who::Party(code.to_owned());
    let funding = Scopes {
        funding: true,
        ..Scopes::CARD
    };
    vec![
        (Who::Public, "2026-11-23", Scopes::CARD),
        (Who::Secretariat, "2026-11-23", Scopes::ALL),
        (Who::Secretariat, "2026-11-23", funding),
        (party("JP"), "2027-01-01", Scopes::ALL),
        (party("AM"), "2026-11-23", Scopes::ALL),
        (party("AM"), "2027-06-10", Scopes::ALL),
        (party("RU"), "2015-07-14", Scopes::ALL),
        (party("RU"), "2015-07-14", funding),
        (party("FI"), "2026-02-28", Scopes::ALL),
        (party("FI"), "2026-03-01", Scopes::ALL),
        (party("MN"), "2026-11-23", Scopes::ALL),
        (
            Who::Partner("partner-hidden".into()),
            "2026-11-23",
            Scopes::ALL,
        ),
        (Who::Partner("party-jp".into()), "2026-11-23", Scopes::ALL),
        (
            Who::Institute("yerevan-lab".into()),
            "2026-11-23",
            Scopes::ALL,
        ),
        (
            Who::Institute("istc-moscow".into()),
            "2026-11-23",
            Scopes::ALL,
        ),
    ]
}

both! {
    async fn the_operator_is_told_what_the_viewer_would_be_told_on_that_day(database) {
        let desk = Desk::with(database, Content::World).await;
        let service = Service::of_the_world(database).await;
        for (who, day, scopes) in cases() {
            service.set_today(day);
            let person = person(&Viewer { who: who.clone(), scopes });
            let mut words = vec!["entitlement".to_owned(), "--on".into(), day.into(), "--format".into(), "json".into()];
            words.extend(options(&who));
            if !person.scopes.is_empty() {
                words.extend(["--scope".to_owned(), person.scopes.clone()]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let printed = desk.run(&words).await;
            let body = json!({ "query": QUESTION, "operationName": "Entitlement" });
            let mut request = service.client.post(service.url("/graphql")).json(&body);
            if let Some(token) = service.token(&person) {
                request = request.bearer_auth(token);
            }
            let answer = Service::answer(request).await;
            if answer.status == 401 {
                let said = printed.badly();
                assert!(said.contains(&format!("may not sign in on {day}: ")), "{said}");
                assert!(said.contains("section 1"), "{said}");
            } else {
                assert_eq!(parsed(&printed.well()), answer.data(), "{who:?} on {day}");
            }
        }
    }
}

both! {
    async fn the_page_for_people_is_the_one_that_was_read_and_approved(database) {
        let desk = Desk::with(database, Content::World).await;
        for (name, words) in [
            ("japan", &["--party", "JP", "--on", "2027-01-01"][..]),
            ("armenia", &["--party", "AM", "--on", "2026-11-23", "--scope", "funding"]),
            ("everyone", &["--public", "--on", "2026-11-23"]),
            ("partner", &["--partner", "partner-hidden", "--on", "2026-11-23"]),
            ("secretariat", &["--secretariat", "--on", "2026-11-23"]),
        ] {
            let page = desk.run(&[&["entitlement"], words].concat()).await.well();
            insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("entitlement_{name}"), page);
            });
        }
    }
}

both! {
    async fn who_may_not_sign_in_is_named_with_the_reason(database) {
        let desk = Desk::with(database, Content::World).await;
        for (words, said) in [
            (["--party", "FR"], "the Party FR may not sign in on 2026-11-23: no such Party"),
            (["--party", "SE"], "the Party SE may not sign in on 2026-11-23: represented by another Party"),
            (["--party", "MN"], "the Party MN may not sign in on 2026-11-23: not a Party, or not yet"),
            (["--partner", "nobody"], "the partner nobody may not sign in on 2026-11-23: no such funder"),
            (["--partner", "party-jp"], "the partner party-jp may not sign in on 2026-11-23: a Party is no partner"),
            (["--institute", "istc-astana"], "the institute istc-astana may not sign in on 2026-11-23: the Centre itself is no institute"),
        ] {
            let refused = desk.run(&[&["entitlement", "--on", "2026-11-23"], &words[..]].concat()).await.badly();
            assert!(refused.starts_with(&format!("istc: {said} (section 1 of ")), "{refused}");
        }
    }
}

both! {
    async fn every_ending_is_printed_however_many_pages_it_takes(database) {
        // Three hundred projects that one Party pays for end on one day.
        let desk = Desk::with(database, Content::World).await;
        let package = desk.operator.path("many");
        std::fs::create_dir(&package).unwrap();
        let mut projects = "number,title,programme,status\n".to_owned();
        let mut contributions = "key,project,funder,amount,currency,committed_on\n".to_owned();
        for number in 0..300 {
            projects += &format!("M-{number},Many,regular,underway\n");
            contributions += &format!("m-{number},M-{number},party-am,10.00,USD,2020-01-01\n");
        }
        std::fs::write(package.join("projects.csv"), projects).unwrap();
        std::fs::write(package.join("contributions.csv"), contributions).unwrap();
        let resources = json!({ "resources": [{ "path": "projects.csv" }, { "path": "contributions.csv" }] });
        std::fs::write(package.join("datapackage.json"), resources.to_string()).unwrap();
        desk.run(&["import", "many"]).await.well();
        let words = ["entitlement", "--party", "AM", "--on", "2026-11-23"];
        let answer = parsed(&desk.run(&[&words[..], &["--format", "json"]].concat()).await.well());
        let ends = &answer["viewer"]["manifest"]["endsWithinYear"];
        let nodes = ends["nodes"].as_array().unwrap();
        assert!(nodes.len() > 300);
        assert_eq!(ends["totalCount"], nodes.len());
        assert_eq!(ends["pageInfo"]["hasNextPage"], false);
        let page = desk.run(&words).await.well();
        assert_eq!(page.lines().filter(|line| line.starts_with("  2027-06-10")).count(), nodes.len());
    }
}

both! {
    async fn what_is_meant_is_said_once_and_a_day_is_a_day(database) {
        let desk = Desk::with(database, Content::World).await;
        for words in [
            &["entitlement"][..],
            &["entitlement", "--party", "JP", "--public"],
            &["entitlement", "--party", "JP", "--on", "2027"],
            &["entitlement", "--party", "JP", "--on", "tomorrow"],
        ] {
            let refused = desk.run(words).await;
            assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""), "{refused:?}");
        }
        let help = desk.run(&["entitlement", "--help"]).await.well();
        assert!(help.contains("istc entitlement --party JP --on 2027-01-01"), "{help}");
        // Without a day it is today's.
        let today = parsed(&desk.run(&["entitlement", "--public", "--format", "json"]).await.well());
        assert_eq!(today["viewer"]["kind"], "PUBLIC");
    }
}
