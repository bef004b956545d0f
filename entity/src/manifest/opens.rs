//! What one standing opens by itself, asked of the rule with no other standing at hand. Other
//! standings may open some of it too.

use crate::{
    policy::{
        Terms,
        access::told,
        table::{BOARD_STATUSES, Facet, LEVELS, PUBLIC_STATUSES},
    },
    query::{Ending, EndingField, Project, ProjectField},
    read::{Found, NotAsked, Row},
    standing::{LiveStanding, Standing},
    store::Reader,
    viewer::Scope,
};

/// A programme for each line of the rule's table: the regular one, and any other.
const PROGRAMMES: [&str; 2] = ["regular", "partner"];

impl Reader {
    /// The facets that a standing opens until it ends, in scope: of its project, or of projects in
    /// general for a standing in the programme. `project` is what was found of its project; the
    /// question must have asked for its programme and status.
    ///
    /// # Errors
    /// If it has not.
    pub fn opened_facets(
        &self,
        ending: &Row<Ending>,
        project: &Found<Project>,
    ) -> Result<Vec<Facet>, NotAsked> {
        let Some(kind) = Standing::from_word(ending.known_text(EndingField::Kind)?) else {
            return Ok(Vec::new());
        };
        Ok(match project.first() {
            Some(project) => {
                let programme = project.known_text(ProjectField::Programme)?;
                let status = project.known_text(ProjectField::Status)?;
                facets(&self.terms, kind, &[(programme, status)])
            }
            None if kind.is_of_a_project() => Vec::new(),
            None => facets(&self.terms, kind, &anywhere()),
        })
    }

    /// The levels of outputs that a standing opens until it ends, in scope, by the words of the data.
    ///
    /// # Errors
    /// If the question did not ask for the standing's kind.
    pub fn opened_levels(&self, ending: &Row<Ending>) -> Result<Vec<&'static str>, NotAsked> {
        let kind = Standing::from_word(ending.known_text(EndingField::Kind)?);
        Ok(kind.map_or_else(Vec::new, |kind| levels(&self.terms, kind)))
    }
}

/// Every kind of project that exists for others than those who hold a standing on it.
fn anywhere() -> Vec<(&'static str, &'static str)> {
    let statuses = || PUBLIC_STATUSES.iter().chain(BOARD_STATUSES).copied();
    PROGRAMMES
        .into_iter()
        .flat_map(|programme| statuses().map(move |status| (programme, status)))
        .collect()
}

/// The facets that are open because of this standing, on at least one of these projects (programme
/// and status of each).
fn facets(terms: &Terms, kind: Standing, projects: &[(&str, &str)]) -> Vec<Facet> {
    let alone = [LiveStanding { kind, until: None }];
    let (programme, project): (&[LiveStanding], &[LiveStanding]) = if kind.is_of_a_project() {
        (&[], &alone)
    } else {
        (&alone, &[])
    };
    let terms = Terms {
        programme_standings: programme.to_vec(),
        ..terms.clone()
    };
    let opens = |facet: &Facet| {
        projects.iter().any(|(programme, status)| {
            told(&terms, *facet, programme, status, project)
                .because
                .contains(&kind)
        })
    };
    Facet::ALL.into_iter().filter(opens).collect()
}

/// The levels of outputs that this standing opens. A Party takes part in the programme as a member,
/// others by any standing.
fn levels(terms: &Terms, kind: Standing) -> Vec<&'static str> {
    if !terms.covers(Scope::Results) {
        return Vec::new();
    }
    let takes_part = terms.participates
        && matches!(
            kind,
            Standing::Member | Standing::Partners | Standing::Performs | Standing::Collaborates
        );
    LEVELS
        .iter()
        .filter(|level| level.on_a_project.contains(&kind) || (level.participants && takes_part))
        .map(|level| level.level)
        .collect()
}
