//! Names and numbers that mean ill.

use super::*;
use proptest::prelude::*;

const HOSTILE: &str =
    "<script>alert('x')</script> \" onload=\"x\" & ]]> \u{0} \u{1b} Z\u{301}\u{301}";

#[test]
fn no_name_becomes_markup() {
    let mut of_groups = bars(&[(HOSTILE, 5, Kind::Group), (HOSTILE, 2, Kind::Unknown)]);
    let mut of_years = columns(&[(2000, 1)], Some(1));
    (of_groups.key, of_groups.title) = (HOSTILE.into(), HOSTILE.into());
    (of_years.key, of_years.title) = (HOSTILE.into(), HOSTILE.into());
    of_groups.unit.name = HOSTILE.into();
    of_years.unit.name = HOSTILE.into();
    of_groups.bars[0].amount.text = HOSTILE.into();
    for html in [of_groups.draw(), of_years.draw()] {
        let html = html.into_string();
        innocent(&html);
        let drawn = elements(&html);
        assert!(
            drawn[1]
                .text
                .starts_with("<script>alert('x')</script> \" onload=\"x\" & ]]>   ")
        );
    }
}

#[test]
fn a_letter_keeps_its_accents() {
    let name = "e\u{301}".repeat(200);
    let drawn = elements(&bars(&[(&name, 1, Kind::Group)]).draw().into_string());
    assert_eq!(
        texts(&drawn, "label")[0],
        format!("{}…", "e\u{301}".repeat(63))
    );
}

/// That there is neither script nor inline style, nor a character that HTML forbids.
fn innocent(html: &str) {
    for drawn in elements(html) {
        assert!(!["script", "style", "a", "image", "foreignObject"].contains(&drawn.name.as_str()));
        for name in drawn.attributes.keys() {
            assert!(
                name != "style" && name != "href" && !name.starts_with("on"),
                "{name}"
            );
        }
    }
    assert!(!html.contains("style=") && !html.contains("<script"));
    assert!(!html.chars().any(char::is_control), "{html:?}");
}

/// That nothing lies outside of the picture.
fn inside(drawn: &[Element]) {
    for one in extents(drawn) {
        let (x, y) = (one.number("x"), one.number("y"));
        let (width, height) = (one.number("width"), one.number("height"));
        assert!(x >= 0.0 && x + width <= 100.01, "{one:?}");
        assert!(
            y >= 0.0 && y + height <= drawn[0].number("height") + 0.01,
            "{one:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_years_can_be_drawn(
        years in prop::collection::btree_map(any::<i32>(), any::<i128>(), 0..70),
        unknown in any::<Option<i128>>(),
        decimals in 0_u32..50,
    ) {
        let years: Vec<_> = years.into_iter().collect();
        let mut columns = columns(&years, unknown);
        columns.unit.decimals = decimals;
        let html = columns.draw().into_string();
        innocent(&html);
        inside(&elements(&html));
        prop_assert!(html.len() < 100_000);
    }

    #[test]
    fn any_groups_can_be_drawn(
        groups in prop::collection::vec((any::<String>(), any::<i128>()), 0..20),
    ) {
        let groups: Vec<_> = groups.iter().map(|(label, minor)| (label.as_str(), *minor, Kind::Group)).collect();
        let html = bars(&groups).draw().into_string();
        innocent(&html);
        inside(&elements(&html));
    }
}
