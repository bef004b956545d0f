//! Section 2: reduced dates, membership, seats, representation, and the two years of former members.

use super::Standing::{Board, Finances, Hosts, Member};
use super::*;

/// The end of a Party's standing, as text.
fn ends(code: &str, today: &str, kind: Standing, project: &str) -> String {
    end(&world(), &party(code), today, kind, project)
}

#[test]
fn what_ends_on_a_day_is_gone_on_that_day() {
    // "what ends on 2015-07-15 is gone on that day"; "BOARD and MEMBER end with membership"
    for kind in [Member, Board] {
        assert_eq!(ends("RU", "1992-11-26", kind, ""), "none");
        assert_eq!(ends("RU", "1992-11-27", kind, ""), "2015-07-15");
        assert_eq!(ends("RU", "2015-07-14", kind, ""), "2015-07-15");
        assert_eq!(ends("RU", "2015-07-15", kind, ""), "none");
    }
}

#[test]
fn former_members_keep_finances_for_two_years() {
    // "through facts dated before `left` (contribution: `committed_on`...)": the day before.
    assert_eq!(ends("RU", "2015-07-14", Finances, "R-2001"), "2017-07-15");
    assert_eq!(ends("RU", "2017-07-14", Finances, "R-2001"), "2017-07-15");
    assert_eq!(ends("RU", "2017-07-15", Finances, "R-2001"), "none");
    // Committed on the day of leaving: not before it.
    assert_eq!(ends("RU", "2015-07-14", Finances, "R-2002"), "2015-07-15");
    assert_eq!(ends("RU", "2015-07-15", Finances, "R-2002"), "none");
    // Committed in `2015`: read whichever way gives less.
    assert_eq!(ends("RU", "2015-07-15", Finances, "R-2003"), "none");
}

#[test]
fn former_members_keep_hosts_for_two_years() {
    // "hosting: the project's `starts_on`"
    assert_eq!(ends("RU", "2016-01-01", Hosts, "R-2001"), "2017-07-15");
    // "undated facts give a former member nothing"; "for a present member facts of any date count"
    assert_eq!(ends("RU", "2016-01-01", Hosts, "R-2002"), "none");
    assert_eq!(ends("RU", "2015-01-01", Hosts, "R-2002"), "2015-07-15");
    // Started on the day of leaving; started in `2015`; in `2014`, by an institute's country only.
    assert_eq!(ends("RU", "2016-01-01", Hosts, "R-2003"), "none");
    assert_eq!(ends("RU", "2016-01-01", Hosts, "R-2004"), "none");
    assert_eq!(ends("RU", "2016-01-01", Hosts, "R-2005"), "2017-07-15");
}

#[test]
fn reduced_dates_give_less() {
    // "a beginning of rights at its last day, an end of rights at its first day": `2004`, `2013-11`.
    assert_eq!(ends("CA", "2004-12-31", Member, ""), "2013-11-01");
    assert_eq!(ends("CA", "2013-11-01", Member, ""), "none");
    assert_eq!(ends("CA", "2013-11-01", Finances, "C-201"), "2015-11-01");
    assert_eq!(ends("CA", "2015-11-01", Finances, "C-201"), "none");
    // Committed `2013`, `2013-11`, undated, and in 2014; `2013-10` lies wholly before.
    for project in ["C-202", "C-203", "C-204", "C-205"] {
        assert_eq!(
            ends("CA", "2013-10-31", Finances, project),
            "2013-11-01",
            "{project}"
        );
        assert_eq!(
            ends("CA", "2013-11-01", Finances, project),
            "none",
            "{project}"
        );
    }
    assert_eq!(ends("CA", "2013-11-01", Finances, "C-206"), "2015-11-01");
    // Joined `2012`, left `2024-12`; started `2024-12`; committed `2024-11`.
    assert_eq!(ends("UZ", "2012-12-31", Member, ""), "2024-12-01");
    assert_eq!(ends("UZ", TODAY, Hosts, "U-601"), "2026-12-01");
    assert_eq!(ends("UZ", TODAY, Finances, "U-601"), "2026-12-01");
    assert_eq!(ends("UZ", TODAY, Hosts, "U-602"), "none");
}

#[test]
fn years_are_added_calendar_wise() {
    // "29 February to 28": Georgia left on 2012-02-29.
    assert_eq!(ends("GE", "2014-02-27", Hosts, "G-502"), "2014-02-28");
    assert_eq!(ends("GE", "2014-02-28", Hosts, "G-502"), "none");
}

