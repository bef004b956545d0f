//! Search: what finds what, and in which order.
//!
//! How the matching words are shown is told in `search/shown.rs`, that nothing guarded is found,
//! counted or hinted at in `search/guarded.rs`, that any text may be typed, and that both databases
//! find the same, in `search/typed.rs`.

mod guarded;
mod shown;
mod typed;

use crate::support::{Person, Service, both};
use serde_json::{Value, json};

const SEARCH: &str = "query($text: String!, $kinds: [SearchKind!], $filter: SearchFilter, $first: Int = 200, $after: String) {
    search(text: $text, kinds: $kinds, filter: $filter, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor }
        nodes { kind snippet highlights { text matched }
            node { __typename id ... on Project { key: number title summary }
                ... on Institute { key name shortName aliases city } ... on Output { key title doi } } }
    } }";

/// What a search answers.
async fn search(service: &Service, person: &Person, text: &str) -> Value {
    ask(service, person, json!({ "text": text })).await
}

async fn ask(service: &Service, person: &Person, variables: Value) -> Value {
    let answer = service.ask_with(person, SEARCH, variables).await.data()["search"].clone();
    let hits = answer["nodes"].as_array().unwrap();
    assert_eq!(answer["edges"].as_array().unwrap().len(), hits.len());
    for hit in hits {
        let noun = hit["node"]["__typename"].as_str().unwrap();
        assert_eq!(hit["kind"], noun.to_uppercase(), "{hit}");
    }
    answer
}

/// The keys of the hits, best first.
fn keys(found: &Value) -> Vec<&str> {
    let hits = found["nodes"].as_array().unwrap();
    hits.iter()
        .map(|hit| hit["node"]["key"].as_str().unwrap())
        .collect()
}

/// The keys of what the public finds, in the order of the keys.
async fn found(service: &Service, text: &str) -> String {
    let answer = search(service, &Person::nobody(), text).await;
    let mut keys = keys(&answer);
    keys.sort_unstable();
    assert_eq!(answer["totalCount"], json!(keys.len()), "{text}");
    keys.join(" ")
}

both! {
    async fn a_record_is_found_by_its_words_however_they_are_typed(database) {
        let service = Service::of_the_world(database).await;
        for (text, right) in [
            // A word of a summary, its beginning, and with a letter missing, too many, wrong, exchanged.
            ("vitrification", "K-99"),
            ("Vitrif", "K-99"),
            ("vitrificaton", "K-99"),
            ("vitriffication", "K-99"),
            ("vitrifikation", "K-99"),
            ("vitrifciation", "K-99"),
            ("VITRIFICATION of LIQUID", "K-99"),
            // Two Cyrillic letters stand in one of the two titles; each spelling finds both.
            ("radon", "S-801 S-802"),
            ("Rаdоn", "S-801 S-802"),
            ("RАDОN", "S-801 S-802"),
            ("rádön", "S-801 S-802"),
            ("raddon", "S-801 S-802"),
            ("ICTC Moscow", "istc-moscow"),
            ("IСTС Moscow", "istc-moscow"),
            // By an alias, a short name, a city.
            ("Semipalatinsk", "semey-med"),
            ("Московский", "moscow-nuclear"),
            ("московски ядерный", "moscow-nuclear"),
            ("東京大学", "tokyo-univ"),
            ("PTI", "almaty-physics"),
            ("LLNL", "livermore"),
            ("Karaganda", "idle-kz"),
            ("karagandy", "idle-kz"),
            // By a DOI.
            ("10.1000/glass", "o-pub-one"),
            ("10.1000/handbook", "o-pub-none"),
            // Every word must be found, in whatever order.
            ("glass waste", "o-pub-one o-pub-two"),
            ("waste glass for", "o-pub-one o-pub-two"),
            ("waste glass vitrification", ""),
            ("waste aktau", "K-99"),
            ("waste nowhere", ""),
            ("waste waste waste aktau", "K-99"),
            ("reactor", "K-1000 K-1001 R-2005"),
            ("steppe", "K-2366 N-901 ulaanbaatar-steppe"),
        ] {
            assert_eq!(found(&service, text).await, right, "{text}");
        }
    }
}

both! {
    async fn a_number_is_found_with_and_without_what_divides_it(database) {
        let service = Service::of_the_world(database).await;
        for (number, spellings) in [
            ("K-1000", &["K-1000", "k1000", "K 1000", "к-1000", "K/1000", "K–1000"][..]),
            ("KR-993.2", &["KR-993.2", "KR9932", "kr 993 2", "KR-993", "KR 993.2", "993.2"]),
            ("PR-132.1.4", &["PR-132.1.4", "pr13214", "PR 132", "132.1.4", "PR-132.1"]),
            ("015-94", &["015-94", "01594", "015 94"]),
            ("K-2366", &["2366", "K-2366", "k-2366 steppe", "steppe k2366"]),
        ] {
            for spelling in spellings {
                let answer = search(&service, &Person::nobody(), spelling).await;
                assert_eq!(keys(&answer).first(), Some(&number), "{spelling}: {:?}", keys(&answer));
            }
        }
        // A compound that is not one in the record is found by its parts, and by all of them.
        for (text, right) in [
            ("phase-2", "K-99"),
            ("waste-treatment", "K-99"),
            ("waste/treatment/at/aktau", "K-99"),
            ("radioactive/waste/treatment/at/aktau", "K-99"),
            ("radioactive/waste/treatment/at/nowhere", ""),
            ("10.1000/glass.of.the.kind.that.is.not.there", ""),
            ("waste-nowhere", ""),
        ] {
            assert_eq!(found(&service, text).await, right, "{text}");
        }
    }
}

