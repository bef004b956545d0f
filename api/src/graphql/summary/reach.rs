//! How the rows of each noun reach what they are grouped by.

use super::{
    dimension::{OutputDimension, ProjectDimension, SummaryDimension},
    shape::{Funding, Outputs, Projects, Shape},
};
use entity::{
    Contribution, ContributionField, FunderField, LedgerEntry, LedgerEntryField, Output,
    OutputField, Project, ProjectField,
    summary::{Bucket, Dimension, Route, Source, Summed},
    value::FiscalCalendar,
};

/// A noun that can be grouped.
pub(in crate::graphql) trait Grouped: Summed {
    /// How its sums are shown.
    type Shape: Shape;

    /// The dimension; `None` if the noun has none such.
    fn dimension(
        by: <Self::Shape as Shape>::Dimension,
        calendar: FiscalCalendar,
    ) -> Option<Dimension<Self>>;
}

impl Grouped for Contribution {
    type Shape = Funding;

    fn dimension(by: SummaryDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
        Self::booked(by, calendar)
    }
}

impl Grouped for LedgerEntry {
    type Shape = Funding;

    fn dimension(by: SummaryDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
        Self::booked(by, calendar)
    }
}

impl Grouped for Project {
    type Shape = Projects;

    fn dimension(by: ProjectDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
        let here = || -> Route<Self, Self> { Route::here() };
        let starts = || here().field(ProjectField::StartsOn);
        let value = |source| (source, Bucket::Value);
        let (source, bucket) = match by {
            ProjectDimension::Programme => value(here().field(ProjectField::Programme)),
            ProjectDimension::Status => value(here().field(ProjectField::Status)),
            ProjectDimension::TechnologyArea => value(here().area()),
            ProjectDimension::HostCountry => value(here().field(ProjectField::HostCountryCode)),
            ProjectDimension::LeadInstitute => value(here().lead()),
            ProjectDimension::Party => value(here().funder().party()),
            ProjectDimension::Funder => value(here().funder().key()),
            ProjectDimension::Year => (starts(), Bucket::Year),
            ProjectDimension::Quarter => (starts(), Bucket::Quarter),
            ProjectDimension::FiscalYear => (starts(), Bucket::FiscalYear(calendar)),
        };
        Some(Dimension { source, bucket })
    }
}

impl Grouped for Output {
    type Shape = Outputs;

    fn dimension(by: OutputDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
        let here = || -> Route<Self, Self> { Route::here() };
        let published = || here().field(OutputField::PublishedOn);
        let project = || here().project();
        let value = |source| (source, Bucket::Value);
        let (source, bucket) = match by {
            OutputDimension::Kind => value(here().field(OutputField::Kind)),
            OutputDimension::Level => value(here().field(OutputField::Access)),
            OutputDimension::Institute => value(here().field(OutputField::InstituteKey)),
            OutputDimension::Project => value(project().field(ProjectField::Number)),
            OutputDimension::Programme => value(project().field(ProjectField::Programme)),
            OutputDimension::TechnologyArea => value(project().area()),
            OutputDimension::HostCountry => value(project().field(ProjectField::HostCountryCode)),
            OutputDimension::Year => (published(), Bucket::Year),
            OutputDimension::Quarter => (published(), Bucket::Quarter),
            OutputDimension::FiscalYear => (published(), Bucket::FiscalYear(calendar)),
        };
        Some(Dimension { source, bucket })
    }
}

/// A noun of money that can be grouped.
trait Booked: Summed {
    /// Where it stands on the way to its contribution.
    fn contribution() -> Route<Self, Contribution>;
    /// Its date.
    fn date() -> Source<Self>;
    /// What it books.
    fn entry_kind() -> Option<Source<Self>>;

    /// The dimension; `None` if the noun has none such.
    fn booked(by: SummaryDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
        let project = || Self::contribution().project();
        let value = |source| (source, Bucket::Value);
        let (source, bucket) = match by {
            SummaryDimension::Party => value(Self::contribution().funder().party()),
            SummaryDimension::Funder => value(Self::contribution().funder().key()),
            SummaryDimension::FunderKind => {
                value(Self::contribution().funder().field(FunderField::Kind))
            }
            SummaryDimension::Programme => value(project().field(ProjectField::Programme)),
            SummaryDimension::Status => value(project().field(ProjectField::Status)),
            SummaryDimension::TechnologyArea => value(project().area()),
            SummaryDimension::HostCountry => value(project().field(ProjectField::HostCountryCode)),
            SummaryDimension::LeadInstitute => value(project().lead()),
            SummaryDimension::EntryKind => value(Self::entry_kind()?),
            SummaryDimension::Year => (Self::date(), Bucket::Year),
            SummaryDimension::Quarter => (Self::date(), Bucket::Quarter),
            SummaryDimension::FiscalYear => (Self::date(), Bucket::FiscalYear(calendar)),
        };
        Some(Dimension { source, bucket })
    }
}

impl Booked for Contribution {
    fn contribution() -> Route<Self, Contribution> {
        Route::here()
    }

    fn date() -> Source<Self> {
        Route::here().field(ContributionField::CommittedOn)
    }

    fn entry_kind() -> Option<Source<Self>> {
        None
    }
}

impl Booked for LedgerEntry {
    fn contribution() -> Route<Self, Contribution> {
        Route::here().contribution()
    }

    fn date() -> Source<Self> {
        Route::here().field(LedgerEntryField::BookedOn)
    }

    fn entry_kind() -> Option<Source<Self>> {
        Some(Route::here().field(LedgerEntryField::Kind))
    }
}
