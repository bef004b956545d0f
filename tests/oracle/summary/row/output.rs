//! Outputs.

use super::super::key::{Calendar, Dimension, Part};
use super::{bucket, several};
use crate::oracle::Sight;
use crate::oracle::world::{Output, Project};

/// An output with what it hangs on.
pub struct OutputRow<'a> {
    pub output: &'a Output,
    /// Those that the viewer sees.
    pub projects: Vec<&'a Project>,
}

impl Sight<'_> {
    pub(super) fn outputs(&self) -> Vec<OutputRow<'_>> {
        let world = self.world;
        let seen = world.outputs.iter();
        seen.filter(|output| self.sees_output(&output.key))
            .map(|output| OutputRow {
                output,
                projects: world
                    .output_projects
                    .iter()
                    .filter(|tie| tie.output == output.key)
                    .filter(|tie| self.sees_output_project(&tie.output, &tie.project))
                    .filter_map(|tie| world.project(&tie.project))
                    .collect(),
            })
            .collect()
    }
}

impl<'a> OutputRow<'a> {
    /// By each of its projects, so that a country is told with the area of the same; once where there is none.
    pub(super) fn ways(&self) -> Vec<Option<&'a Project>> {
        match self.projects.is_empty() {
            true => vec![None],
            false => self.projects.iter().copied().map(Some).collect(),
        }
    }

    /// What it has of this dimension, by this project.
    pub(super) fn parts(
        &self,
        dimension: Dimension,
        project: Option<&Project>,
        years: Calendar,
    ) -> Vec<Part> {
        let of_project = |cell: fn(&Project) -> &str| Part::of(project.map_or("", cell));
        let one = match dimension {
            Dimension::TechnologyArea => {
                let areas = project.map(|project| project.areas.split(';').map(str::trim));
                return several(areas.into_iter().flatten());
            }
            Dimension::Kind => Part::of(&self.output.kind),
            Dimension::Level => Part::of(&self.output.access),
            Dimension::Institute => Part::of(&self.output.institute),
            Dimension::Project => of_project(|project| &project.number),
            Dimension::Programme => of_project(|project| &project.programme),
            Dimension::HostCountry => of_project(|project| &project.host_country),
            date => bucket(&self.output.published_on, date, years),
        };
        vec![one]
    }
}
