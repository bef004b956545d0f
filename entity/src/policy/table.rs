//! The rule as tables (entitlement, section 4). This file is the one to read, and the one to change.
//!
//! The conditions in SQL, the `access` that a viewer is told, and what `istc policy` prints are all
//! made from these tables; none of them knows more than stands here.

use self::Cell::{No as o, Own as own, UntilFunded as until_funded, Yes as x};
use crate::{standing::Standing, viewer::Scope};

/// A part of a project that is seen or withheld as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Number, title, summary, programme, status, areas, dates, institutes and roles.
    Card,
    /// The stored total per currency.
    Allocation,
    /// Each funder and its committed amount.
    Contributions,
    /// Disbursements and adjustments.
    Ledger,
    /// The text that was proposed.
    Proposal,
}

/// To which projects a line of the table applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// To every project.
    Always,
    /// To regular projects.
    ToRegular,
    /// To partner projects, initiatives, and those whose programme is unknown.
    ToOthers,
}

/// What a standing opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    No,
    /// Everything.
    Yes,
    /// The holder's own rows only.
    Own,
    /// Everything, while the project is in one of [`UNTIL_FUNDED`].
    UntilFunded,
}

/// One line of the table: a facet, the scope a token needs for it, and a cell for each standing in
/// the order of [`Standing::ALL`].
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is opened.
    pub facet: Facet,
    /// The scope without which it is withheld.
    pub scope: Scope,
    /// To which projects the line applies.
    pub applies: Applies,
    /// A cell for each standing.
    pub cells: [Cell; 7],
}

/// Who sees which facet of a project that they may see at all. The secretariat has every cell.
#[rustfmt::skip]
pub const FACETS: &[Rule] = &[
    //                                                              BOARD         MEMBER FINANCES HOSTS PARTNERS PERFORMS COLLABORATES
    rule(Facet::Card,          Scope::Card,    Applies::Always,    [x,            x,     x,       x,    x,       x,       x]),
    rule(Facet::Allocation,    Scope::Funding, Applies::ToRegular, [x,            o,     x,       x,    o,       x,       o]),
    rule(Facet::Allocation,    Scope::Funding, Applies::ToOthers,  [o,            o,     x,       x,    o,       x,       o]),
    rule(Facet::Contributions, Scope::Funding, Applies::Always,    [o,            o,     x,       o,    own,     o,       o]),
    rule(Facet::Ledger,        Scope::Funding, Applies::Always,    [o,            o,     x,       o,    own,     o,       o]),
    rule(Facet::Proposal,      Scope::Reports, Applies::Always,    [until_funded, o,     x,       x,    x,       x,       o]),
];

const fn rule(facet: Facet, scope: Scope, applies: Applies, cells: [Cell; 7]) -> Rule {
    Rule {
        facet,
        scope,
        applies,
        cells,
    }
}

/// In these statuses a project's card is public.
pub const PUBLIC_STATUSES: &[&str] = &[
    "submitted_to_board",
    "approved_without_funding",
    "approved_for_funding",
    "agreement_signed",
    "underway",
    "completed",
    "terminated",
];

/// In these statuses a project also exists for Parties with a seat on the Board.
pub const BOARD_STATUSES: &[&str] = &["registered", "under_review", "rejected"];

/// For holders of these standings a project exists in every status.
pub const ANY_STATUS: &[Standing] = &[
    Standing::Finances,
    Standing::Hosts,
    Standing::Partners,
    Standing::Performs,
];

/// The statuses before a project is funded, for [`Cell::UntilFunded`].
pub const UNTIL_FUNDED: &[&str] = &[
    "registered",
    "under_review",
    "submitted_to_board",
    "approved_without_funding",
    "rejected",
];

/// At which level an output may be seen, and by whom. The owning institute, the holders of a grant
/// and the secretariat see it at every level (scope `results`).
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// The level's word in the data.
    pub level: &'static str,
    /// Whether everyone sees it, without scope.
    pub everyone: bool,
    /// Standings on one of the output's visible projects that open it (scope `results`).
    pub on_a_project: &'static [Standing],
    /// Whether it is open to the programme's participants: Parties that are members, and partners and
    /// institutes with at least one live standing on a project they see (scope `results`).
    pub participants: bool,
}

/// The level that an embargoed output is read at, unless it is confidential.
pub const EMBARGOED_LEVEL: &str = "project";

/// The level that no embargo softens.
pub const CONFIDENTIAL_LEVEL: &str = "confidential";

/// Who sees an output at which level.
pub const LEVELS: &[Level] = &[
    Level {
        level: "public",
        everyone: true,
        on_a_project: &[],
        participants: false,
    },
    Level {
        level: "programme",
        everyone: false,
        on_a_project: &[],
        participants: true,
    },
    Level {
        level: EMBARGOED_LEVEL,
        everyone: false,
        on_a_project: &[
            Standing::Finances,
            Standing::Hosts,
            Standing::Partners,
            Standing::Performs,
            Standing::Collaborates,
        ],
        participants: false,
    },
    Level {
        level: CONFIDENTIAL_LEVEL,
        everyone: false,
        on_a_project: &[],
        participants: false,
    },
];

/// Kinds of funder that are public; a partner organisation only where it is listed.
pub const PUBLIC_FUNDERS: &[&str] = &["party", "agency"];

impl Facet {
    /// Every facet, in the table's order.
    pub const ALL: [Facet; 5] = [
        Facet::Card,
        Facet::Allocation,
        Facet::Contributions,
        Facet::Ledger,
        Facet::Proposal,
    ];

    /// The word in capitals, as the schema and the printed policy have it.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Card => "CARD",
            Facet::Allocation => "ALLOCATION",
            Facet::Contributions => "CONTRIBUTIONS",
            Facet::Ledger => "LEDGER",
            Facet::Proposal => "PROPOSAL",
        }
    }

    /// The scope without which it is withheld; every line of the facet has the same.
    pub(crate) fn scope(self) -> Scope {
        self.rules().next().map_or(Scope::Card, |rule| rule.scope)
    }

    /// The lines of the table that speak of this facet.
    pub(crate) fn rules(self) -> impl Iterator<Item = &'static Rule> {
        FACETS.iter().filter(move |rule| rule.facet == self)
    }
}

impl Rule {
    /// The cells of this line that open something, with their standings.
    pub(crate) fn marks(&self) -> impl Iterator<Item = (Standing, Cell)> {
        Standing::ALL
            .into_iter()
            .zip(self.cells)
            .filter(|(_, cell)| *cell != Cell::No)
    }
}
