//! `istc iati`: the file of a viewer, what it says of itself, and what is refused.

use super::Operator;
use crate::oai::Element;
use std::fs;

#[tokio::test]
async fn japans_activities_have_its_money_and_those_of_everyone_none() {
    let operator = Operator::new();
    operator.run(&["migrate", "up"]).await.well();
    let records = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/data/istc");
    operator.run(&["import", records]).await.well();
    let words = ["iati", "--organisation", "XI-TEST-1"];
    let japan = [&words[..], &["--role", "party", "--party", "JP"]].concat();
    let done = operator
        .run(&[&japan[..], &["-o", "japan.xml"]].concat())
        .await;
    assert!(done.err.contains(" 3 transactions, SHA-256 "), "{done:?}");
    done.well();
    let file = fs::read_to_string(operator.path("japan.xml")).unwrap();
    let activities = Element::read(&file);
    let all = activities.all();
    assert_eq!(
        all.iter().filter(|one| one.name == "transaction").count(),
        3
    );
    let mut identifiers = all.iter().filter(|one| one.name == "iati-identifier");
    assert!(identifiers.all(|one| one.text.starts_with("XI-TEST-1-")));
    // Standard output has the same activities, and everyone's have no money.
    let again = Element::read(&operator.run(&japan).await.well());
    assert_eq!(again.children, activities.children);
    let public = Element::read(&operator.run(&words).await.well());
    assert_eq!(public.children.len(), activities.children.len());
    assert!(public.all().iter().all(|one| one.name != "transaction"));

    let refused = operator
        .run(&[&japan[..], &["-o", "japan.xml"]].concat())
        .await
        .badly();
    assert!(refused.contains("--force"), "{refused}");
    let refused = operator
        .run(&["iati", "--organisation", "two words"])
        .await
        .badly();
    assert!(refused.contains("--organisation"), "{refused}");
}

#[tokio::test]
async fn names_that_harvesters_could_not_use_are_refused() {
    let operator = Operator::new();
    for (flag, value, setting) in [
        ("--oai-domain", "localhost", "oai_domain"),
        ("--oai-domain", "127.0.0.1", "oai_domain"),
        ("--oai-domain", "data.example.org/oai", "oai_domain"),
        ("--oai-email", "nobody", "oai_email"),
        ("--oai-email", "a b@example.org", "oai_email"),
        ("--iati-organisation", "a/b", "iati_organisation"),
    ] {
        let refused = operator.run(&["serve", flag, value]).await.badly();
        assert!(refused.contains(setting), "{value}: {refused}");
    }
}
