//! What a reader is told of who they are, and of what they do not see.

use super::*;

fn seen_by(reader: Reader, money: Sight) -> PartyPage {
    let mut page = page();
    (page.reader, page.money) = (reader, money);
    page
}

fn public() -> PartyPage {
    let mut page = seen_by(Reader::Public, Sight::Nothing(Reason::Public));
    page.figures.financed = None;
    page.figures.committed.clear();
    page.results.sight = Sight::Nothing(Reason::Public);
    page
}

/// The fields that people fill in.
fn fields(elements: &[Element]) -> impl Iterator<Item = &Element> {
    let inputs = elements.iter().filter(|one| one.name == "input");
    inputs.filter(|one| one.get("type") != "hidden")
}

#[test]
fn the_public_may_sign_in() {
    let elements = elements(&public().html());
    let forms: Vec<_> = elements.iter().filter(|one| one.name == "form").collect();
    assert_eq!(forms.len(), 1);
    assert_eq!(
        (forms[0].get("method"), forms[0].get("action")),
        ("post", SIGN_IN)
    );
    let fields: Vec<_> = fields(&elements).collect();
    assert_eq!(fields.len(), 1);
    assert_eq!(
        (
            fields[0].get("type"),
            fields[0].get("name"),
            fields[0].get("autocomplete")
        ),
        ("password", "token", "off")
    );
    let label = elements.iter().find(|one| one.name == "label").unwrap();
    assert_eq!(label.get("for"), fields[0].get("id"));
    let described = elements
        .iter()
        .find(|one| one.get("id") == fields[0].get("aria-describedby"));
    assert!(described.unwrap().text.contains("operator"));
}

#[test]
fn a_refused_token_is_said_where_it_was_entered() {
    let mut page = public();
    page.refusal = Some("This token has expired.".into());
    let elements = elements(&page.html());
    let refused = elements.iter().find(|one| one.is("refused")).unwrap();
    assert_eq!(
        (refused.get("role"), refused.text.as_str()),
        ("alert", "This token has expired.")
    );
    let field = fields(&elements).next().unwrap();
    assert_eq!(field.get("aria-invalid"), "true");
    assert!(
        field
            .get("aria-describedby")
            .split(' ')
            .any(|one| one == refused.get("id"))
    );
}

#[test]
fn who_is_signed_in_may_sign_out() {
    let elements = elements(&page().html());
    let form = elements.iter().find(|one| one.name == "form").unwrap();
    assert_eq!((form.get("method"), form.get("action")), ("post", SIGN_OUT));
    assert_eq!(fields(&elements).count(), 0);
    assert!(
        elements
            .iter()
            .any(|one| one.name == "button" && one.text == "Sign out")
    );
}

#[test]
fn what_is_withheld_gives_way_to_the_reason() {
    for (reason, part) in [
        (Reason::Public, "You read without a token"),
        (Reason::Standing, "You have no such standing"),
        (
            Reason::Scope("funding"),
            "Your token’s scope leaves out “funding”",
        ),
    ] {
        let mut page = public();
        page.money = Sight::Nothing(reason);
        let elements = elements(&page.html());
        let notices = of_class(&elements, "notice");
        assert!(
            notices.len() == 1 && notices[0].contains(part),
            "{notices:?}"
        );
        assert_eq!(of_class(&elements, "withheld"), ["withheld", "withheld"]);
        // Not even numbers that were handed over by mistake.
        assert!(
            !elements
                .iter()
                .any(|one| one.is("picture") || one.name == "table")
        );
        assert!(!words(&elements).contains("700.00"));
    }
}

#[test]
fn what_is_seen_in_part_is_said_to_be_a_part() {
    let reader = Reader::SignedIn {
        name: "Kazakhstan".into(),
        entitled: vec![],
    };
    let mut page = seen_by(reader, Sight::Part);
    page.figures.committed.clear();
    let elements = elements(&page.html());
    assert!(of_class(&elements, "notice")[0].contains("may be less than all that is on record"));
    assert_eq!(of_class(&elements, "withheld"), ["none that you may see"]);
    assert!(words(&elements).contains("to nothing else"));
    assert_eq!(elements.iter().filter(|one| one.is("picture")).count(), 5);
}

#[test]
fn whoever_sees_all_gets_no_excuses() {
    let elements = elements(&page().html());
    assert!(of_class(&elements, "notice").is_empty());
    assert!(!words(&elements).contains("withheld"));
    assert!(!words(&elements).contains("not listed"));
}

#[test]
fn every_link_at_the_top_leads_somewhere() {
    for page in [page(), public()] {
        let elements = elements(&page.html());
        let links: Vec<_> = elements
            .iter()
            .filter(|one| one.name == "a" && one.get("href").starts_with('#'))
            .collect();
        assert!(links.len() >= 3);
        for link in links {
            let place = link.get("href").trim_start_matches('#');
            assert!(elements.iter().any(|one| one.get("id") == place), "{place}");
        }
    }
}

#[test]
fn nothing_is_a_sentence() {
    let mut page = page();
    for section in [
        &mut page.years,
        &mut page.areas,
        &mut page.hosts,
        &mut page.institutes,
    ] {
        section.breakdowns.clear();
    }
    page.results.latest.clear();
    page.figures.committed.clear();
    let elements = elements(&page.html());
    let nothing = of_class(&elements, "nothing");
    assert_eq!(nothing.len(), 5);
    assert_eq!(
        (nothing[0], nothing[4]),
        (
            "There are no figures to show here.",
            "There are no results to show here."
        )
    );
    assert_eq!(of_class(&elements, "number")[1], "0");
}
