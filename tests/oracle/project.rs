//! Section 4, "Projects": which projects exist for the viewer, the table of their facets, and the
//! rows that hang on them (participations, allocations, proposals, contributions, ledger, and the
//! funders behind them).

use chrono::NaiveDate;

use super::world::{Contribution, Project};
use super::{Access, Facet, Sight, Standing, Who};

/// "The card is public in the statuses".
const PUBLIC_STATUSES: [&str; 7] = [
    "submitted_to_board",
    "approved_without_funding",
    "approved_for_funding",
    "agreement_signed",
    "underway",
    "completed",
    "terminated",
];

/// "In any other status the project exists only for FINANCES, HOSTS, PARTNERS, PERFORMS".
const SEE_ANY_STATUS: [Standing; 4] = [
    Standing::Finances,
    Standing::Hosts,
    Standing::Partners,
    Standing::Performs,
];

/// "and in `registered`, `under_review`, `rejected` also for BOARD".
const BOARD_SEES: [&str; 3] = ["registered", "under_review", "rejected"];

/// Footnote 1, "until funded".
const UNTIL_FUNDED: [&str; 5] = [
    "registered",
    "under_review",
    "submitted_to_board",
    "approved_without_funding",
    "rejected",
];

/// A row of the table: facet, scope, one cell per column.
type Row = (&'static str, &'static str, [&'static str; 7]);

/// The columns of the table.
const COLUMNS: [Standing; 7] = [
    Standing::Board,
    Standing::Member,
    Standing::Finances,
    Standing::Hosts,
    Standing::Partners,
    Standing::Performs,
    Standing::Collaborates,
];

/// The table itself, as far as the data package holds such rows. The card is not in it: it is
/// public, or follows the sentence on statuses.
#[rustfmt::skip]
static TABLE: [Row; 5] = [
    // facet                            scope      BOARD           MEMBER  FINANCES  HOSTS  PARTNERS  PERFORMS  COLLABORATES
    ("allocation, regular project",    "funding", ["x",            "",     "x",      "x",   "",       "x",      ""]),
    ("allocation, any other project",  "funding", ["",             "",     "x",      "x",   "",       "x",      ""]),
    ("contributions",                  "funding", ["",             "",     "x",      "",    "own",    "",       ""]),
    ("ledger",                         "funding", ["",             "",     "x",      "",    "own",    "",       ""]),
    ("proposal text",                  "reports", ["until funded", "",     "x",      "x",   "x",      "x",      ""]),
];

/// Every cell of the table that opens something: the table of the data package that the line is about,
/// and the standing.
pub fn marked() -> impl Iterator<Item = (&'static str, Standing)> {
    let lines = TABLE.iter().map(|(facet, _, cells)| {
        let name = match *facet {
            "allocation, regular project" => "allocations, regular project",
            "allocation, any other project" => "allocations, any other project",
            "proposal text" => "proposals",
            other => other,
        };
        (name, cells)
    });
    lines.flat_map(|(name, cells)| {
        let marks = COLUMNS
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty());
        marks.map(move |(standing, _)| (name, *standing))
    })
}

impl Sight<'_> {
    /// Whether the project exists for the viewer.
    pub fn sees_project(&self, number: &str) -> bool {
        let Some(project) = self.world.project(number) else {
            return false;
        };
        let in_any_status = SEE_ANY_STATUS
            .iter()
            .any(|kind| self.has(*kind, Some(number)));
        let as_board =
            BOARD_SEES.contains(&project.status.as_str()) && self.has(Standing::Board, None);
        is_public(project) || in_any_status || as_board || self.is_secretariat()
    }

    /// The institutes and their roles are part of the card.
    pub fn sees_participation(&self, project: &str) -> bool {
        self.sees_project(project)
    }

    pub fn sees_allocation(&self, project: &str) -> bool {
        self.access(project, Facet::Allocation).0 == Access::Granted
    }

    pub fn sees_proposal(&self, project: &str) -> bool {
        self.access(project, Facet::Proposal).0 == Access::Granted
    }

    pub fn sees_contribution(&self, key: &str) -> bool {
        self.world
            .contribution(key)
            .is_some_and(|row| self.sees_row_of(row, Facet::Contributions))
    }

    pub fn sees_ledger(&self, key: &str) -> bool {
        let entry = self.world.ledger.iter().find(|entry| entry.key == key);
        entry
            .and_then(|entry| self.world.contribution(&entry.contribution))
            .is_some_and(|row| self.sees_row_of(row, Facet::Ledger))
    }

    /// "Parties and agencies are public; a partner organisation only where it is `listed`,
    /// otherwise it is visible to itself, and with scope `funding` to whoever may see one of its
    /// contributions and to the secretariat."
    pub fn sees_funder(&self, key: &str) -> bool {
        let Some(funder) = self.world.funders.iter().find(|funder| funder.key == key) else {
            return false;
        };
        let is_public = funder.kind != "partner" || funder.listed == "true";
        let is_itself = self.viewer.who == Who::Partner(funder.key.clone());
        let as_secretariat = self.is_secretariat() && self.viewer.scopes.funding;
        let by_contribution = self
            .world
            .contributions
            .iter()
            .any(|row| row.funder == key && self.sees_contribution(&row.key));
        is_public || is_itself || as_secretariat || by_contribution
    }

    /// As the function of the same name beside [`Sight`].
    pub fn access(&self, number: &str, facet: Facet) -> (Access, Vec<Standing>, Option<NaiveDate>) {
        let withheld = (Access::Withheld, Vec::new(), None);
        let Some(project) = self.world.project(number) else {
            return withheld;
        };
        // "What hangs on an invisible project is invisible." "A facet outside the scope is WITHHELD."
        if !self.sees_project(number) || !self.in_scope(project, facet) {
            return withheld;
        }
        // "The secretariat has every cell"; the card is everyone's in the public statuses.
        if self.is_secretariat() || (facet == Facet::Card && is_public(project)) {
            return (Access::Granted, Vec::new(), None);
        }
        let (because, until) = self.granting(project, facet, &["x", "until funded"]);
        if !because.is_empty() {
            return (Access::Granted, because, until);
        }
        let (because, until) = self.granting(project, facet, &["own"]);
        if !because.is_empty() {
            return (Access::Own, because, until);
        }
        withheld
    }

    /// The viewer's live standings whose cell holds one of the marks, and the latest of their ends.
    // Reading: a BOARD cell counts on every project the viewer sees, also where it sees the project
    // by another standing; the end told is that of the table's standings, not of the card's.
    fn granting(
        &self,
        project: &Project,
        facet: Facet,
        marks: &[&str],
    ) -> (Vec<Standing>, Option<NaiveDate>) {
        let mut because = Vec::new();
        let mut ends = Vec::new();
        for (kind, on, until) in &self.live {
            let here = on.is_none() || on.as_ref() == Some(&project.number);
            if here && marks.contains(&mark(project, facet, *kind)) {
                because.push(*kind);
                ends.push(*until);
            }
        }
        // "of several ends the latest is told": none at all if one has no known end.
        let until = if ends.contains(&None) {
            None
        } else {
            ends.into_iter().flatten().max()
        };
        (because, until)
    }

    /// The facets of such a project that the standing opens if it is the only one. The card of a project
    /// that is everyone's is opened by none.
    pub fn opened(&self, project: &Project, kind: Standing) -> Vec<Facet> {
        let facets = [
            Facet::Card,
            Facet::Allocation,
            Facet::Contributions,
            Facet::Ledger,
            Facet::Proposal,
        ];
        facets
            .into_iter()
            .filter(|facet| *facet != Facet::Card || !is_public(project))
            .filter(|facet| self.in_scope(project, *facet))
            .filter(|facet| !mark(project, *facet, kind).is_empty())
            .collect()
    }

    /// GRANTED: every row of the project; OWN: the holder's own rows only.
    fn sees_row_of(&self, row: &Contribution, facet: Facet) -> bool {
        match self.access(&row.project, facet).0 {
            Access::Granted => true,
            Access::Own => self.viewer.who == Who::Partner(row.funder.clone()),
            Access::Withheld => false,
        }
    }

    fn in_scope(&self, project: &Project, facet: Facet) -> bool {
        match row(project, facet) {
            // "`card` is implied"
            None => true,
            Some((_, "funding", _)) => self.viewer.scopes.funding,
            Some((_, "reports", _)) => self.viewer.scopes.reports,
            Some((_, scope, _)) => panic!("the table names no scope {scope}"),
        }
    }
}

