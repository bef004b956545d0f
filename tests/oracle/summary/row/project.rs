//! Projects.

use super::super::key::{Calendar, Dimension, Part};
use super::{bucket, several};
use crate::oracle::Sight;
use crate::oracle::world::{Funder, Project};

/// A project with what it hangs on.
pub struct ProjectRow<'a> {
    pub project: &'a Project,
    /// Whoever pays for it, by each contribution that the viewer sees.
    pub funders: Vec<&'a Funder>,
    /// "institutes with role leading".
    pub leads: Vec<&'a str>,
}

impl Sight<'_> {
    pub(super) fn projects(&self) -> Vec<ProjectRow<'_>> {
        let world = self.world;
        let seen = world.projects.iter();
        seen.filter(|project| self.sees_project(&project.number))
            .map(|project| ProjectRow {
                project,
                funders: world
                    .contributions
                    .iter()
                    .filter(|row| row.project == project.number && self.sees_contribution(&row.key))
                    .filter_map(|row| world.funders.iter().find(|funder| funder.key == row.funder))
                    .collect(),
                leads: world
                    .participations
                    .iter()
                    .filter(|row| row.project == project.number && row.role == "leading")
                    .map(|row| row.institute.as_str())
                    .collect(),
            })
            .collect()
    }
}

impl<'a> ProjectRow<'a> {
    pub fn months(&self) -> Option<i128> {
        self.project.duration_months.parse().ok()
    }

    /// By each of its funders, so that a Party is told with its own; once where there is none.
    pub(super) fn ways(&self) -> Vec<Option<&'a Funder>> {
        match self.funders.is_empty() {
            true => vec![None],
            false => self.funders.iter().copied().map(Some).collect(),
        }
    }

    /// What it has of this dimension, by this funder.
    pub(super) fn parts(
        &self,
        dimension: Dimension,
        funder: Option<&Funder>,
        years: Calendar,
    ) -> Vec<Part> {
        let project = self.project;
        let of_funder = |cell: fn(&Funder) -> &str| Part::of(funder.map_or("", cell));
        let one = match dimension {
            Dimension::TechnologyArea => return several(project.areas.split(';').map(str::trim)),
            Dimension::LeadInstitute => return several(self.leads.iter().copied()),
            Dimension::Party => of_funder(|funder| &funder.party),
            Dimension::Funder => of_funder(|funder| &funder.key),
            Dimension::Programme => Part::of(&project.programme),
            Dimension::Status => Part::of(&project.status),
            Dimension::HostCountry => Part::of(&project.host_country),
            date => bucket(&project.starts_on, date, years),
        };
        vec![one]
    }
}
