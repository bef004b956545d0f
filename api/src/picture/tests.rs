//! Pictures, read again as elements.

use super::{elements::*, *};

mod arithmetic;
mod hostile;

fn usd() -> Unit {
    Unit {
        name: "USD".into(),
        decimals: 2,
    }
}

fn columns(years: &[(i32, i128)], unknown: Option<i128>) -> Columns {
    let unit = usd();
    Columns {
        key: "years-USD".into(),
        title: "Funding by year".into(),
        years: years
            .iter()
            .map(|(year, minor)| (*year, unit.amount(*minor)))
            .collect(),
        unknown: unknown.map(|minor| unit.amount(minor)),
        unit,
    }
}

fn bars(bars: &[(&str, i128, Kind)]) -> Bars {
    let unit = usd();
    let bar = |(label, minor, kind): &(&str, i128, Kind)| Bar {
        label: (*label).into(),
        amount: unit.amount(*minor),
        kind: *kind,
    };
    Bars {
        key: "areas-USD".into(),
        title: "Funding by area".into(),
        bars: bars.iter().map(bar).collect(),
        unit,
    }
}

fn extents(drawn: &[Element]) -> Vec<&Element> {
    drawn.iter().filter(|one| one.is("extent")).collect()
}

fn texts<'a>(drawn: &'a [Element], class: &str) -> Vec<&'a str> {
    let of_class = drawn.iter().filter(|one| one.is(class));
    of_class.map(|one| one.text.as_str()).collect()
}

/// That lengths are to each other as values are.
fn proportional(lengths: &[f64], values: &[i128]) {
    let total: f64 = lengths.iter().sum();
    let whole: f64 = values.iter().map(|one| one.unsigned_abs() as f64).sum();
    for (length, value) in lengths.iter().zip(values) {
        let (is, expected) = (length / total, value.unsigned_abs() as f64 / whole);
        assert!(
            (is - expected).abs() < 0.001,
            "{value}: {is} for {expected}"
        );
    }
    assert_eq!(lengths.len(), values.len());
}

#[test]
fn columns_are_as_high_as_their_values() {
    let values = [12_000_000, -4_500_000, 0, 30_000_000, 1];
    let years: Vec<_> = (1998..).zip(values).collect();
    let drawn = elements(&columns(&years, Some(7_700_000)).draw().into_string());
    let heights: Vec<f64> = extents(&drawn)
        .iter()
        .map(|one| one.number("height"))
        .collect();
    proportional(&heights, &[&values[..], &[7_700_000]].concat());
    // All stand on the zero line, and the one below zero hangs from it.
    let zero = drawn
        .iter()
        .find(|one| one.is("zero"))
        .unwrap()
        .number("y1");
    for one in extents(&drawn) {
        let (top, height) = (one.number("y"), one.number("height"));
        let end = if one.within("negative") {
            top
        } else {
            top + height
        };
        assert!((end - zero).abs() < 0.02, "{one:?}");
    }
    assert_eq!(
        extents(&drawn)
            .iter()
            .filter(|one| one.within("negative"))
            .count(),
        1
    );
}

#[test]
fn bars_are_as_long_as_their_values() {
    let values = [900, 300, -150, 0, 50];
    let all = values.map(|value| ("x", value, Kind::Group));
    let drawn = elements(&bars(&all).draw().into_string());
    let widths: Vec<f64> = extents(&drawn)
        .iter()
        .map(|one| one.number("width"))
        .collect();
    proportional(&widths, &values);
    // The one below zero ends where the others begin.
    let extents = extents(&drawn);
    let negative = extents.iter().find(|one| one.within("negative")).unwrap();
    let zero = extents[0].number("x");
    assert!((negative.number("x") + negative.number("width") - zero).abs() < 0.01);
    assert_eq!(
        drawn.iter().filter(|one| one.is("zero")).count(),
        values.len()
    );
}

#[test]
fn what_is_no_group_is_hatched() {
    let drawn = bars(&[
        ("Physics", 10, Kind::Group),
        ("The rest", 5, Kind::Rest),
        ("Unknown", 2, Kind::Unknown),
    ]);
    let drawn = elements(&drawn.draw().into_string());
    let paints: Vec<&str> = extents(&drawn).iter().map(|one| one.get("fill")).collect();
    assert_eq!(
        paints,
        [
            "currentColor",
            "url(#picture-areas-USD-rest)",
            "url(#picture-areas-USD-unknown)"
        ]
    );
    let patterns: Vec<_> = drawn.iter().filter(|one| one.name == "pattern").collect();
    for (pattern, paint) in patterns.iter().zip(&paints[1..]) {
        assert_eq!(*paint, format!("url(#{})", pattern.get("id")));
    }
    let drawn = elements(&columns(&[(2001, 5)], Some(9)).draw().into_string());
    assert_eq!(
        extents(&drawn)[1].get("fill"),
        "url(#picture-years-USD-unknown)"
    );
}

