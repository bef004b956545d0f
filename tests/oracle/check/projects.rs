//! Section 4, "Projects": which projects exist for whom, and every column of the table of facets.

use super::Standing::{Board, Finances, Hosts, Partners, Performs};
use super::*;
use crate::oracle::{Access, Facet, access, visible};

type Answer = (Access, Vec<Standing>, Option<NaiveDate>);

const WITHHELD: Answer = (Access::Withheld, Vec::new(), None);

fn of(viewer: Viewer, project: &str, facet: Facet) -> Answer {
    access(&world(), &viewer, day(TODAY), project, facet)
}

fn granted(because: &[Standing], until: &str) -> Answer {
    (
        Access::Granted,
        because.to_vec(),
        (!until.is_empty()).then(|| day(until)),
    )
}

/// The hidden projects (X-…) that the viewer sees, by the last two digits.
fn hidden(viewer: Viewer, today: &str) -> Vec<String> {
    let rows = visible(&world(), &viewer, day(today));
    rows["projects"]
        .iter()
        .filter_map(|number| number.strip_prefix("X-0"))
        .map(str::to_string)
        .collect()
}

/// The rows of a guarded table that the viewer sees.
fn rows(viewer: Viewer, table: &str) -> Vec<String> {
    visible(&world(), &viewer, day(TODAY))[table]
        .iter()
        .cloned()
        .collect()
}

#[test]
fn the_card() {
    // "The card is public in the statuses ..."
    assert_eq!(rows(public(), "projects").len(), 38);
    assert_eq!(hidden(public(), TODAY), Vec::<String>::new());
    // MEMBER is not among those for whom any other project exists.
    assert_eq!(hidden(party("CH"), TODAY), Vec::<String>::new());
    // "in `registered`, `under_review`, `rejected` also for BOARD"
    assert_eq!(hidden(party("JP"), TODAY), ["04", "05", "06", "10"]);
    // FINANCES, with its seat.
    assert_eq!(hidden(party("EU"), TODAY), ["02", "04", "05", "06", "10"]);
    // HOSTS.
    assert_eq!(hidden(party("KZ"), TODAY), ["01", "05"]);
    assert_eq!(hidden(party("TJ"), TODAY), ["03", "04", "07"]);
    // A former member in the two years: HOSTS and FINANCES.
    assert_eq!(hidden(party("AM"), TODAY), ["08", "10"]);
    assert_eq!(hidden(party("AM"), "2027-06-10"), Vec::<String>::new());
    // PARTNERS, PERFORMS; COLLABORATES is not named.
    assert_eq!(hidden(partner("partner-quiet"), TODAY), ["07"]);
    assert_eq!(
        hidden(institute("dushanbe-chem"), TODAY),
        ["03", "04", "07"]
    );
    assert_eq!(
        hidden(institute("vienna-lonely"), TODAY),
        Vec::<String>::new()
    );
    assert_eq!(
        hidden(institute("glasgow-univ"), TODAY),
        Vec::<String>::new()
    );
    // Money of a Party without known dates, and of one that left long ago; an institute there.
    for viewer in [party("BY"), party("RU"), institute("moscow-nuclear")] {
        assert_eq!(hidden(viewer, TODAY), Vec::<String>::new());
    }
    // "What hangs on an invisible project is invisible."
    assert!(!sight(&world(), &public(), TODAY).sees_participation("X-001"));
    assert!(sight(&world(), &party("KZ"), TODAY).sees_participation("X-001"));
    // "exactly as for a thing that does not exist"
    assert!(!sight(&world(), &secretariat(), TODAY).sees_project("K-98"));
}