#[test]
fn a_member_again() {
    // "While a Party is a member again, all facts count": begun between the two memberships, and
    // undated.
    assert_eq!(ends("GE", "2013-06-01", Hosts, "G-501"), "none");
    assert_eq!(ends("GE", "2016-08-31", Hosts, "G-501"), "none");
    assert_eq!(ends("GE", "2016-09-01", Hosts, "G-501"), "no end");
    assert_eq!(ends("GE", TODAY, Finances, "G-501"), "no end");
    // "Intervals that touch are one; of several ends the latest is told": Switzerland joined again
    // within the two years.
    assert_eq!(ends("CH", "2021-06-01", Finances, "G-502"), "no end");
    assert_eq!(ends("CH", "2021-06-01", Member, ""), "none");
    // "Capacity counts per membership row": host in the first one only.
    assert_eq!(ends("CH", "2022-06-01", Hosts, "H-1101"), "2023-05-01");
    assert_eq!(ends("CH", "2023-05-01", Hosts, "H-1101"), "none");
    assert_eq!(ends("CH", "2020-01-01", Hosts, "H-1102"), "2021-05-01");
    assert_eq!(ends("CH", "2022-06-01", Hosts, "H-1102"), "none");
}

#[test]
fn a_party_that_left_recently() {
    let kept = [
        (Hosts, "A-301"),
        (Hosts, "X-008"),
        (Finances, "A-302"),
        (Finances, "A-304"),
    ];
    for (kind, project) in kept {
        assert_eq!(ends("AM", TODAY, kind, project), "2027-06-10", "{project}");
    }
    // Undated, on the day of leaving, and `2025`.
    let lost = [
        (Hosts, "A-302"),
        (Hosts, "A-303"),
        (Hosts, "A-305"),
        (Finances, "A-303"),
        (Finances, "A-305"),
    ];
    for (kind, project) in lost {
        assert_eq!(ends("AM", TODAY, kind, project), "none", "{project}");
        assert_eq!(
            ends("AM", "2025-06-09", kind, project),
            "2025-06-10",
            "{project}"
        );
    }
    assert_eq!(ends("AM", TODAY, Member, ""), "none");
    assert_eq!(standings(&world(), &party("AM"), day("2027-06-10")), []);
}

#[test]
fn seats() {
    // "Parties marked `initial` hold a seat while they are members"
    assert_eq!(ends("JP", TODAY, Board, ""), "no end");
    // "other Parties by dated `board_seats` rows": a rotating seat.
    assert_eq!(ends("KR", "2019-12-31", Board, ""), "2020-01-01");
    assert_eq!(ends("KR", "2020-01-01", Board, ""), "none");
    assert_eq!(ends("KR", TODAY, Board, ""), "2028-01-01");
    // "Intervals that touch are one"
    assert_eq!(ends("NO", "2026-06-30", Board, ""), "2027-07-01");
    // From `2026-11`, read at its last day.
    assert_eq!(ends("TJ", "2026-11-29", Board, ""), "none");
    assert_eq!(ends("TJ", "2026-11-30", Board, ""), "no end");
    // "BOARD and MEMBER end with membership": Armenia's seat was given until 2026-12-31.
    assert_eq!(ends("AM", "2025-06-09", Board, ""), "2025-06-10");
    assert_eq!(ends("AM", "2025-06-10", Board, ""), "none");
    // "Representation carries facts only, never capacity, seats or `initial`": KG has a seat.
    assert_eq!(ends("KZ", TODAY, Board, ""), "none");
}

#[test]
fn facts_of_represented_states() {
    // "from the date on a `represented_by` row, every fact that names the state counts for the
    // representing Party": Sweden's contribution of 1995, from the last day of `1998-03`.
    assert_eq!(ends("EU", "1998-03-30", Finances, "015-94"), "none");
    assert_eq!(ends("EU", "1998-03-31", Finances, "015-94"), "no end");
    // "and ends with the row's `left`"
    assert_eq!(ends("EU", "2026-02-28", Finances, "S-802"), "2026-03-01");
    assert_eq!(ends("EU", "2026-03-01", Finances, "S-802"), "none");
    assert_eq!(ends("FI", "2026-03-01", Finances, "S-802"), "no end");
    // "of several ends the latest is told": both states paid.
    assert_eq!(ends("EU", "2026-02-28", Finances, "S-801"), "no end");
    // "The EU never hosts": institutes of Finland and Sweden work there.
    assert_eq!(ends("EU", "2010-01-01", Hosts, "S-801"), "none");
    // A host Party hosts for the state it represents, while it does.
    assert_eq!(ends("KZ", "2019-12-31", Hosts, "KR-993.2"), "none");
    assert_eq!(ends("KZ", TODAY, Hosts, "KR-993.2"), "2027-01-01");
    assert_eq!(ends("KZ", "2027-01-01", Hosts, "KR-993.2"), "none");
    assert_eq!(ends("KG", "2027-01-01", Hosts, "KR-993.2"), "no end");
}
