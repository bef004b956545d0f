//! Section 4, "Outputs": what owning an output or holding a grant for it gives, at every level.

use super::outputs::{RESULTS_OFF, seen_by, sees};
use super::*;

#[test]
fn owners_and_holders_of_grants() {
    // CONFIDENTIAL: "nobody by standing".
    seen_by(
        "o-conf-one",
        &[secretariat()],
        &[party("EU"), institute("almaty-physics")],
    );
    seen_by("o-conf-none", &[secretariat()], &[party("JP"), public()]);
    // "The owning institute ... see it at every level", with scope `results`.
    let owner = institute("semey-med");
    seen_by(
        "o-conf-owned",
        std::slice::from_ref(&owner),
        &[
            narrowed(owner.clone(), RESULTS_OFF),
            institute("almaty-physics"),
        ],
    );
    seen_by(
        "o-conf-owned-ru",
        &[institute("moscow-nuclear")],
        &[party("RU"), party("US")],
    );
    // "even where its projects are invisible to them (the projects stay so)"
    seen_by(
        "o-pub-owned-hidden",
        std::slice::from_ref(&owner),
        &[narrowed(owner.clone(), RESULTS_OFF)],
    );
    assert!(!sight(&world(), &owner, TODAY).sees_output_project("o-pub-owned-hidden", "X-009"));
    let holders = [
        party("KR"),
        partner("partner-silent"),
        institute("vienna-lonely"),
    ];
    seen_by(
        "o-conf-hidden",
        &holders,
        &[narrowed(party("KR"), RESULTS_OFF), party("JP")],
    );
    assert!(!sight(&world(), &holders[0], TODAY).sees_output_project("o-conf-hidden", "X-009"));
    // "a Party's grant ends when it leaves"; "`joined` unknown: no right follows"; a grant to a
    // represented state is no fact and does not pass to the EU.
    let without = [party("RU"), party("AM"), party("BY"), party("EU")];
    seen_by(
        "o-conf-parties",
        &[party("JP"), institute("almaty-physics")],
        &without,
    );
    assert!(sees(party("AM"), "2025-06-09", "o-conf-parties"));
    assert!(!sees(party("AM"), "2025-06-10", "o-conf-parties"));
    // A grant to an agency is not its government's; an institute's grant is no standing, and stays.
    seen_by(
        "o-conf-partner",
        &[partner("partner-hidden"), partner("agency-us")],
        &[party("US")],
    );
    seen_by(
        "o-conf-institute",
        &[institute("idle-kz"), institute("moscow-nuclear")],
        &[],
    );
}

#[test]
fn grants() {
    let world = world();
    let sees = |viewer: Viewer, today: &str, holder: &str| {
        sight(&world, &viewer, today).sees_grant("o-conf-parties", "party", holder)
    };
    // "seen by its holder, the owning institute and the secretariat"
    assert!(sees(party("JP"), TODAY, "JP") && !sees(party("JP"), TODAY, "BY"));
    assert!(
        sees(institute("almaty-physics"), TODAY, "JP")
            && sees(institute("almaty-physics"), TODAY, "BY")
    );
    assert!(sees(secretariat(), TODAY, "SE") && !sees(institute("semey-med"), TODAY, "JP"));
    // "scope `results`"
    assert!(!sees(narrowed(party("JP"), RESULTS_OFF), TODAY, "JP"));
    assert!(!sees(narrowed(secretariat(), RESULTS_OFF), TODAY, "JP"));
    // "a Party's not after it left"
    assert!(sees(party("AM"), "2025-06-09", "AM") && !sees(party("AM"), TODAY, "AM"));
    assert!(!sees(institute("almaty-physics"), TODAY, "RU") && sees(secretariat(), TODAY, "RU"));
    // A grant that does not exist.
    assert!(!sees(secretariat(), TODAY, "KR"));
}
