//! Section 5.4, "the viewer's own standing may be told": all of it at once, counted by going through
//! the world project by project and output by output.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::world::Project;
use super::{Access, Facet, Sight, Standing, Viewer, Who, World, told};

/// What an admitted viewer is entitled to on one day, in numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The projects it sees.
    pub projects: usize,
    /// BOARD and MEMBER, each with its end.
    pub programme: Vec<(Standing, Option<NaiveDate>)>,
    /// For every standing on projects that such a viewer can have: the projects, the earliest and the
    /// latest known end, and the projects without one.
    pub standings: Vec<(Standing, usize, Option<NaiveDate>, Option<NaiveDate>, usize)>,
    /// For every facet: on how many projects it is granted, own, withheld.
    pub facets: Vec<(Facet, [usize; 3])>,
    /// The outputs it sees, by the level written.
    pub outputs: BTreeMap<String, usize>,
    /// What ends within a year: the day, the project (empty for the programme), the standing, the
    /// facets and the levels that it opens.
    pub ends: Vec<(NaiveDate, String, String, Vec<Facet>, Vec<&'static str>)>,
}

impl Manifest {
    /// None where the viewer is refused.
    pub fn of(world: &World, viewer: &Viewer, today: NaiveDate) -> Option<Manifest> {
        let sight = Sight::of(world, viewer, today)?;
        let visible: Vec<&Project> = world
            .projects
            .iter()
            .filter(|project| sight.sees_project(&project.number))
            .collect();
        let live = told(world, viewer, today);
        let in_programme = live.iter().filter(|(_, project, _)| project.is_none());
        let facets = [
            Facet::Card,
            Facet::Allocation,
            Facet::Contributions,
            Facet::Ledger,
            Facet::Proposal,
        ];
        let mut outputs = BTreeMap::new();
        for output in &world.outputs {
            let seen = outputs.entry(output.access.clone()).or_insert(0);
            *seen += usize::from(sight.sees_output(&output.key));
        }
        Some(Manifest {
            projects: visible.len(),
            programme: in_programme.map(|(kind, _, end)| (*kind, *end)).collect(),
            standings: possible(&viewer.who)
                .iter()
                .map(|kind| held(*kind, &live))
                .collect(),
            facets: facets
                .into_iter()
                .map(|facet| {
                    let of = |project: &&Project| sight.access(&project.number, facet).0;
                    let told: Vec<Access> = visible.iter().map(of).collect();
                    let on = |access: Access| told.iter().filter(|one| **one == access).count();
                    let counts = [Access::Granted, Access::Own, Access::Withheld];
                    (facet, counts.map(on))
                })
                .collect(),
            outputs,
            ends: ends(world, viewer, &sight, today),
        })
    }
}

/// The column "holder" of section 3.
fn possible(who: &Who) -> &'static [Standing] {
    match who {
        Who::Party(_) => &[Standing::Finances, Standing::Hosts],
        Who::Partner(_) => &[Standing::Partners],
        Who::Institute(_) => &[Standing::Performs, Standing::Collaborates],
        Who::Public | Who::Secretariat => &[],
    }
}

fn held(
    kind: Standing,
    live: &[super::Live],
) -> (Standing, usize, Option<NaiveDate>, Option<NaiveDate>, usize) {
    let ends: Vec<Option<NaiveDate>> = live
        .iter()
        .filter(|(live, _, _)| *live == kind)
        .map(|(_, _, end)| *end)
        .collect();
    let known = || ends.iter().flatten();
    let endless = ends.iter().filter(|end| end.is_none()).count();
    (
        kind,
        ends.len(),
        known().min().copied(),
        known().max().copied(),
        endless,
    )
}

/// "Intervals are closed at the start and open at the end", the year that begins today too; "years are
/// added calendar-wise, 29 February to 28".
fn ends(
    world: &World,
    viewer: &Viewer,
    sight: &Sight<'_>,
    today: NaiveDate,
) -> Vec<(NaiveDate, String, String, Vec<Facet>, Vec<&'static str>)> {
    let year = today + Months::new(12);
    let mut ends = Vec::new();
    for (kind, on, end) in told(world, viewer, today) {
        let Some(end) = end.filter(|end| *end < year) else {
            continue;
        };
        let facets = match &on {
            Some(number) => {
                let project = world.project(number).expect("a project of the world");
                sight.opened(project, kind)
            }
            None => opened_anywhere(sight, kind),
        };
        let project = on.unwrap_or_default();
        let kind_word = format!("{kind:?}").to_lowercase();
        ends.push((end, project, kind_word, facets, levels(viewer, sight, kind)));
    }
    ends.sort();
    ends
}

/// What a standing in the programme opens on some project, of whatever programme and in whatever status
/// it exists for more than those with a standing on it.
fn opened_anywhere(sight: &Sight<'_>, kind: Standing) -> Vec<Facet> {
    let mut facets: Vec<Facet> = Vec::new();
    for programme in ["regular", "partner", "initiative", "unknown"] {
        for status in [
            "registered",
            "under_review",
            "rejected",
            "submitted_to_board",
            "approved_without_funding",
            "approved_for_funding",
            "agreement_signed",
            "underway",
            "completed",
            "terminated",
        ] {
            let project = Project {
                programme: programme.to_string(),
                status: status.to_string(),
                ..Project::default()
            };
            facets.extend(sight.opened(&project, kind));
        }
    }
    facets.sort();
    facets.dedup();
    facets
}

/// Section 4, "Outputs": the levels that name the standing, "outside `PUBLIC`: scope `results`". An
/// institute in a former member's country has lost PROGRAMME before its standing ends.
fn levels(viewer: &Viewer, sight: &Sight<'_>, kind: Standing) -> Vec<&'static str> {
    if !viewer.scopes.results {
        return Vec::new();
    }
    match kind {
        Standing::Board => Vec::new(),
        Standing::Member => vec!["PROGRAMME"],
        Standing::Finances | Standing::Hosts => vec!["PROJECT"],
        Standing::Partners | Standing::Performs | Standing::Collaborates => {
            if sight.belongs_to_programme() {
                vec!["PROGRAMME", "PROJECT"]
            } else {
                vec!["PROJECT"]
            }
        }
    }
}