#[test]
fn access_to_the_card() {
    assert_eq!(of(public(), "K-99", Facet::Card), granted(&[], ""));
    assert_eq!(of(party("EU"), "K-99", Facet::Card), granted(&[], ""));
    assert_eq!(
        of(party("AM"), "X-008", Facet::Card),
        granted(&[Hosts], "2027-06-10")
    );
    assert_eq!(
        of(party("KR"), "X-006", Facet::Card),
        granted(&[Board], "2028-01-01")
    );
    assert_eq!(
        of(institute("vienna-lonely"), "X-001", Facet::Card),
        WITHHELD
    );
    assert_eq!(of(secretariat(), "X-009", Facet::Card), granted(&[], ""));
}

#[test]
fn allocations() {
    // A regular project: BOARD, FINANCES, HOSTS, PERFORMS.
    assert_eq!(
        of(party("JP"), "K-99", Facet::Allocation),
        granted(&[Board], "")
    );
    assert_eq!(
        of(party("EU"), "K-99", Facet::Allocation),
        granted(&[Finances, Board], "")
    );
    assert_eq!(
        of(party("KR"), "K-99", Facet::Allocation),
        granted(&[Board], "2028-01-01")
    );
    assert_eq!(
        of(party("KZ"), "K-99", Facet::Allocation),
        granted(&[Hosts], "")
    );
    assert_eq!(
        of(institute("semey-med"), "K-99", Facet::Allocation),
        granted(&[Performs], "")
    );
    // Not MEMBER, PARTNERS, COLLABORATES.
    for viewer in [
        party("CH"),
        partner("partner-listed"),
        institute("glasgow-univ"),
        public(),
    ] {
        assert_eq!(of(viewer, "K-99", Facet::Allocation), WITHHELD);
    }
    // "any other project (partner, initiative, unknown)": not BOARD.
    for project in ["K-055", "KR-993.2", "PR-132.1.4"] {
        assert_eq!(
            of(party("JP"), project, Facet::Allocation),
            WITHHELD,
            "{project}"
        );
    }
    assert_eq!(
        of(partner("partner-listed"), "K-055", Facet::Allocation),
        WITHHELD
    );
    assert_eq!(
        of(party("KZ"), "K-055", Facet::Allocation),
        granted(&[Hosts], "")
    );
    assert_eq!(
        of(party("KZ"), "KR-993.2", Facet::Allocation),
        granted(&[Hosts], "2027-01-01")
    );
    // "the date it ends if known"
    assert_eq!(
        of(party("AM"), "A-301", Facet::Allocation),
        granted(&[Hosts], "2027-06-10")
    );
    // "from the table alone, whether or not rows exist": K-2365 has no allocation.
    assert_eq!(
        of(party("JP"), "K-2365", Facet::Allocation),
        granted(&[Board], "")
    );
    let own = rows(institute("almaty-physics"), "allocations");
    assert!(
        own.contains(&"K-99\u{1f}EUR".to_string()) && own.contains(&"K-99\u{1f}USD".to_string())
    );
}

#[test]
fn contributions_and_ledger() {
    // FINANCES sees every row of the project, also the other Party's.
    assert_eq!(
        of(party("US"), "K-99", Facet::Contributions),
        granted(&[Finances], "")
    );
    let of_us = rows(party("US"), "contributions");
    assert!(of_us.contains(&"c-k99-eu".to_string()) && of_us.contains(&"c-k99-us".to_string()));
    assert!(rows(party("US"), "ledger").contains(&"l-02".to_string()));
    // Not BOARD, HOSTS, PERFORMS, COLLABORATES.
    for viewer in [
        party("JP"),
        party("KZ"),
        institute("almaty-physics"),
        institute("glasgow-univ"),
    ] {
        assert_eq!(of(viewer.clone(), "K-99", Facet::Contributions), WITHHELD);
        assert_eq!(of(viewer, "K-99", Facet::Ledger), WITHHELD);
    }
    // "`own`: only the holder's own rows."
    let hidden = partner("partner-hidden");
    assert_eq!(
        of(hidden.clone(), "K-2366", Facet::Ledger),
        (Access::Own, vec![Partners], None)
    );
    assert_eq!(
        rows(hidden.clone(), "contributions"),
        ["c-k2366-hidden", "c-k2366-zero", "c-x005-hidden"]
    );
    assert_eq!(rows(hidden, "ledger"), ["l-08", "l-15"]);
    // A funder with nothing above zero has no standing, so not even its own row.
    assert_eq!(
        rows(partner("partner-zero"), "contributions"),
        Vec::<String>::new()
    );
    // In the two years, with its end.
    assert_eq!(
        of(party("AM"), "A-304", Facet::Ledger),
        granted(&[Finances], "2027-06-10")
    );
    assert_eq!(
        rows(party("AM"), "contributions"),
        ["c-a302-am", "c-a304-am", "c-x010-am"]
    );
    assert_eq!(rows(party("AM"), "ledger"), ["l-12"]);
}

