//! What an entitlement amounts to, counted by hand.

use super::{Manifest, Scopes, day, narrowed, party, public, world};
use crate::oracle::{Facet, Standing};

/// The ends told to a viewer: day, project, standing.
fn ends(viewer: &crate::oracle::Viewer, today: &str) -> Vec<String> {
    let manifest = Manifest::of(&world(), viewer, day(today)).expect("an admitted viewer");
    let ends = manifest.ends.into_iter();
    ends.map(|(day, project, kind, _, _)| format!("{day} {project} {kind}"))
        .collect()
}

/// "Former members keep FINANCES and HOSTS until two years after `left`": Armenia, which left on
/// 2025-06-10, told by day, project and standing.
#[test]
fn all_that_a_former_member_keeps_ends_on_one_day() {
    assert_eq!(
        ends(&party("AM"), "2026-11-23"),
        [
            "2027-06-10 A-301 hosts",
            "2027-06-10 A-302 finances",
            "2027-06-10 A-304 finances",
            "2027-06-10 X-008 hosts",
            "2027-06-10 X-010 finances",
        ]
    );
}

/// "Intervals are closed at the start and open at the end": so is the year from today.
#[test]
fn what_is_held_for_the_whole_year_does_not_end_within_it() {
    assert!(ends(&party("AM"), "2026-06-10").is_empty());
    assert_eq!(ends(&party("AM"), "2026-06-11").len(), 5);
    assert!(ends(&party("AM"), "2027-06-10").is_empty());
}

/// "BOARD and MEMBER end with membership": Russia, the day before it leaves. Its FINANCES and HOSTS
/// run on for two years, or end with it where the fact is not dated before.
#[test]
fn a_seat_and_membership_end_with_what_they_open() {
    let manifest = Manifest::of(&world(), &party("RU"), day("2015-07-14")).unwrap();
    let of_the_programme: Vec<_> = manifest
        .ends
        .iter()
        .filter(|(_, project, ..)| project.is_empty())
        .collect();
    let left = day("2015-07-15");
    assert_eq!(
        of_the_programme,
        [
            &(
                left,
                String::new(),
                "board".to_string(),
                vec![Facet::Card, Facet::Allocation, Facet::Proposal],
                vec![]
            ),
            &(
                left,
                String::new(),
                "member".to_string(),
                vec![],
                vec!["PROGRAMME"]
            ),
        ]
    );
    assert_eq!(
        manifest.programme,
        [
            (Standing::Board, Some(left)),
            (Standing::Member, Some(left))
        ]
    );
}

/// "A facet outside the scope is WITHHELD"; without a token there is the public card and nothing else.
#[test]
fn nothing_but_the_card_is_open_without_scope() {
    let card_alone = narrowed(party("JP"), Scopes::CARD);
    for viewer in [public(), card_alone] {
        let manifest = Manifest::of(&world(), &viewer, day("2026-11-23")).unwrap();
        for (facet, counts) in &manifest.facets {
            let all = manifest.projects;
            let expected = match facet {
                Facet::Card => [all, 0, 0],
                _ => [0, 0, all],
            };
            assert_eq!(*counts, expected, "{viewer:?} {facet:?}");
        }
    }
}
