//! Section 3: which facts tie a holder to a project, and how long an institute keeps its standing.

use super::Standing::{Collaborates, Finances, Hosts, Partners, Performs};
use super::*;
use crate::oracle::{Tie, ties};

fn ends(viewer: Viewer, today: &str, kind: Standing, project: &str) -> String {
    end(&world(), &viewer, today, kind, project)
}

#[test]
fn finances_and_partners() {
    // "a contribution above zero of a funder that belongs to the Party": two Parties of one project.
    assert_eq!(ends(party("EU"), TODAY, Finances, "K-99"), "no end");
    assert_eq!(ends(party("US"), TODAY, Finances, "K-99"), "no end");
    assert_eq!(ends(party("JP"), TODAY, Finances, "K-99"), "none");
    // "above zero"
    assert_eq!(ends(party("JP"), TODAY, Finances, "TJ-2512"), "none");
    assert_eq!(
        ends(partner("partner-zero"), TODAY, Partners, "K-055"),
        "none"
    );
    assert_eq!(
        ends(partner("partner-listed"), TODAY, Partners, "K-055"),
        "no end"
    );
    // "allowed for `agency`": it pays for its Party, and holds PARTNERS itself.
    assert_eq!(ends(party("US"), TODAY, Finances, "K-1001"), "no end");
    assert_eq!(
        ends(partner("agency-us"), TODAY, Partners, "K-1001"),
        "no end"
    );
    // "An agency is never its government because of its country."
    assert_eq!(ends(party("JP"), TODAY, Finances, "KR-993.2"), "none");
    assert_eq!(
        ends(partner("agency-jp"), TODAY, Partners, "KR-993.2"),
        "no end"
    );
}

#[test]
fn hosting() {
    // "its code equals the project's `host_country`": a project without institutes.
    assert_eq!(ends(party("TJ"), TODAY, Hosts, "TJ-2512"), "no end");
    // "or the country of a leading or participating institute": no host country is stated.
    assert_eq!(ends(party("TJ"), TODAY, Hosts, "PR-132.1.4"), "no end");
    // A collaborator's country does not host.
    assert_eq!(ends(party("KZ"), TODAY, Hosts, "PR-132.1.4"), "none");
    // "party with capacity `host`": Finland has none.
    assert_eq!(ends(party("FI"), TODAY, Hosts, "S-801"), "none");
    // "A participation marked `disputed` is shown and gives no standing."
    assert_eq!(ends(party("TJ"), TODAY, Hosts, "K-2365"), "none");
}

#[test]
fn institutes_at_work() {
    // "leads or participates"; "is a foreign collaborator": both roles in one project.
    assert_eq!(
        ends(institute("semey-med"), TODAY, Performs, "K-1000"),
        "no end"
    );
    assert_eq!(
        ends(institute("semey-med"), TODAY, Collaborates, "K-1000"),
        "no end"
    );
    assert_eq!(
        ends(institute("glasgow-univ"), TODAY, Collaborates, "K-99"),
        "no end"
    );
    assert_eq!(
        ends(institute("glasgow-univ"), TODAY, Performs, "K-99"),
        "none"
    );
    // "disputed", leading and collaborating.
    assert_eq!(
        ends(institute("berlin-univ"), TODAY, Performs, "K-2365"),
        "none"
    );
    assert_eq!(
        ends(institute("glasgow-univ"), TODAY, Collaborates, "X-006"),
        "none"
    );
    // "The Centre's own institute rows have no country and give nobody standing."
    assert_eq!(
        ties(&world(), &Who::Institute("istc-astana".to_string())),
        []
    );
}

#[test]
fn institutes_in_the_country_of_a_former_member() {
    // It "loses ... its other standing two years later".
    assert_eq!(
        ends(institute("yerevan-lab"), TODAY, Performs, "A-302"),
        "2027-06-10"
    );
    assert_eq!(
        ends(institute("yerevan-lab"), "2027-06-10", Performs, "A-302"),
        "none"
    );
    assert_eq!(
        ends(institute("moscow-nuclear"), "2017-07-14", Performs, "X-009"),
        "2017-07-15"
    );
    assert_eq!(
        ends(institute("moscow-nuclear"), "2017-07-15", Performs, "X-009"),
        "none"
    );
    assert_eq!(
        ends(institute("ottawa-health"), TODAY, Collaborates, "A-301"),
        "none"
    );
    assert_eq!(
        ends(institute("tashkent-seismo"), TODAY, Performs, "U-602"),
        "2026-12-01"
    );
    // The Party left, though it is not known when it joined.
    assert_eq!(
        ends(institute("ashgabat-solar"), "2018-05-31", Performs, "T-701"),
        "2018-06-01"
    );
    assert_eq!(
        ends(institute("ashgabat-solar"), TODAY, Performs, "T-701"),
        "none"
    );
    // Gone for a time, and back with the new membership.
    assert_eq!(
        ends(institute("tbilisi-bio"), "2014-02-27", Performs, "G-502"),
        "2014-02-28"
    );
    assert_eq!(
        ends(institute("tbilisi-bio"), "2015-01-01", Performs, "G-502"),
        "none"
    );
    assert_eq!(
        ends(institute("tbilisi-bio"), TODAY, Performs, "G-502"),
        "no end"
    );
    // "a Party both of whose dates are unknown is no former member"; no country; no Party; not yet one.
    assert_eq!(
        ends(institute("minsk-heat"), TODAY, Performs, "B-401"),
        "no end"
    );
    assert_eq!(
        ends(institute("stockholm-rad"), TODAY, Performs, "S-801"),
        "no end"
    );
    assert_eq!(
        ends(institute("pristina-univ"), TODAY, Performs, "K-2366"),
        "no end"
    );
    assert_eq!(
        ends(institute("ulaanbaatar-steppe"), TODAY, Performs, "N-901"),
        "no end"
    );
}

#[test]
fn several_rows_for_several_intervals() {
    // "several rows for several intervals": Georgia's two memberships with the two years between.
    let hosting: Vec<Tie> = ties(&world(), &Who::Party("GE".to_string()))
        .into_iter()
        .filter(|tie| tie.kind == Hosts && tie.project.as_deref() == Some("G-502"))
        .collect();
    let days: Vec<_> = hosting.iter().map(|tie| (tie.from, tie.until)).collect();
    let first = (Some(day("1994-05-29")), Some(day("2014-02-28")));
    assert_eq!(days, [first, (Some(day("2016-09-01")), None)]);
}
