//! The page, read again as elements.

use super::*;
use crate::picture::{Amount, Unit, elements::*};
use chrono::NaiveDate;
use std::collections::BTreeMap;

mod hostile;
mod memberships;
mod sight;

fn unit(name: &str) -> Unit {
    Unit {
        name: name.into(),
        decimals: 2,
    }
}

fn downloads(of: &str) -> Downloads {
    let path = |kind: &str| format!("/parties/JP/{of}.{kind}");
    Downloads {
        csv: path("csv"),
        xlsx: path("xlsx"),
        json: path("json"),
    }
}

fn by_year(unit: Unit, years: &[(i32, i128)], total: i128) -> Breakdown {
    let years: BTreeMap<_, _> = years
        .iter()
        .map(|(year, minor)| (*year, unit.amount(*minor)))
        .collect();
    Breakdown {
        groups: Groups::Years(years),
        unknown: None,
        total: unit.amount(total),
        downloads: downloads("years"),
        unit,
    }
}

fn ranked(unit: Unit, of: &str, label: &str) -> Breakdown {
    let group = |label: &str, minor| Group {
        label: label.into(),
        amount: unit.amount(minor),
    };
    Breakdown {
        groups: Groups::Ranked {
            groups: vec![group(label, 70_000), group("Another", -5_000)],
            rest: Some(Rest {
                groups: 1_131,
                amount: unit.amount(30_000),
            }),
        },
        unknown: Some(unit.amount(5_000)),
        total: unit.amount(100_000),
        downloads: downloads(of),
        unit,
    }
}

fn section(breakdowns: Vec<Breakdown>) -> Section {
    Section {
        lead: "By the day of the commitment.".into(),
        breakdowns,
    }
}

fn page() -> PartyPage {
    let (usd, eur) = (unit("USD"), unit("EUR"));
    let sum = |unit: &Unit, minor| Sum {
        amount: unit.amount(minor),
        unit: unit.clone(),
    };
    PartyPage {
        code: "JP".into(),
        name: "Japan".into(),
        memberships: vec![Membership {
            joined: Some("1994-03-02".into()),
            left: None,
            represented_by: None,
        }],
        reader: Reader::SignedIn {
            name: "Japan".into(),
            entitled: vec!["the contributions to 467 projects".into()],
        },
        refusal: None,
        money: Sight::Whole,
        figures: Figures {
            financed: Some(1_467),
            committed: vec![sum(&usd, 123_456_789), sum(&eur, 500)],
            hosted: 0,
            outputs: 1_284,
        },
        years: section(vec![
            by_year(usd.clone(), &[(2001, 60_000), (2003, 40_000)], 100_000),
            by_year(eur, &[(2001, 500)], 500),
        ]),
        areas: section(vec![ranked(usd.clone(), "areas", "Physics")]),
        hosts: section(vec![ranked(usd.clone(), "hosts", "Armenia")]),
        institutes: section(vec![ranked(usd, "institutes", "An Institute")]),
        results: Results {
            sight: Sight::Whole,
            latest: vec![Output {
                title: "A map of soils".into(),
                href: Some("https://doi.org/10.1000/182".into()),
                kind: Some("publication".into()),
                date: Some("2021-11".into()),
                level: Some("programme".into()),
                institute: Some("An Institute".into()),
                projects: vec!["AM-2705".into(), "KZ-2514".into()],
            }],
            downloads: downloads("results"),
        },
        day: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        licence: Some(Link {
            label: "CC BY 4.0".into(),
            href: "https://creativecommons.org/licenses/by/4.0/".into(),
        }),
        provenance: vec!["From the public records.".into()],
    }
}

/// All texts of the page, one after the other.
fn words(elements: &[Element]) -> String {
    let texts = elements.iter().map(|one| one.text.trim());
    texts.collect::<Vec<_>>().join(" ")
}

fn of_class<'a>(elements: &'a [Element], class: &str) -> Vec<&'a str> {
    let found = elements.iter().filter(|one| one.is(class));
    found.map(|one| one.text.trim()).collect()
}

