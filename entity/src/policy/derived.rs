//! The rule's tables as they are derived when data are written: what each standing opens on its project, and
//! for whom a project exists. A policy then asks one index.
//!
//! Only what depends on data is derived. Scopes, the secretariat, a seat on the Board, membership and the
//! day are known when a viewer asks.

use super::table::{
    ANY_STATUS, Applies, BOARD_STATUSES, Cell, Facet, PUBLIC_STATUSES, Rule, UNTIL_FUNDED,
};
use crate::standing::Standing;

/// What a standing opens on its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opens {
    /// That the project exists for its holder.
    Project,
    /// Every row of a facet.
    All(Facet),
    /// The holder's own rows of it.
    Own(Facet),
}

/// For whom a project exists, beside those whose standing opens it: the numbers in `projects.audience`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Everyone.
    Everyone = 0,
    /// Parties with a seat on the Board.
    Board = 1,
    /// Nobody else.
    Holders = 2,
}

impl Opens {
    /// Its bit in `standing.opens`.
    pub(crate) fn bit(self) -> i32 {
        let place = |facet: Facet| Facet::ALL.iter().position(|one| *one == facet).unwrap_or(0);
        match self {
            Opens::Project => 1,
            Opens::All(facet) => 2 << (2 * place(facet)),
            Opens::Own(facet) => 4 << (2 * place(facet)),
        }
    }

    /// Whether this row of standing, under the name `standing`, opens it.
    pub(crate) fn is_among(self, standing: &str) -> String {
        format!("({standing}.opens & {}) <> 0", self.bit())
    }

    /// When a standing `s` on the project `p` that its holder sees opens it.
    fn condition(self) -> String {
        let (facet, cells) = match self {
            Opens::Project => return "1 = 1".into(),
            Opens::All(facet) => (facet, [Cell::Yes, Cell::UntilFunded].as_slice()),
            Opens::Own(facet) => (facet, [Cell::Own].as_slice()),
        };
        let mut ways = Vec::new();
        for rule in facet.rules() {
            for cell in cells {
                let kinds: Vec<&str> = marked(rule, *cell).map(Standing::word).collect();
                if kinds.is_empty() {
                    continue;
                }
                let until_funded = match cell {
                    Cell::UntilFunded => format!(" and p.status in ({})", quoted(UNTIL_FUNDED)),
                    _ => String::new(),
                };
                let kinds = quoted(&kinds);
                let applies = applies(rule.applies);
                ways.push(format!("(s.kind in ({kinds}){applies}{until_funded})"));
            }
        }
        match ways.is_empty() {
            true => "1 = 0".into(),
            false => ways.join(" or "),
        }
    }
}

/// The standings on a project that a line marks so.
fn marked(rule: &Rule, cell: Cell) -> impl Iterator<Item = Standing> {
    let marked = rule.marks().filter(move |(_, mark)| *mark == cell);
    let standings = marked.map(|(standing, _)| standing);
    standings.filter(|standing| standing.is_of_a_project())
}

fn applies(applies: Applies) -> &'static str {
    match applies {
        Applies::Always => "",
        Applies::ToRegular => " and p.programme = 'regular'",
        Applies::ToOthers => " and p.programme <> 'regular'",
    }
}

/// What the standing `s` opens on the project `p`, which is null for one of the programme. A standing on a
/// project that its holder does not see opens nothing.
pub(crate) fn opens() -> String {
    let facets = Facet::ALL.into_iter().filter(|facet| *facet != Facet::Card);
    let each = facets.flat_map(|facet| [Opens::All(facet), Opens::Own(facet)]);
    let bits: Vec<String> = [Opens::Project]
        .into_iter()
        .chain(each)
        .map(|opens| (opens.bit(), opens.condition()))
        .filter(|(_, condition)| condition != "1 = 0")
        .map(|(bit, condition)| format!("case when {condition} then {bit} else 0 end"))
        .collect();
    let any_status: Vec<&str> = ANY_STATUS.iter().map(|standing| standing.word()).collect();
    let sees = format!(
        "p.status in ({}) or s.kind in ({})",
        quoted(PUBLIC_STATUSES),
        quoted(&any_status)
    );
    #[cfg(mutants)]
    let sees = crate::mutant::instead("standing_on_an_invisible_project", sees, || "1 = 1".into());
    format!(
        "case when p.number is not null and ({sees}) then {} else 0 end",
        bits.join(" + ")
    )
}

/// For whom a project exists, from its status.
pub(crate) fn audience() -> String {
    format!(
        "case when status in ({}) then {} when status in ({}) then {} else {} end",
        quoted(PUBLIC_STATUSES),
        Audience::Everyone as i32,
        quoted(BOARD_STATUSES),
        Audience::Board as i32,
        Audience::Holders as i32
    )
}

/// Words as a list in SQL.
pub(crate) fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    quoted.join(", ")
}

/// The kind of holder that stands for every Party with a seat on the Board.
pub(crate) const BOARD: &str = "board";

/// What an entry for an output requires of its holder besides: bits of `output_entries.requires`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requires {
    /// The scope `results`.
    Results = 1,
    /// To take part in the programme.
    Participates = 2,
    /// To be a member.
    Member = 4,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::table::{FACETS, LEVELS};

    #[test]
    fn each_has_a_bit_of_its_own() {
        let each = Facet::ALL
            .into_iter()
            .flat_map(|facet| [Opens::All(facet), Opens::Own(facet)]);
        let bits: Vec<i32> = [Opens::Project]
            .into_iter()
            .chain(each)
            .map(Opens::bit)
            .collect();
        let all = bits.iter().fold(0, |all, bit| all | bit);
        assert_eq!(all.count_ones() as usize, bits.len());
    }

    /// Policies ask for one scope of a facet, whatever the project.
    #[test]
    fn every_line_of_a_facet_needs_the_same_scope() {
        for rule in FACETS {
            assert!(
                rule.facet.rules().all(|other| other.scope == rule.scope),
                "{rule:?}"
            );
        }
    }

    /// An output is open to everyone, and to participants, from one day on and for good.
    #[test]
    fn what_an_embargo_softens_is_open_to_holders_alone() {
        use crate::policy::table::EMBARGOED_LEVEL;
        for level in LEVELS.iter().filter(|level| level.level == EMBARGOED_LEVEL) {
            assert!(!level.everyone && !level.participants);
        }
    }
}
