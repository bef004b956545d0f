//! What is guarded is not found, not counted and not hinted at.

use super::{SEARCH, keys, search};
use crate::{
    oracle::{self, Scopes, Viewer, Who, World},
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};

fn people() -> Vec<(Person, Viewer)> {
    let all = |person, who| {
        (
            person,
            Viewer {
                who,
                scopes: Scopes::ALL,
            },
        )
    };
    let parties = [
        "EU", "JP", "US", "RU", "KZ", "TJ", "NO", "KR", "CA", "FI", "BY", "AM", "GE", "CH", "UZ",
        "TM",
    ];
    let funders = [
        "partner-hidden",
        "partner-quiet",
        "partner-silent",
        "partner-zero",
        "agency-us",
    ];
    let institutes = [
        "semey-med",
        "almaty-physics",
        "idle-kz",
        "dushanbe-chem",
        "moscow-nuclear",
        "vienna-lonely",
        "glasgow-univ",
        "berlin-univ",
    ];
    let unscoped = Viewer {
        who: Who::Secretariat,
        scopes: Scopes::CARD,
    };
    parties
        .into_iter()
        .map(|code| all(Person::party(code), Who::Party(code.into())))
        .chain(
            funders
                .into_iter()
                .map(|key| all(Person::partner(key), Who::Partner(key.into()))),
        )
        .chain(
            institutes
                .into_iter()
                .map(|key| all(Person::institute(key), Who::Institute(key.into()))),
        )
        .chain([
            all(Person::nobody(), Who::Public),
            all(Person::secretariat(), Who::Secretariat),
        ])
        .chain([(Person::secretariat().scoped(""), unscoped)])
        .collect()
}

/// The keys of what the viewer sees and whose text holds a word that begins so.
fn seen(shown: &std::collections::BTreeMap<&str, oracle::Table>, beginning: &str) -> Vec<String> {
    // Columns of the data package: projects number, title, summary; institutes key, name, short
    // name, city, …, aliases; outputs key, title, …, doi.
    let texts = [
        ("projects", &[0, 1, 2][..]),
        ("institutes", &[1, 2, 3, 7]),
        ("outputs", &[1, 6]),
    ];
    let mut keys: Vec<String> = Vec::new();
    for (table, columns) in texts {
        for row in shown[table].values() {
            let text: Vec<&str> = columns.iter().map(|column| row[*column].as_str()).collect();
            let text = text.join(" ").to_lowercase();
            if text
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(beginning))
            {
                keys.push(row[0].clone());
            }
        }
    }
    keys.sort();
    keys
}

both! {
    async fn each_viewer_finds_what_it_sees_and_nothing_else(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        for (person, viewer) in people() {
            let shown = oracle::shown(&world, &viewer, service.today());
            assert!(!shown.is_empty(), "{person:?}");
            for word in [
                "canary",
                "canaryword",
                "canaryproposal",
                "uranium",
                "hidden",
                "confidential",
                "x",
                "embargo",
                "programme",
                "rejected",
            ] {
                let answer = search(&service, &person, word).await;
                let mut found = keys(&answer);
                found.sort_unstable();
                assert_eq!(found, seen(&shown, word), "{person:?} {word}");
                assert_eq!(answer["totalCount"], json!(found.len()));
            }
        }
        let public = Person::nobody();
        for word in ["canary", "canaryword", "canaryproposal", "Canary X-009", "c*", "CANARY"] {
            let answer = search(&service, &public, word).await;
            assert!(!answer.to_string().to_lowercase().contains("canary"), "{answer}");
        }
    }
}

both! {
    async fn a_misspelt_word_is_put_right_from_public_text_only(database) {
        let service = Service::of_the_world(database).await;
        // Each stands in public text; the secretariat and the public find it misspelt.
        for (word, misspelt) in [
            ("vitrification", "vitrificaton"),
            ("tailings", "tialings"),
            ("landslide", "landslid3"),
            ("handbook", "hanbook"),
        ] {
            for person in [Person::nobody(), Person::secretariat()] {
                assert!(!keys(&search(&service, &person, word).await).is_empty(), "{word}");
                assert!(!keys(&search(&service, &person, misspelt).await).is_empty(), "{misspelt}");
            }
        }
        // Each stands only in a hidden project, in a guarded output or in an embargoed one.
        for (word, misspelt) in [
            ("canary", "cannary"),
            ("canaryword", "canarywrod"),
            ("withdrawn", "withdrwan"),
            ("registered", "registred"),
            ("concurrence", "concurence"),
            ("confidential", "confidental"),
            ("guidelines", "guidlines"),
            ("embargoed", "embargod3"),
            ("tomorrow", "tomorow"),
        ] {
            let staff = search(&service, &Person::secretariat(), word).await;
            assert!(!keys(&staff).is_empty(), "{word}");
            for person in [Person::nobody(), Person::secretariat(), Person::party("US"), Person::institute("semey-med")]
            {
                let answer = search(&service, &person, misspelt).await;
                assert_eq!(answer["nodes"], json!([]), "{person:?} {misspelt}");
            }
        }
    }
}

both! {
    async fn hidden_rows_change_neither_rank_nor_order_nor_cost(database) {
        let service = Service::of_the_world(database).await;
        let public = Person::nobody();
        let words = ["uranium", "uranium tailings", "tailings", "canary", "stores", "embargo", "unranium", "k", "x-01"];
        let mut before = Vec::new();
        for word in words {
            before.push(search(&service, &public, word).await);
        }
        let mut projects = "number,title,summary,programme,status\n".to_owned();
        let mut outputs = "key,title,kind,access\n".to_owned();
        for number in 0..30 {
            projects +=
                &format!("X-{number:03}Z,Uranium uranium tailings tailings stores,uranium canary,regular,withdrawn\n");
            outputs += &format!("o-hidden-{number},Uranium tailings unranium embargo,report,confidential\n");
        }
        service.add(&[("projects", &projects), ("outputs", &outputs)]).await;
        for (word, before) in words.iter().zip(before) {
            assert_eq!(search(&service, &public, word).await, before, "{word}");
        }
    }
}

both! {
    async fn a_cursor_of_a_hidden_hit_is_a_cursor_of_no_hit(database) {
        let service = Service::of_the_world(database).await;
        let staff = search(&service, &Person::secretariat(), "uranium").await;
        let place = staff["nodes"].as_array().unwrap().iter().position(|hit| hit["node"]["key"] == "X-009").unwrap();
        let hidden = staff["edges"][place]["cursor"].as_str().unwrap();
        let handbook = search(&service, &Person::nobody(), "handbook").await;
        let other = handbook["edges"][0]["cursor"].as_str().unwrap();
        let told = async |cursor: &str| -> (Value, u32) {
            let variables = json!({ "text": "uranium", "after": cursor });
            let answer = service.ask_with(&Person::nobody(), SEARCH, variables).await;
            let mut json = answer.json();
            json["errors"][0]["extensions"].as_object_mut().unwrap().remove("requestId");
            (json, answer.statements())
        };
        assert_eq!(told(hidden).await, told(other).await);
        assert_eq!(told(hidden).await.0["errors"][0]["message"], "`after` points to no hit of this search.");
    }
}
