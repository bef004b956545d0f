//! Section 1: who is let in, what a scope leaves, and that the world is read and written whole.

use std::io::Write;

use super::*;
use crate::oracle::{Access, Facet, access, admitted, shown, told, visible};

fn let_in(viewer: Viewer, today: &str) -> bool {
    admitted(&world(), &viewer, day(today))
}

#[test]
fn refused_or_let_in() {
    assert!(let_in(public(), TODAY) && let_in(secretariat(), TODAY));
    // "unknown role, party, funder or institute"
    assert!(!let_in(party("ZZ"), TODAY));
    assert!(!let_in(partner("nobody"), TODAY));
    assert!(!let_in(institute("nobody"), TODAY));
    // "a code that never was a Party": France is a country only.
    assert!(!let_in(party("FR"), TODAY));
    // Russia was a Party, and left.
    assert!(let_in(party("RU"), TODAY));
    // "its funder has kind `partner` or `agency`"
    assert!(let_in(partner("partner-hidden"), TODAY) && let_in(partner("agency-us"), TODAY));
    assert!(!let_in(partner("party-jp"), TODAY));
    // "never the Centre itself"
    assert!(let_in(institute("almaty-physics"), TODAY));
    assert!(!let_in(institute("istc-moscow"), TODAY));
}

#[test]
fn a_party_whose_dates_are_unknown_has_no_standing() {
    // "A Party whose dates are unknown is a valid viewer without standing."
    assert!(let_in(party("BY"), TODAY));
    assert_eq!(standings(&world(), &party("BY"), day(TODAY)), []);
    // "`joined` unknown: no right follows from that row", before the leaving and in the two years.
    for today in ["2012-01-01", "2016-06-01", TODAY] {
        assert!(let_in(party("TM"), today));
        assert_eq!(standings(&world(), &party("TM"), day(today)), []);
    }
}

#[test]
fn not_yet_a_party() {
    // "A Party whose first membership begins after today is not yet a Party (401)"; `2027-05` is
    // read at its last day.
    assert!(!let_in(party("MN"), TODAY));
    assert!(!let_in(party("MN"), "2027-05-30"));
    assert!(let_in(party("MN"), "2027-05-31"));
    assert!(!let_in(party("CA"), "2004-12-30"));
    assert!(let_in(party("CA"), "2004-12-31"));
}

#[test]
fn represented_states() {
    // "a state that is represented by another Party today": Sweden since `1998-03`, which gives
    // Sweden less when read at its first day.
    assert!(let_in(party("SE"), "1998-02-28"));
    assert!(!let_in(party("SE"), "1998-03-01"));
    assert!(!let_in(party("SE"), TODAY));
    // "Representation ... ends with the row's `left`": Finland from 1998-03-01 to 2026-03-01.
    assert!(let_in(party("FI"), "1998-02-28"));
    assert!(!let_in(party("FI"), "1998-03-01"));
    assert!(!let_in(party("FI"), "2026-02-28"));
    assert!(let_in(party("FI"), "2026-03-01"));
    assert!(!let_in(party("KG"), "2026-12-31"));
    assert!(let_in(party("KG"), "2027-01-01"));
}

#[test]
fn a_refused_viewer_is_never_turned_into_public() {
    let world = world();
    let mongolia = party("MN");
    assert!(visible(&world, &mongolia, day(TODAY)).is_empty());
    assert_eq!(standings(&world, &party("SE"), day(TODAY)), []);
    let answer = access(&world, &mongolia, day(TODAY), "K-99", Facet::Card);
    assert_eq!(answer, (Access::Withheld, vec![], None));
}

#[test]
fn scope_only_narrows() {
    let world = world();
    // "a missing scope claim means `card` only"; "the secretariat is narrowed likewise".
    let desk = narrowed(secretariat(), Scopes::CARD);
    let rows = visible(&world, &desk, day(TODAY));
    assert_eq!(rows["projects"].len(), world.projects.len());
    for guarded in [
        "allocations",
        "proposals",
        "contributions",
        "ledger",
        "output_grants",
    ] {
        assert!(rows[guarded].is_empty(), "{guarded}");
    }
    // It has the PUBLIC outputs on projects it sees, and no other.
    assert!(rows["outputs"].contains("o-pub-invisible"));
    assert!(!rows["outputs"].contains("o-prog-none"));
    assert!(!rows["outputs"].contains("o-emb-tomorrow"));
    // "A facet outside the scope is WITHHELD."
    let funding = Scopes {
        funding: true,
        ..Scopes::CARD
    };
    let money_desk = narrowed(party("EU"), funding);
    let of = |facet| access(&world, &money_desk, day(TODAY), "K-99", facet).0;
    assert_eq!(of(Facet::Ledger), Access::Granted);
    assert_eq!(of(Facet::Proposal), Access::Withheld);
}

#[test]
fn the_secretariat_sees_every_row() {
    let world = world();
    // "sees everything its scope covers"
    let rows = visible(&world, &secretariat(), day(TODAY));
    assert_eq!(rows.len(), 19);
    assert_eq!(rows["ledger"].len(), world.ledger.len());
    assert_eq!(rows["outputs"].len(), world.outputs.len());
    assert_eq!(rows["output_grants"].len(), world.output_grants.len());
    assert_eq!(rows["funders"].len(), world.funders.len());
    assert_eq!(rows["output_projects"].len(), world.output_projects.len());
}

#[test]
fn a_standing_on_an_invisible_project_is_not_told() {
    let world = world();
    // "What hangs on an invisible project is invisible": X-001 is `received`.
    let vienna = institute("vienna-lonely");
    assert_eq!(
        end(&world, &vienna, TODAY, Standing::Collaborates, "X-001"),
        "no end"
    );
    assert_eq!(told(&world, &vienna, day(TODAY)), []);
    let project = Some("K-99".to_string());
    let glasgow = told(&world, &institute("glasgow-univ"), day(TODAY));
    assert_eq!(glasgow, [(Standing::Collaborates, project, None)]);
}

#[test]
fn no_canary_is_shown_to_the_public() {
    // The promise of the small world's README, on the day it is laid out.
    let tables = shown(&world(), &public(), day(TODAY));
    for cell in tables.values().flat_map(|rows| rows.values()).flatten() {
        assert!(!cell.to_lowercase().contains("canary"), "{cell}");
    }
}

#[test]
fn a_written_world_is_read_back_equal() {
    let folder = std::env::temp_dir().join(format!("oracle-world-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let world = world();
    world.save(&folder);
    // "`.csv.gz` members are accepted."
    let plain = folder.join("projects.csv");
    let packed = std::fs::File::create(folder.join("projects.csv.gz")).expect("a file");
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::default());
    packer
        .write_all(&std::fs::read(&plain).expect("a written file"))
        .expect("a packed file");
    packer.finish().expect("a packed file");
    std::fs::remove_file(plain).expect("a file to remove");
    let again = World::load(&folder);
    std::fs::remove_dir_all(&folder).expect("a folder to remove");
    assert_eq!(again, world);
}
