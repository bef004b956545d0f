//! Whom the data know, and what its scopes and the day leave it.

use super::forge::{EC, ED, Key, RSA, claims, header, signed, with, without};
use super::{QUESTION, claiming, data, forge, post, refused, service};
use crate::support::{Person, Service, both};
use api::token::KeySource;
use serde_json::{Value, json};

/// Whether the person is let in on this day.
async fn let_in(service: &Service, person: &Person, day: &str) -> bool {
    service.set_today(day);
    let answer = service.ask(person, QUESTION).await;
    assert_eq!(
        answer.status == 401,
        answer.code() == "UNAUTHENTICATED",
        "{}",
        answer.text
    );
    answer.status == 200
}

both! {
    async fn whom_the_data_do_not_know_is_refused_whatever_is_asked(database) {
        let service = service(database).await;
        // No Party, not yet one, represented by another today.
        let parties = ["FR", "XK", "MN", "SE", "KG"].map(Person::party);
        let partners = ["party-jp", "party-eu", "nobody", "PARTNER-LISTED", "tokyo-univ"];
        let institutes = ["istc-moscow", "istc-astana", "nobody", "Tokyo-Univ", "agency-us"];
        let others = partners.map(Person::partner).into_iter().chain(institutes.map(Person::institute));
        for person in parties.into_iter().chain(others) {
            let token = service.token(&person).unwrap();
            let case = format!("{:?}", person.role);
            for question in [QUESTION, "{ __typename }", "{ __schema { queryType { name } } }", "{ nope }", "{"] {
                refused(&case, post(&service, question).bearer_auth(&token)).await;
            }
        }
        let token = service.token(&Person::party("SE")).unwrap();
        let bodies = [("application/json", "["), ("application/json", "[]"), ("text/plain", "{ __typename }")];
        for (kind, body) in bodies {
            let request = service.client.post(service.url("/graphql")).header("content-type", kind).body(body);
            refused(kind, request.bearer_auth(&token)).await;
        }
        for query in ["{ __typename }", "mutation { nope }", "", "{ nope }"] {
            let request = service.client.get(service.url("/graphql")).query(&[("query", query)]);
            refused(query, request.bearer_auth(&token)).await;
        }
    }
}

both! {
    async fn good_tokens_of_every_accepted_kind_open_what_their_holder_may_see(database) {
        let service = service(database).await;
        let question = "{ viewer { kind party { code } funder { key } institute { key } scopes } }";
        let told = |kind: &str, party: Value, funder: Value, institute: Value| {
            let scopes = json!(["CARD", "FUNDING", "RESULTS", "REPORTS"]);
            let viewer = json!({"kind": kind, "party": party, "funder": funder, "institute": institute});
            json!({"viewer": with(viewer, json!({"scopes": scopes}))})
        };
        let union = told("PARTY", json!({"code": "EU"}), json!(null), json!(null));
        let keys: [&Key; 3] = [&ED, &EC, &RSA];
        for key in keys {
            let token = signed(key, &header(key), &claims(service.now()));
            assert_eq!(data(&service, &token, question).await, union, "{}", header(key));
        }
        assert_eq!(service.data(&Person::party("EU"), question).await, union, "the local key");
        let now = service.now();
        for changes in [
            json!({"aud": ["https://elsewhere.example.org", forge::AUDIENCE]}),
            json!({"nbf": now + 29, "iat": now + 29}), json!({"nbf": now - 60, "iat": now - 60, "exp": now - 29}),
            json!({"exp": now + 86_400}), json!({"email": "someone@example.org", "roles": ["admin"]}),
        ] {
            let token = claiming(&service, changes.clone());
            assert_eq!(data(&service, &token, question).await, union, "{changes}");
        }
        let token = signed(&ED, &with(header(&ED), json!({"typ": "jwt"})), &claims(now));
        let shouted = post(&service, question).header("authorization", format!("BEARER {token}"));
        assert_eq!(Service::answer(shouted).await.data(), union);
        let nobody = || json!(null);
        for key in ["partner-hidden", "agency-us"] {
            let expected = told("PARTNER", nobody(), json!({"key": key}), nobody());
            assert_eq!(service.data(&Person::partner(key), question).await, expected);
        }
        let expected = told("INSTITUTE", nobody(), nobody(), json!({"key": "idle-kz"}));
        assert_eq!(service.data(&Person::institute("idle-kz"), question).await, expected);
        let expected = told("SECRETARIAT", nobody(), nobody(), nobody());
        assert_eq!(service.data(&Person::secretariat(), question).await, expected);
    }
}

