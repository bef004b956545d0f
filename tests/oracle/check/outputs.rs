//! Section 4, "Outputs": levels and embargoes.

use super::*;

/// Every scope but the one that outputs need.
pub const RESULTS_OFF: Scopes = Scopes {
    results: false,
    ..Scopes::ALL
};

/// Whether the viewer sees the output on that day.
pub fn sees(viewer: Viewer, today: &str, output: &str) -> bool {
    sight(&world(), &viewer, today).sees_output(output)
}

/// Today all of these see the output, and none of those.
pub fn seen_by(output: &str, these: &[Viewer], those: &[Viewer]) {
    for viewer in these {
        assert!(
            sees(viewer.clone(), TODAY, output),
            "{output} for {viewer:?}"
        );
    }
    for viewer in those {
        assert!(
            !sees(viewer.clone(), TODAY, output),
            "{output} for {viewer:?}"
        );
    }
}

#[test]
fn public_level() {
    // "everyone, as far as one of its projects is visible (or it has none)"
    for output in ["o-pub-none", "o-pub-one", "o-pub-mixed", "o-emb-past"] {
        seen_by(
            output,
            &[public(), narrowed(party("JP"), Scopes::CARD)],
            &[],
        );
    }
    seen_by(
        "o-pub-invisible",
        &[secretariat()],
        &[public(), party("JP"), party("BY")],
    );
    seen_by("o-pub-two-hidden", &[party("KZ")], &[public(), party("JP")]);
    seen_by(
        "o-pub-board",
        &[party("JP"), party("TJ")],
        &[public(), party("CH")],
    );
    // "the projects stay so"
    let (world, everyone) = (world(), public());
    let seen = sight(&world, &everyone, TODAY);
    assert!(seen.sees_output_project("o-pub-mixed", "TJ-2512"));
    assert!(!seen.sees_output_project("o-pub-mixed", "X-009"));
}

#[test]
fn embargoes() {
    // "Before `embargoed_until`": a full date, then "the end of an embargo at its last day".
    let released = [
        ("o-emb-today", "2026-11-22", "2026-11-23"),
        ("o-emb-tomorrow", "2026-11-23", "2026-11-24"),
        ("o-emb-month", "2026-11-29", "2026-11-30"),
        ("o-emb-year", "2026-12-30", "2026-12-31"),
        ("o-emb-none", "2026-11-23", "2026-11-24"),
    ];
    for (output, before, on) in released {
        assert!(!sees(public(), before, output), "{output}");
        assert!(sees(public(), on, output), "{output}");
    }
    // "every level but `CONFIDENTIAL` is read as `PROJECT`", with scope `results`.
    let standing = [
        party("EU"),
        party("KZ"),
        institute("almaty-physics"),
        institute("glasgow-univ"),
    ];
    seen_by(
        "o-emb-tomorrow",
        &standing,
        &[party("JP"), party("CH"), narrowed(party("EU"), RESULTS_OFF)],
    );
    // "embargo or not": the holder of a grant, the owning institute, the secretariat.
    seen_by(
        "o-emb-tomorrow",
        &[party("NO"), secretariat()],
        &[narrowed(secretariat(), RESULTS_OFF)],
    );
    seen_by(
        "o-emb-none",
        &[institute("idle-kz"), secretariat()],
        &[party("EU"), public()],
    );
    // PROGRAMME read as PROJECT for as long as the embargo lasts: A-301.
    seen_by(
        "o-emb-programme",
        &[party("US"), party("AM")],
        &[party("JP"), party("CH")],
    );
    assert!(sees(party("JP"), "2026-11-24", "o-emb-programme"));
    assert!(!sees(party("AM"), "2026-11-24", "o-emb-programme"));
    seen_by(
        "o-emb-programme-over",
        &[party("JP")],
        &[party("AM"), public()],
    );
    seen_by("o-emb-project", &[party("EU")], &[party("JP")]);
    seen_by(
        "o-emb-confidential",
        &[secretariat()],
        &[party("EU"), party("KZ")],
    );
}

