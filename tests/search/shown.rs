//! The part of a record that is shown for a hit, and the words that are marked in it.

use super::{keys, search};
use crate::support::{Person, Service, both};

both! {
    async fn the_matching_words_of_the_record_itself_are_shown_and_marked(database) {
        let service = Service::of_the_world(database).await;
        for person in [Person::nobody(), Person::secretariat()] {
            for text in [
                "waste",
                "vitrif liquid",
                "radon",
                "moscow",
                "mosсow nuсlear",
                "10.1000/glass",
                "raddon",
                "K-1000",
                "k1000",
                "KR-993.2",
                "steppe",
                "unversity",
                "waste-treatment",
            ] {
                let answer = search(&service, &person, text).await;
                assert!(!keys(&answer).is_empty(), "{text}");
                for hit in answer["nodes"].as_array().unwrap() {
                    let parts = hit["highlights"].as_array().unwrap();
                    let whole: String = parts.iter().map(|part| part["text"].as_str().unwrap()).collect();
                    assert_eq!(hit["snippet"], whole);
                    assert!(parts.iter().any(|part| part["matched"] == true), "{text}: {hit}");
                    // What is shown stands in the record.
                    let record = hit["node"].as_object().unwrap();
                    let own: Vec<String> =
                        record.values().map(|value| value.as_str().map_or(value.to_string(), str::to_owned)).collect();
                    for piece in whole.split([' ', ';', '\\', '\n', '·', '…']).filter(|piece| !piece.is_empty()) {
                        let piece = piece.trim_matches('"');
                        assert!(
                            own.iter().any(|text| text.contains(piece)),
                            "{piece:?} of {whole:?} is not of {record:?}"
                        );
                    }
                }
            }
        }
        let marked = async |text: &str, key: &str| -> Vec<String> {
            let answer = search(&service, &Person::nobody(), text).await;
            let hit = answer["nodes"].as_array().unwrap().iter().find(|hit| hit["node"]["key"] == key).unwrap().clone();
            let parts = hit["highlights"].as_array().unwrap();
            parts
                .iter()
                .filter(|part| part["matched"] == true)
                .map(|part| part["text"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(marked("radon", "S-802").await, ["Rаdоn"]);
        assert_eq!(marked("raddon", "S-801").await, ["Radon"]);
        assert_eq!(marked("wast trea", "K-99").await, ["waste", "treatment", "waste"]);
        assert_eq!(marked("K-1000", "K-1000").await, ["K-1000"]);
        assert_eq!(marked("k1000", "K-1000").await, ["K-1000"]);
        assert_eq!(marked("nuclear moscow", "moscow-nuclear").await, ["Moscow", "Nuclear", "Moscow"]);
    }
}
