//! From the answer to `question.graphql` to the page. Amounts are read as whole numbers of their
//! smallest part, ranked and added up as such, and never rounded.

mod reader;
mod section;

use super::results;
use crate::party_page::{
    Downloads, Figures, Membership, Output, PartyPage, Reader, Results, Sight, Sum,
};
use chrono::NaiveDate;
use entity::value::identifier::doi_address;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reader::Viewer;
use section::{By, Summary};
use serde::Deserialize;
use serde_json::{Value, json};

/// The whole answer.
#[derive(Deserialize)]
pub(super) struct Answer {
    party: Option<Party>,
    viewer: Viewer,
    financed: Count,
    hosted: Count,
    years: Summary,
    areas: Summary,
    hosts: Summary,
    institutes: Summary,
    outputs: Outputs,
}

#[derive(Deserialize)]
struct Party {
    code: String,
    name: String,
    memberships: Vec<Interval>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interval {
    joined: Option<String>,
    left: Option<String>,
    represented_by: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    total_count: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outputs {
    total_count: u64,
    nodes: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    title: String,
    kind: Option<String>,
    level: Option<String>,
    published_on: Option<String>,
    url: Option<String>,
    doi: Option<String>,
    institute: Option<Named>,
    projects: Projects,
}

#[derive(Deserialize)]
struct Projects {
    nodes: Vec<Project>,
}

#[derive(Deserialize)]
struct Project {
    number: String,
}

impl Answer {
    /// The page as of this day; none if there is no such Party.
    pub(super) fn page(self, day: NaiveDate) -> Option<PartyPage> {
        let Party {
            code,
            name,
            memberships,
        } = self.party?;
        let money = self.viewer.money();
        let withheld = matches!(money, Sight::Nothing(_));
        let committed = match withheld {
            true => Vec::new(),
            false => self.years.totals(),
        };
        let committed = committed.into_iter();
        Some(PartyPage {
            figures: Figures {
                financed: (!withheld).then_some(self.financed.total_count),
                committed: committed
                    .map(|(amount, unit)| Sum { amount, unit })
                    .collect(),
                hosted: self.hosted.total_count,
                outputs: self.outputs.total_count,
            },
            years: self.years.section(By::Year, &name, &code),
            areas: self.areas.section(By::Area, &name, &code),
            hosts: self.hosts.section(By::Host, &name, &code),
            institutes: self.institutes.section(By::Institute, &name, &code),
            results: Results {
                sight: self.viewer.results(),
                latest: self.outputs.nodes.into_iter().map(Entry::told).collect(),
                downloads: downloads("outputs", &results(&code)),
            },
            memberships: memberships.into_iter().map(Interval::told).collect(),
            provenance: vec![
                "Amounts are as the records state them, exact, and never converted.".into(),
                match self.viewer.reader() {
                    Reader::Public => "Everything here is open to everyone.".into(),
                    Reader::SignedIn { name, .. } => {
                        format!(
                            "Everything here is what {name} may see on that day; handle it accordingly."
                        )
                    }
                },
            ],
            reader: self.viewer.reader(),
            refusal: None,
            licence: None,
            money,
            day,
            code,
            name,
        })
    }
}

impl Interval {
    fn told(self) -> Membership {
        Membership {
            joined: self.joined,
            left: self.left,
            represented_by: self.represented_by.map(|party| party.name),
        }
    }
}

impl Entry {
    fn told(self) -> Output {
        let resolved = |doi: String| doi_address(&doi);
        Output {
            title: self.title,
            href: self.url.or(self.doi.map(resolved)),
            kind: self.kind.map(|kind| kind.to_lowercase()),
            date: self.published_on,
            level: self
                .level
                .filter(|level| level != "PUBLIC")
                .map(|level| level.to_lowercase()),
            institute: self.institute.map(|institute| institute.name),
            projects: self
                .projects
                .nodes
                .into_iter()
                .map(|one| one.number)
                .collect(),
        }
    }
}

/// The files of a question that comes with the service, under this filter.
fn downloads(question: &str, filter: &Value) -> Downloads {
    let variables = json!({ "filter": filter }).to_string();
    let variables = utf8_percent_encode(&variables, NON_ALPHANUMERIC);
    let file = |extension: &str| format!("/export/{question}.{extension}?variables={variables}");
    Downloads {
        csv: file("csv"),
        xlsx: file("xlsx"),
        json: file("json"),
    }
}