#[test]
fn programme_level() {
    // "MEMBER; a partner or institute with at least one live standing anywhere"; the output without
    // a project is for those whom the level names.
    let members = [party("CH"), party("JP"), party("TJ"), party("FI")];
    seen_by(
        "o-prog-none",
        &members,
        &[party("AM"), party("RU"), party("BY"), public()],
    );
    let at_work = [
        partner("partner-listed"),
        partner("agency-us"),
        institute("almaty-physics"),
    ];
    let idle = [
        partner("partner-silent"),
        partner("partner-zero"),
        institute("idle-kz"),
    ];
    seen_by("o-prog-none", &at_work, &idle);
    // "a standing on an invisible project opens nothing"
    seen_by(
        "o-prog-none",
        &[institute("glasgow-univ")],
        &[institute("vienna-lonely")],
    );
    // "An institute whose country is a former member's loses PROGRAMME access when that Party
    // leaves": the two years keep only its other standing.
    let left = [
        institute("yerevan-lab"),
        institute("tashkent-seismo"),
        institute("ottawa-health"),
    ];
    seen_by(
        "o-prog-none",
        &[institute("minsk-heat"), institute("tbilisi-bio")],
        &left,
    );
    assert!(sees(institute("yerevan-lab"), "2025-06-09", "o-prog-none"));
    assert!(!sees(institute("yerevan-lab"), "2025-06-10", "o-prog-none"));
    assert!(!sees(institute("tbilisi-bio"), "2016-08-31", "o-prog-none"));
    // Outside PUBLIC: scope `results`.
    seen_by(
        "o-prog-one",
        &[party("CH")],
        &[narrowed(party("CH"), RESULTS_OFF)],
    );
    seen_by("o-prog-mixed", &[party("CH"), institute("minsk-heat")], &[]);
    // "nobody else sees an output all of whose projects are invisible"
    seen_by(
        "o-prog-hidden",
        &[secretariat()],
        &[party("CH"), party("JP"), institute("moscow-nuclear")],
    );
    seen_by(
        "o-prog-collab",
        &[party("KZ"), institute("almaty-physics")],
        &[party("JP")],
    );
    // Owning is no standing, and stays.
    seen_by(
        "o-prog-ru",
        &[institute("sarov-lab")],
        &[institute("moscow-nuclear")],
    );
}

#[test]
fn project_level() {
    // "FINANCES, HOSTS, PARTNERS, PERFORMS, COLLABORATES on one of its projects"
    let standing = [
        party("EU"),
        party("KZ"),
        institute("semey-med"),
        institute("livermore"),
    ];
    seen_by(
        "o-proj-one",
        &standing,
        &[party("JP"), party("CH"), institute("tokyo-univ"), public()],
    );
    seen_by(
        "o-proj-several",
        &[institute("tokyo-univ"), partner("partner-listed")],
        &[],
    );
    seen_by(
        "o-proj-partner",
        &[partner("partner-hidden"), party("KR")],
        &[partner("partner-quiet")],
    );
    // A contribution of zero ties nobody.
    seen_by("o-proj-tj", &[party("EU"), party("TJ")], &[party("JP")]);
    // No project: nobody by standing.
    seen_by("o-proj-none", &[secretariat()], &[party("EU"), party("KZ")]);
    // "a standing on an invisible project opens nothing": Glasgow collaborates on X-003, also where
    // another project of the output is visible.
    seen_by(
        "o-proj-hidden",
        &[party("TJ")],
        &[institute("glasgow-univ")],
    );
    seen_by(
        "o-proj-mixed",
        &[institute("tokyo-univ"), party("KZ")],
        &[institute("glasgow-univ")],
    );
    // The two years.
    assert!(
        sees(party("AM"), "2027-06-09", "o-proj-am")
            && sees(institute("yerevan-lab"), TODAY, "o-proj-am")
    );
    assert!(!sees(party("AM"), "2027-06-10", "o-proj-am"));
    assert!(
        sees(party("RU"), "2017-07-14", "o-proj-ru")
            && !sees(party("RU"), "2017-07-15", "o-proj-ru")
    );
}
