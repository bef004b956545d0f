//! Who reads, and how far they see: from what the service answers about the viewer.

use super::Named;
use crate::party_page::{Reader, Reason, Sight};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Viewer {
    kind: String,
    scopes: Vec<String>,
    party: Option<Named>,
    funder: Option<Named>,
    institute: Option<Named>,
    standings: Vec<Standing>,
    manifest: Manifest,
}

#[derive(Deserialize)]
struct Standing {
    kind: String,
}

#[derive(Deserialize)]
struct Manifest {
    facets: Vec<Facet>,
    outputs: Vec<Level>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Facet {
    facet: String,
    in_scope: bool,
    granted: u64,
    own: u64,
    withheld: u64,
}

#[derive(Deserialize)]
struct Level {
    level: String,
    outputs: u64,
}

impl Viewer {
    /// As whom they read.
    pub(super) fn reader(&self) -> Reader {
        if self.is_public() {
            return Reader::Public;
        }
        let name = match self.kind.as_str() {
            "SECRETARIAT" => Some("the secretariat"),
            _ => [&self.party, &self.funder, &self.institute]
                .into_iter()
                .flatten()
                .map(|one| one.name.as_str())
                .next(),
        };
        Reader::SignedIn {
            name: name.unwrap_or("the holder of a token").to_owned(),
            entitled: self.entitled(),
        }
    }

    /// How far they see contributions. It follows from what their standings open on whatever
    /// project, not from this Party's.
    pub(super) fn money(&self) -> Sight {
        let facets = &self.manifest.facets;
        let facet = facets.iter().find(|one| one.facet == "CONTRIBUTIONS");
        match facet {
            _ if self.is_public() => Sight::Nothing(Reason::Public),
            Some(facet) if !facet.in_scope => Sight::Nothing(Reason::Scope("funding")),
            _ if self.kind == "SECRETARIAT" => Sight::Whole,
            Some(facet) if facet.granted + facet.own > 0 => Sight::Part,
            _ => Sight::Nothing(Reason::Standing),
        }
    }

    /// How far they see results that are not public.
    pub(super) fn results(&self) -> Sight {
        if self.is_public() {
            return Sight::Nothing(Reason::Public);
        }
        if !self.scopes.iter().any(|scope| scope == "RESULTS") {
            return Sight::Nothing(Reason::Scope("results"));
        }
        match self.kind.as_str() {
            "SECRETARIAT" => Sight::Whole,
            _ => Sight::Part,
        }
    }

    fn is_public(&self) -> bool {
        self.kind == "PUBLIC"
    }

    fn entitled(&self) -> Vec<String> {
        let standings = self.standings.iter().filter_map(|one| {
            Some(match one.kind.as_str() {
                "BOARD" => "what the Governing Board is told".to_owned(),
                "MEMBER" => "what members of the programme are told".to_owned(),
                _ => return None,
            })
        });
        let facets = self.manifest.facets.iter().flat_map(Facet::told);
        let levels = self.manifest.outputs.iter().filter_map(Level::told);
        standings.chain(facets).chain(levels).collect()
    }
}

impl Facet {
    fn told(&self) -> Vec<String> {
        let name = match self.facet.as_str() {
            "ALLOCATION" => "allocations",
            "CONTRIBUTIONS" => "contributions",
            "LEDGER" => "the ledger",
            "PROPOSAL" => "proposals",
            // Everyone sees it.
            _ => return Vec::new(),
        };
        let every = self.withheld == 0 && self.own == 0;
        let all = (self.granted > 0).then(|| match every {
            true => format!("{name} of every project"),
            false => format!("{name} of {}", projects(self.granted)),
        });
        let own = (self.own > 0).then(|| format!("{name} of their own in {}", projects(self.own)));
        all.into_iter().chain(own).collect()
    }
}

impl Level {
    fn told(&self) -> Option<String> {
        let kept = self.level != "PUBLIC" && self.outputs > 0;
        let noun = if self.outputs == 1 {
            "result"
        } else {
            "results"
        };
        kept.then(|| {
            format!(
                "{} {noun} of the level {}",
                self.outputs,
                self.level.to_lowercase()
            )
        })
    }
}

fn projects(count: u64) -> String {
    match count {
        1 => "1 project".into(),
        many => format!("{many} projects"),
    }
}