both! {
    async fn scopes_only_narrow_and_none_is_the_card(database) {
        let service = service(database).await;
        let question = r#"{ viewer { scopes } contributions(first: 0) { totalCount }
            project(by: {number: "K-99"}) { number proposal { text } }
            output(by: {key: "o-conf-parties"}) { key } }"#;
        let secretariat = json!({"role": "secretariat"});
        for who in [json!({}), secretariat] {
            for (scope, told) in [
                ("", vec!["CARD"]), ("card", vec!["CARD"]), ("openid admin * FUNDING funding,reports", vec!["CARD"]),
                ("funding", vec!["CARD", "FUNDING"]), ("reports reports  card", vec!["CARD", "REPORTS"]),
                ("results", vec!["CARD", "RESULTS"]),
                ("results funding reports write", vec!["CARD", "FUNDING", "RESULTS", "REPORTS"]),
            ] {
                let mut said = with(claims(service.now()), with(who.clone(), json!({"scope": scope})));
                if who["role"] == "secretariat" {
                    said = without(said, "party");
                }
                let answer = data(&service, &signed(&ED, &header(&ED), &said), question).await;
                assert_eq!(answer["viewer"]["scopes"], json!(told), "{scope}");
                assert_eq!(answer["project"]["number"], json!("K-99"), "{scope}");
                let sees = |scope: &str| told.contains(&scope);
                assert_eq!(answer["contributions"]["totalCount"] != json!(0), sees("FUNDING"), "{scope}");
                assert_eq!(answer["project"]["proposal"] != json!(null), sees("REPORTS"), "{scope}");
                let confidential = sees("RESULTS") && who["role"] == "secretariat";
                assert_eq!(answer["output"] != json!(null), confidential, "{scope}");
            }
        }
        let said = without(claims(service.now()), "scope");
        let answer = data(&service, &signed(&ED, &header(&ED), &said), question).await;
        assert_eq!(answer["viewer"]["scopes"], json!(["CARD"]));
        assert_eq!(answer["contributions"]["totalCount"], json!(0));
        assert_eq!(answer["project"]["proposal"], json!(null));
    }
}

both! {
    async fn a_party_is_let_in_on_the_days_on_which_it_speaks_for_itself(database) {
        let service = service(database).await;
        for (party, day, expected) in [
            ("FI", "1998-02-28", true), ("FI", "1998-03-01", false),
            ("FI", "2026-02-28", false), ("FI", "2026-03-01", true),
            ("SE", "1998-02-28", true), ("SE", "1998-03-01", false), ("SE", "2026-11-23", false),
            ("KG", "2019-12-31", true), ("KG", "2020-01-01", false),
            ("KG", "2026-12-31", false), ("KG", "2027-01-01", true),
            ("MN", "2027-05-30", false), ("MN", "2027-05-31", true),
            ("RU", "1992-11-26", false), ("RU", "1992-11-27", true), ("RU", "2026-11-23", true),
            ("BY", "1990-01-01", true), ("BY", "2026-11-23", true),
        ] {
            assert_eq!(let_in(&service, &Person::party(party), day).await, expected, "{party} {day}");
        }
        // Nothing is known of its dates: it is let in, and sees what the public sees.
        let standing = "{ viewer { standings { kind } projectStandings { totalCount } } }";
        let answer = service.data(&Person::party("BY"), standing).await;
        assert_eq!(answer["viewer"], json!({"standings": [], "projectStandings": {"totalCount": 0}}));
        let seen = "{ projects(first: 200) { nodes { number proposal { text } funding { totals { amount } } } }
            outputs(first: 200) { nodes { key } } contributions { totalCount } }";
        let everyone = service.data(&Person::nobody(), seen).await;
        assert_eq!(service.data(&Person::party("BY"), seen).await, everyone);
    }
}

both! {
    async fn while_the_issuers_keys_cannot_be_read_nobody_of_it_is_answered(database) {
        // Nobody listens there any more.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let address = KeySource::Address(format!("http://{closed}/jwks.json"));
        let service = Service::trusting(database, vec![forge::from(address)]).await;
        let token = signed(&ED, &header(&ED), &claims(service.now()));
        for _ in 0..2 {
            let answer = Service::answer(post(&service, QUESTION).bearer_auth(&token)).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "UNAVAILABLE"));
            assert!(answer.headers.contains_key("retry-after") && answer.json().get("data").is_none());
        }
        assert!(let_in(&service, &Person::party("EU"), "2026-11-23").await, "the local key");
        assert!(let_in(&service, &Person::nobody(), "2026-11-23").await, "the public");
    }
}