#[test]
fn it_tells_what_it_was_given() {
    let elements = elements(&page().html());
    let text = words(&elements);
    for part in [
        "Japan – what it funds",
        "Party JP",
        "Party since 2 March 1994",
        "Signed in as Japan",
        "the contributions to 467 projects",
        "23 November 2026",
        "From the public records.",
        "November 2021",
        "publication · An Institute · AM-2705 · KZ-2514",
        "By the day of the commitment.",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(
        of_class(&elements, "number"),
        ["1,467", "1,234,567.89", "5.00", "0", "1,284"]
    );
    assert!(!text.contains("{{") && !text.contains("}}"));
    let headings: Vec<&str> = elements
        .iter()
        .filter(|one| one.name == "h2" && !one.within("cards"))
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(
        headings,
        [
            "Funding by year",
            "Funding by technology area",
            "Funding by host state",
            "Top institutes",
            "Recent results",
        ]
    );
}

#[test]
fn each_currency_has_a_picture_a_table_and_files_of_its_own() {
    let elements = elements(&page().html());
    let count = |name: &str| elements.iter().filter(|one| one.name == name).count();
    assert_eq!(elements.iter().filter(|one| one.is("picture")).count(), 5);
    assert_eq!(
        (count("table"), count("caption"), count("details")),
        (5, 5, 5)
    );
    let captions: Vec<&str> = elements
        .iter()
        .filter(|one| one.name == "caption")
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(
        captions[..2],
        [
            "Funding by year: Japan, in USD",
            "Funding by year: Japan, in EUR"
        ]
    );
    for cell in elements.iter().filter(|one| one.name == "th") {
        let scope = if cell.within("thead") { "col" } else { "row" };
        assert_eq!(cell.get("scope"), scope);
    }
    let files: Vec<&str> = elements
        .iter()
        .filter(|one| one.name == "a" && one.within("files"))
        .map(|one| one.get("href"))
        .collect();
    assert_eq!(files.len(), 3 * 6);
    assert_eq!(
        files[6..9],
        [
            "/parties/JP/areas.csv",
            "/parties/JP/areas.xlsx",
            "/parties/JP/areas.json"
        ]
    );
}

#[test]
fn a_table_has_every_number_and_its_share() {
    let elements = elements(&page().html());
    let cells: Vec<&str> = elements
        .iter()
        .filter(|one| one.name == "td" || (one.name == "th" && one.get("scope") == "row"))
        .map(|one| one.text.as_str())
        .collect();
    let from = cells.iter().position(|text| *text == "Physics").unwrap();
    let expected = [
        ["Physics", "700.00", "70.0\u{a0}%"],
        ["Another", "−50.00", "−5.0\u{a0}%"],
        ["The rest (1,131 more)", "300.00", "30.0\u{a0}%"],
        ["Technology area unknown", "50.00", "5.0\u{a0}%"],
        ["Total", "1,000.00", "100.0\u{a0}%"],
    ];
    assert_eq!(cells[from..from + 15], expected.concat());
}

#[test]
fn the_control_total_adds_up_or_says_by_how_much_not() {
    let control = |page: &PartyPage| {
        let elements = elements(&page.html());
        let found = elements.iter().filter(|one| one.is("control"));
        found
            .map(|one| (one.is("balanced"), one.text.clone()))
            .collect::<Vec<_>>()
    };
    let mut page = page();
    assert_eq!(
        control(&page)[..3],
        [
            (
                true,
                "2 groups 1,000.00 + rest 0.00 + unknown 0.00 = total 1,000.00 USD.".to_owned()
            ),
            (
                true,
                "1 group 5.00 + rest 0.00 + unknown 0.00 = total 5.00 EUR.".to_owned()
            ),
            (
                true,
                "2 groups 650.00 + rest 300.00 + unknown 50.00 = total 1,000.00 USD.".to_owned()
            ),
        ]
    );
    let usd = unit("USD");
    page.areas.breakdowns[0].total = usd.amount(100_001);
    page.years.breakdowns = vec![by_year(usd, &[(1, i128::MAX), (2, 1)], 1)];
    let controls = control(&page);
    assert_eq!(
        controls[1],
        (
            false,
            "2 groups 650.00 + rest 300.00 + unknown 50.00 is not the total 1,000.01 USD: 0.01 USD are \
             missing here."
                .to_owned()
        )
    );
    assert!(!controls[0].0 && controls[0].1.contains("cannot be compared"));
}