#[test]
fn it_tells_what_it_shows_to_those_who_cannot_see_it() {
    let of_years = columns(&[(1999, 10_000), (2001, 123_456_789)], Some(500)).draw();
    let of_groups = bars(&[
        ("Physics", 1_000, Kind::Group),
        ("The rest", 500, Kind::Rest),
    ])
    .draw();
    for (drawn, description) in [
        (
            of_years,
            "A column for each year from 1999 to 2001. The highest, 2001: 1,234,567.89 USD. Year unknown: 5.00 USD.",
        ),
        (
            of_groups,
            "One bar. The longest, Physics: 10.00 USD. The rest: 5.00 USD.",
        ),
    ] {
        let drawn = elements(&drawn.into_string());
        let svg = &drawn[0];
        assert_eq!((svg.name.as_str(), svg.get("role")), ("svg", "img"));
        let named = |name: &str| drawn.iter().find(|one| one.get("id") == name).unwrap();
        let names: Vec<&str> = svg.get("aria-labelledby").split(' ').collect();
        assert!(named(names[0]).text.starts_with("Funding by "));
        assert_eq!(named(names[1]).text, description);
        assert_eq!(
            (named(names[0]).name.as_str(), named(names[1]).name.as_str()),
            ("title", "desc")
        );
    }
}

#[test]
fn nothing_to_draw_is_a_sentence() {
    for drawn in [columns(&[], None).draw(), bars(&[]).draw()] {
        let drawn = elements(&drawn.into_string());
        assert_eq!(drawn.len(), 1);
        assert!(
            drawn[0].is("nothing")
                && drawn[0]
                    .text
                    .ends_with("there are no figures to show here.")
        );
    }
}

#[test]
fn one_is_enough() {
    let drawn = elements(&columns(&[(2014, 12_345)], None).draw().into_string());
    assert_eq!(texts(&drawn, "year"), ["2014"]);
    assert!(extents(&drawn)[0].number("width") <= 7.0);
    let only_unknown = elements(&columns(&[], Some(5)).draw().into_string());
    assert_eq!(texts(&only_unknown, "year"), ["undated"]);
    let only_zero = elements(&columns(&[(2014, 0)], None).draw().into_string());
    assert_eq!(extents(&only_zero)[0].number("height"), 0.0);
    let drawn = elements(&bars(&[("x", -7, Kind::Group)]).draw().into_string());
    assert_eq!(extents(&drawn)[0].number("width"), 100.0);
}

#[test]
fn sixty_years_stand_beside_each_other() {
    let years: Vec<_> = (1965..2025)
        .map(|year| (year, i128::from(year) * 1_000))
        .collect();
    let drawn = elements(&columns(&years, Some(1)).draw().into_string());
    let extents = extents(&drawn);
    assert_eq!(extents.len(), 61);
    for pair in extents.windows(2) {
        let end = pair[0].number("x") + pair[0].number("width");
        assert!(end < pair[1].number("x") && pair[1].number("x") < 100.0);
    }
    let broad: Vec<&str> = drawn
        .iter()
        .filter(|one| one.is("year") && !one.is("narrow"))
        .map(|one| one.text.as_str())
        .collect();
    let every_fifth = (1965..2025).step_by(5).map(|year| year.to_string());
    assert_eq!(
        broad,
        every_fifth.chain(["undated".into()]).collect::<Vec<_>>()
    );
}

#[test]
fn a_year_without_an_amount_keeps_its_place() {
    let drawn = elements(
        &columns(&[(2000, 1), (2001, 1), (2009, 1)], None)
            .draw()
            .into_string(),
    );
    let left: Vec<f64> = extents(&drawn).iter().map(|one| one.number("x")).collect();
    assert!(((left[2] - left[0]) / (left[1] - left[0]) - 9.0).abs() < 0.01);
}

#[test]
fn the_whole_name_stays_where_one_points() {
    let name =
        "Russian Federal Nuclear Center – All-Russian Research Institute of Experimental Physics";
    let drawn = elements(&bars(&[(name, 100, Kind::Group)]).draw().into_string());
    let labels = texts(&drawn, "label");
    assert_eq!(labels.len(), 2);
    for (label, longest) in labels.iter().zip([64, 26]) {
        assert!(label.ends_with('…') && label.chars().count() <= longest);
        assert!(name.starts_with(label.trim_end_matches('…')));
    }
    let whole = drawn
        .iter()
        .find(|one| one.name == "title" && one.within("datum"))
        .unwrap();
    assert_eq!(whole.text, format!("{name}: 1.00 USD"));
    let short = elements(&bars(&[("Physics", 1, Kind::Group)]).draw().into_string());
    assert_eq!(texts(&short, "label"), ["Physics"]);
}

#[test]
fn lengths_are_shares_so_that_letters_keep_their_size() {
    let drawn = elements(&columns(&[(2000, 1)], None).draw().into_string());
    assert_eq!(
        (drawn[0].get("width"), drawn[0].get("viewBox")),
        ("100%", "")
    );
}