#[test]
fn proposals() {
    // BOARD "until funded"
    assert_eq!(
        rows(party("JP"), "proposals"),
        ["K-1000", "K-2365", "TJ-2513", "X-004", "X-005", "X-006"]
    );
    assert_eq!(
        of(party("JP"), "K-1000", Facet::Proposal),
        granted(&[Finances], "")
    );
    assert_eq!(of(party("JP"), "K-99", Facet::Proposal), WITHHELD);
    assert_eq!(
        of(party("JP"), "TJ-2513", Facet::Proposal),
        granted(&[Board], "")
    );
    assert_eq!(
        of(party("KR"), "X-004", Facet::Proposal),
        granted(&[Board], "2028-01-01")
    );
    // HOSTS, PARTNERS, PERFORMS; not COLLABORATES, nor MEMBER.
    assert_eq!(
        of(party("KZ"), "K-99", Facet::Proposal),
        granted(&[Hosts], "")
    );
    assert_eq!(
        of(partner("partner-listed"), "K-055", Facet::Proposal),
        granted(&[Partners], "")
    );
    assert_eq!(
        of(institute("almaty-physics"), "X-001", Facet::Proposal),
        granted(&[Performs], "")
    );
    assert_eq!(
        of(institute("glasgow-univ"), "K-99", Facet::Proposal),
        WITHHELD
    );
    assert_eq!(of(party("CH"), "TJ-2513", Facet::Proposal), WITHHELD);
    // "The secretariat has every cell."
    assert_eq!(
        of(secretariat(), "X-009", Facet::Proposal),
        granted(&[], "")
    );
}

#[test]
fn funders() {
    let world = world();
    // "Parties and agencies are public; a partner organisation only where it is `listed`"
    for key in ["party-ru", "agency-jp", "partner-listed"] {
        assert!(sight(&world, &public(), TODAY).sees_funder(key), "{key}");
    }
    for key in [
        "partner-hidden",
        "partner-quiet",
        "partner-silent",
        "partner-zero",
    ] {
        assert!(!sight(&world, &public(), TODAY).sees_funder(key), "{key}");
        // "otherwise it is visible to itself, and with scope `funding` ... to the secretariat"
        let itself = narrowed(partner(key), Scopes::CARD);
        assert!(sight(&world, &itself, TODAY).sees_funder(key), "{key}");
        assert!(
            sight(&world, &secretariat(), TODAY).sees_funder(key),
            "{key}"
        );
        let desk = narrowed(secretariat(), Scopes::CARD);
        assert!(!sight(&world, &desk, TODAY).sees_funder(key), "{key}");
    }
    // "to whoever may see one of its contributions": KR finances K-2366, KZ only hosts it.
    assert!(sight(&world, &party("KR"), TODAY).sees_funder("partner-hidden"));
    assert!(
        !sight(&world, &narrowed(party("KR"), Scopes::CARD), TODAY).sees_funder("partner-hidden")
    );
    assert!(!sight(&world, &party("KZ"), TODAY).sees_funder("partner-hidden"));
}
