//! Texts and addresses that mean ill, and the policy under which the page is served.

use super::*;

const HOSTILE: &str = "<script>alert(1)</script>\"' onload=x {{name}} & <b>";

fn hostile() -> PartyPage {
    let mut page = page();
    for text in [
        &mut page.name,
        &mut page.code,
        &mut page.licence.as_mut().unwrap().label,
    ] {
        *text = HOSTILE.into();
    }
    page.memberships = vec![Membership {
        joined: Some(HOSTILE.into()),
        left: Some(HOSTILE.into()),
        represented_by: Some(HOSTILE.into()),
    }];
    page.reader = Reader::SignedIn {
        name: HOSTILE.into(),
        entitled: vec![HOSTILE.into()],
    };
    page.provenance = vec![HOSTILE.into()];
    let hostile = Amount {
        text: HOSTILE.into(),
        minor: 5,
    };
    page.figures.committed[0].amount = hostile.clone();
    let mut breakdown = ranked(unit(HOSTILE), HOSTILE, HOSTILE);
    breakdown.total = hostile;
    page.areas = Section {
        lead: HOSTILE.into(),
        breakdowns: vec![breakdown],
    };
    page.results.latest[0] = Output {
        title: HOSTILE.into(),
        href: Some(HOSTILE.into()),
        kind: Some(HOSTILE.into()),
        date: Some(HOSTILE.into()),
        level: Some(HOSTILE.into()),
        institute: Some(HOSTILE.into()),
        projects: vec![HOSTILE.into()],
    };
    page
}

#[test]
fn no_text_becomes_markup() {
    let mut refused = hostile();
    refused.reader = Reader::Public;
    refused.refusal = Some(HOSTILE.into());
    for page in [hostile(), refused] {
        let html = page.html();
        assert!(!html.contains("<script") && !html.contains("<b>&") && !html.contains("style="));
        let found = elements(&html);
        for one in &found {
            assert!(!["script", "style"].contains(&one.name.as_str()));
            assert!(
                !one.attributes.keys().any(|name| name.starts_with("on")),
                "{one:?}"
            );
        }
        let title = found.iter().find(|one| one.name == "h1").unwrap();
        assert_eq!(title.text, format!("{HOSTILE} – what it funds"));
        assert!(words(&found).matches(HOSTILE).count() > 12);
    }
}

#[test]
fn a_link_leads_here_or_to_the_web() {
    let linked = |href: &str| {
        let mut page = page();
        page.results.latest[0].href = Some(href.into());
        let elements = elements(&page.html());
        elements
            .iter()
            .any(|one| one.name == "a" && one.within("results"))
    };
    for href in ["/outputs/1", "https://doi.org/1", "http://example.org/"] {
        assert!(linked(href), "{href}");
    }
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "//evil",
        "/\\evil",
        "x",
        "",
    ] {
        assert!(!linked(href), "{href}");
    }
}

#[test]
fn it_keeps_to_its_policy() {
    for directive in [
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self'",
    ] {
        assert!(CONTENT_SECURITY_POLICY.contains(directive));
    }
    let elements = elements(&page().html());
    for one in &elements {
        assert!(
            !one.attributes.contains_key("style") && one.name != "style",
            "{one:?}"
        );
        let is_icon = one.get("rel") == "icon";
        assert!(is_icon || !one.get("href").starts_with("data:"), "{one:?}");
        assert!(!one.attributes.contains_key("src"), "{one:?}");
    }
    let sheets: Vec<&str> = elements
        .iter()
        .filter(|one| one.get("rel") == "stylesheet")
        .map(|one| one.get("href"))
        .collect();
    assert_eq!(sheets, ["/landing.css", "/party.css"]);
}

#[test]
fn amounts_of_thirty_digits_stand_whole() {
    let big = 123_456_789_012_345_678_901_234_567_890;
    let mut page = page();
    page.years = section(vec![by_year(unit("USD"), &[(2001, big)], big)]);
    let text = words(&elements(&page.html()));
    assert!(
        text.matches("1,234,567,890,123,456,789,012,345,678.90")
            .count()
            >= 4
    );
}