both! {
    async fn the_title_comes_before_the_text_and_the_word_before_its_beginning(database) {
        let service = Service::of_the_world(database).await;
        let projects = "number,title,summary,programme,status\n\
            L-1,Other things,lanthanum lanthanum lanthanum lanthanum,regular,underway\n\
            L-2,The lantanum of old,,regular,underway\n\
            L-3,Lanthanumite of the steppe,,regular,underway\n\
            L-4,Of steppes and rivers and of the lanthanum that lies below them,,regular,underway\n\
            L-5,Lanthanum,,regular,underway\n\
            L-6,Cerium lanthanum,,regular,underway\n\
            L-7,Lanthanum without any other cerium,,regular,underway\n\
            L-8,Cerium,with lanthanum,regular,underway\n";
        service.add(&[("projects", projects)]).await;
        let order = async |text: &str| {
            let answer = search(&service, &Person::nobody(), text).await;
            keys(&answer).join(" ")
        };
        // Whole in the title, the shorter title first; a beginning; in the text alone.
        assert_eq!(order("lanthanum").await, "L-5 L-6 L-7 L-4 L-3 L-8 L-1");
        // Of two words, those that stand together first.
        assert_eq!(order("cerium lanthanum").await, "L-6 L-7 L-8");
        assert_eq!(order("lanthanu").await, "L-5 L-6 L-3 L-7 L-4 L-8 L-1");
        // A word that stands nowhere is taken for those that are spelt nearly so, in the title first.
        assert_eq!(order("lanthannum").await, "L-5 L-6 L-2 L-7 L-4 L-8 L-1");
    }
}

both! {
    async fn a_search_pages_forwards_through_all_its_hits(database) {
        let service = Service::of_the_world(database).await;
        for (person, text) in [
            (Person::nobody(), "institute"),
            (Person::nobody(), "s"),
            (Person::party("US"), "c"),
            (Person::secretariat(), "canary"),
        ] {
            let whole = search(&service, &person, text).await;
            let all: Vec<Value> =
                whole["nodes"].as_array().unwrap().iter().map(|hit| hit["node"]["id"].clone()).collect();
            let cursors: Vec<Value> =
                whole["edges"].as_array().unwrap().iter().map(|edge| edge["cursor"].clone()).collect();
            assert!(all.len() > 8, "{text}: {}", all.len());
            assert_eq!(whole["totalCount"], json!(all.len()));
            for size in 1..=4 {
                let mut met = Vec::new();
                let mut after = Value::Null;
                loop {
                    let page = ask(&service, &person, json!({ "text": text, "first": size, "after": after })).await;
                    let hits = page["nodes"].as_array().unwrap();
                    let from = met.len();
                    met.extend(hits.iter().map(|hit| hit["node"]["id"].clone()));
                    let right = json!({
                        "hasNextPage": met.len() < all.len(),
                        "hasPreviousPage": from > 0,
                        "startCursor": cursors[from],
                        "endCursor": cursors[met.len() - 1],
                    });
                    assert_eq!(page["pageInfo"], right);
                    assert_eq!(page["totalCount"], json!(all.len()));
                    assert!(hits.len() == size || met.len() == all.len());
                    if met.len() >= all.len() {
                        break;
                    }
                    after = page["pageInfo"]["endCursor"].clone();
                }
                assert_eq!(met, all, "{text} by {size}");
            }
        }
    }
}

both! {
    async fn kinds_and_filters_narrow_a_search(database) {
        let service = Service::of_the_world(database).await;
        for (narrowed, right) in [
            (json!({}), "K-2366 N-901 ulaanbaatar-steppe"),
            (json!({ "kinds": [] }), ""),
            (json!({ "kinds": ["PROJECT"] }), "K-2366 N-901"),
            (json!({ "kinds": ["INSTITUTE", "OUTPUT"] }), "ulaanbaatar-steppe"),
            // A filter for one kind says nothing about the others.
            (json!({ "filter": { "projects": { "status": { "eq": "UNDERWAY" } } } }), "N-901 ulaanbaatar-steppe"),
            (json!({ "filter": { "institutes": { "country": { "eq": "KZ" } } } }), "K-2366 N-901"),
            (json!({ "filter": { "projects": { "contributions": { "some": {} } } } }), "ulaanbaatar-steppe"),
            (
                json!({ "kinds": ["PROJECT"], "filter": { "projects": { "hostCountry": { "in": ["KZ", "TJ"] } } } }),
                "K-2366",
            ),
        ] {
            let mut variables = narrowed.clone();
            variables["text"] = json!("steppe");
            let answer = ask(&service, &Person::nobody(), variables).await;
            let mut keys = keys(&answer);
            keys.sort_unstable();
            assert_eq!(keys.join(" "), right, "{narrowed}");
            assert_eq!(answer["totalCount"], json!(keys.len()));
        }
    }
}