fn is_public(project: &Project) -> bool {
    PUBLIC_STATUSES.contains(&project.status.as_str())
}

/// The table's row for this facet of this project; none for the card.
fn row(project: &Project, facet: Facet) -> Option<&'static Row> {
    let name = match facet {
        Facet::Card => return None,
        Facet::Allocation if project.programme == "regular" => "allocation, regular project",
        Facet::Allocation => "allocation, any other project",
        Facet::Contributions => "contributions",
        Facet::Ledger => "ledger",
        Facet::Proposal => "proposal text",
    };
    TABLE.iter().find(|row| row.0 == name)
}

/// The mark in the table for this project, facet and standing; empty where nothing is marked.
fn mark(project: &Project, facet: Facet, kind: Standing) -> &'static str {
    let Some((_, _, cells)) = row(project, facet) else {
        return card_mark(project, kind);
    };
    let funded = !UNTIL_FUNDED.contains(&project.status.as_str());
    match COLUMNS
        .iter()
        .zip(cells)
        .find(|(column, _)| **column == kind)
    {
        Some((_, cell)) if *cell == "until funded" && funded => "",
        Some((_, cell)) => cell,
        None => "",
    }
}

/// Who has the card of a project in a status that is not public.
fn card_mark(project: &Project, kind: Standing) -> &'static str {
    let as_board = kind == Standing::Board && BOARD_SEES.contains(&project.status.as_str());
    if SEE_ANY_STATUS.contains(&kind) || as_board {
        "x"
    } else {
        ""
    }
}
