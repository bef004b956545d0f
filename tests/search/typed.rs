//! Whatever is typed is text, and both databases read it alike.

use super::{SEARCH, keys, search};
use crate::support::{Database, Person, Service, both};
use serde_json::{Value, json};

both! {
    async fn no_text_is_anything_but_words(database) {
        let service = Service::of_the_world(database).await;
        let long = "a".repeat(3_000);
        let digits = "7".repeat(3_000);
        let many = "m ".repeat(2_000);
        for (text, hits) in [
            ("waste AND (", false),
            ("waste (", true),
            ("waste)", true),
            ("\"waste", true),
            ("'waste'", true),
            ("waste*", true),
            ("waste:*", true),
            ("title:waste", false),
            ("waste & !aktau", true),
            ("waste | nothing", false),
            ("-waste", true),
            ("NOT waste", false),
            ("NEAR(waste aktau, 2)", false),
            ("waste \u{1f600}", true),
            ("waste\u{0}", true),
            ("\\waste\\", true),
            ("{waste}", true),
            ("^waste$", true),
            ("waste; drop table projects", false),
            ("' or 1=1 --", false),
            ("w\u{301}aste", true),
            ("waste\u{200b}aktau", true),
            ("<b>waste</b>", false),
            ("%", false),
            ("w", true),
            ("of", true),
            ("1 2 3 4 5 6 7 8 9 10 11 12", false),
            (&long, false),
            (&digits, false),
            (&many, true),
        ] {
            let answer = service.ask_with(&Person::nobody(), SEARCH, json!({ "text": text })).await;
            let shown: String = text.chars().take(40).collect();
            if answer.code() == "BAD_USER_INPUT" {
                let message = answer.json()["errors"][0]["message"].clone();
                assert_eq!(message, "`text` holds no word to search for.", "{shown}");
                assert_eq!(text, "%");
                continue;
            }
            assert_eq!(!keys(&answer.data()["search"]).is_empty(), hits, "{shown}: {}", answer.text);
        }
    }
}

both! {
    async fn a_search_takes_one_to_twelve_words(database) {
        let service = Service::of_the_world(database).await;
        let ask = async |text: String| service.ask_with(&Person::nobody(), SEARCH, json!({ "text": text })).await;
        let words = |count: usize| -> String {
            [
                "of",
                "radioactive",
                "waste",
                "at",
                "aktau",
                "phase",
                "2",
                "k",
                "99",
                "vitrification",
                "liquid",
                "treatment",
                "more",
            ][..count]
                .join(" ")
        };
        for count in 1..=12 {
            let answer = ask(words(count)).await.data();
            assert!(keys(&answer["search"]).contains(&"K-99"), "{count}");
        }
        assert!(keys(&ask(format!("{} WASTE aktau", words(12))).await.data()["search"]).contains(&"K-99"));
        for (text, told) in [
            (words(13), "`text` holds more than 12 words."),
            (String::new(), "`text` holds no word to search for."),
            ("  \t\n ".into(), "`text` holds no word to search for."),
            ("-*\"'(){}\u{1f600}\u{0}".into(), "`text` holds no word to search for."),
        ] {
            let answer = ask(text).await;
            assert_eq!(answer.json()["errors"][0]["message"], told);
            assert_eq!(answer.code(), "BAD_USER_INPUT");
            assert_eq!(answer.json()["data"]["search"], Value::Null);
        }
        let answer = service.ask(&Person::nobody(), r#"{ search(text: "waste", first: 201) { totalCount } }"#).await;
        assert_eq!(answer.json()["errors"][0]["message"], "`first` is a whole number from 0 to 200.");
    }
}

/// What people look for in the records of the Centre.
const QUERIES: [&str; 40] = [
    "uranium",
    "Semipalatinsk",
    "laser",
    "lazer",
    "seismic network",
    "siesmic",
    "plutonium",
    "plutonum",
    "nuclear safety",
    "K-2204",
    "KZ-2514",
    "kz2514",
    "2514",
    "A-1220",
    "PR-157",
    "vaccine",
    "tuberculosis",
    "HIV",
    "anti-hiv",
    "brucellosis",
    "Institute of Physics",
    "Yerevan",
    "Erevan",
    "Bishkek",
    "Almaty",
    "Almata",
    "university",
    "unversity",
    "water",
    "ground water",
    "radio",
    "radioaktive waste",
    "investigation of",
    "a",
    "development new technology",
    "Kurchatov",
    "Курчатов",
    "и",
    "solar energy",
    "of the and in",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_find_the_same_in_the_same_order() {
    let sqlite = Service::of_the_records(Database::Sqlite).await;
    let postgres = Service::of_the_records(Database::Postgres).await;
    let mut found = 0;
    for person in [Person::nobody(), Person::party("EU")] {
        for text in QUERIES {
            let one = search(&sqlite, &person, text).await;
            let other = search(&postgres, &person, text).await;
            assert_eq!(one, other, "{text}");
            found += usize::from(!keys(&one).is_empty());
        }
    }
    assert!(found >= 2 * 34, "only {found} found anything");
}

both! {
    async fn a_word_of_any_length_can_be_kept_and_found(database) {
        let service = Service::of_the_world(database).await;
        let long = "mendelevium".repeat(300);
        let projects =
            format!("number,title,summary,programme,status\nM-1,A long word,before {long} after,regular,underway\n");
        service.add(&[("projects", &projects)]).await;
        for text in [&long, &long[..40], &long[..3_000], "mendelevium after"] {
            assert_eq!(keys(&search(&service, &Person::nobody(), text).await), ["M-1"], "{text:.60}");
        }
    }
}
