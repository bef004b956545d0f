//! Section 4, "Outputs": which outputs the viewer sees, and the rows that hang on them (their
//! projects and their grants).

use super::membership::{has_left, member_spans, programme_spans};
use super::time::Written;
use super::world::{Output, OutputGrant};
use super::{Sight, Standing, Who};

/// PROJECT: "FINANCES, HOSTS, PARTNERS, PERFORMS, COLLABORATES on one of its projects".
const PROJECT_LEVEL: [Standing; 5] = [
    Standing::Finances,
    Standing::Hosts,
    Standing::Partners,
    Standing::Performs,
    Standing::Collaborates,
];

impl Sight<'_> {
    /// Whether the output exists for the viewer.
    pub fn sees_output(&self, key: &str) -> bool {
        let Some(output) = self.world.outputs.iter().find(|output| output.key == key) else {
            return false;
        };
        self.sees_at_every_level(output) || self.sees_by_level(output)
    }

    /// The tie of an output to a project: both must be visible ("the projects stay so").
    pub fn sees_output_project(&self, output: &str, project: &str) -> bool {
        self.sees_output(output) && self.sees_project(project)
    }

    /// "A grant is seen by its holder, the owning institute and the secretariat (scope `results`; a
    /// Party's not after it left)."
    // Reading: a Party's grant that has ended is hidden from the owning institute as well; the
    // secretariat still sees it ("sees everything its scope covers").
    pub fn sees_grant(&self, output: &str, holder_kind: &str, holder: &str) -> bool {
        let grant = self.world.output_grants.iter().find(|grant| {
            grant.output == output && grant.holder_kind == holder_kind && grant.holder == holder
        });
        let Some(grant) = grant else {
            return false;
        };
        if !self.viewer.scopes.results {
            return false;
        }
        let ended = grant.holder_kind == "party" && has_left(self.world, &grant.holder, self.today);
        self.is_secretariat() || self.holds(grant) || (self.owns(&grant.output) && !ended)
    }

    /// "The owning institute, the holders of a grant for it, and the secretariat see it at every
    /// level, embargo or not", "even where its projects are invisible to them"; with scope `results`.
    fn sees_at_every_level(&self, output: &Output) -> bool {
        let granted = self
            .world
            .output_grants
            .iter()
            .any(|grant| grant.output == output.key && self.holds(grant));
        self.viewer.scopes.results && (self.is_secretariat() || self.owns(&output.key) || granted)
    }

    /// "nobody else sees an output all of whose projects are invisible"; then the table of levels.
    // Reading: the levels are not nested. A former member sees PROJECT outputs by its standing and
    // no PROGRAMME ones; so too an institute in a former member's country.
    fn sees_by_level(&self, output: &Output) -> bool {
        let projects = self.projects_of(output);
        let visible: Vec<&str> = projects
            .iter()
            .copied()
            .filter(|number| self.sees_project(number))
            .collect();
        if !projects.is_empty() && visible.is_empty() {
            return false;
        }
        match self.level_today(output) {
            "public" => true,
            "programme" => self.viewer.scopes.results && self.belongs_to_programme(),
            // "a standing on an invisible project opens nothing"
            "project" => {
                self.viewer.scopes.results
                    && visible.iter().any(|number| self.has_project_level(number))
            }
            // "nobody by standing"
            _ => false,
        }
    }

    /// "Before `embargoed_until` every level but `CONFIDENTIAL` is read as `PROJECT`."
    fn level_today<'o>(&self, output: &'o Output) -> &'o str {
        let embargoed = Written::read(&output.embargoed_until)
            .is_some_and(|until| self.today < until.as_release());
        if embargoed && output.access != "confidential" {
            "project"
        } else {
            &output.access
        }
    }

    /// PROGRAMME: "MEMBER; a partner or institute with at least one live standing anywhere".
    // Reading: "anywhere" is on a project visible to the viewer.
    pub fn belongs_to_programme(&self) -> bool {
        let anywhere = self.live.iter().any(|(_, on, _)| {
            on.as_deref()
                .is_some_and(|number| self.sees_project(number))
        });
        match &self.viewer.who {
            Who::Public | Who::Secretariat => false,
            Who::Party(_) => self.has(Standing::Member, None),
            Who::Partner(_) => anywhere,
            Who::Institute(key) => anywhere && self.country_keeps_programme(key),
        }
    }

    /// "An institute whose country is a former member's loses PROGRAMME access when that Party leaves".
    fn country_keeps_programme(&self, key: &str) -> bool {
        self.world
            .institutes
            .iter()
            .filter(|institute| institute.key == key)
            .flat_map(|institute| programme_spans(self.world, &institute.country))
            .any(|span| span.contains(self.today))
    }

    fn has_project_level(&self, number: &str) -> bool {
        PROJECT_LEVEL
            .iter()
            .any(|kind| self.has(*kind, Some(number)))
    }

    fn owns(&self, key: &str) -> bool {
        let Who::Institute(institute) = &self.viewer.who else {
            return false;
        };
        self.world
            .outputs
            .iter()
            .any(|output| output.key == key && &output.institute == institute)
    }

    /// Whether the viewer is the grant's holder and the grant is in force: "a Party's grant ends
    /// when it leaves".
    // Reading: a Party's grant is in force only while the Party is a member, so not for a Party
    // whose dates are unknown ("`joined` unknown: no right follows"). A grant to a state is no fact
    // of section 3 and does not pass to the Party that represents it.
    fn holds(&self, grant: &OutputGrant) -> bool {
        match (&self.viewer.who, grant.holder_kind.as_str()) {
            (Who::Party(code), "party") => {
                let member = member_spans(self.world, code)
                    .iter()
                    .any(|span| span.contains(self.today));
                code == &grant.holder && member
            }
            (Who::Partner(funder), "funder") => funder == &grant.holder,
            (Who::Institute(institute), "institute") => institute == &grant.holder,
            _ => false,
        }
    }

    fn projects_of(&self, output: &Output) -> Vec<&str> {
        self.world
            .output_projects
            .iter()
            .filter(|row| row.output == output.key)
            .map(|row| row.project.as_str())
            .collect()
    }
}
