//! How the rows of each noun reach what they are grouped by.

use super::{
    dimension::{OutputDimension, ProjectDimension, SummaryDimension},
    shape::{Funding, Outputs, Projects, Shape},
};
use entity::{
    Contribution, ContributionField, LedgerEntry, LedgerEntryField, Output, OutputField, Project,
    ProjectField,
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

/// Money: by what stands beside it, by its project's areas and institutes, by its date.
macro_rules! of_money {
    ($noun:ident, dated $date:expr, booking $kind:expr) => {
        impl Grouped for $noun {
            type Shape = Funding;

            fn dimension(
                by: SummaryDimension,
                calendar: FiscalCalendar,
            ) -> Option<Dimension<Self>> {
                let here = || -> Route<Self, Self> { Route::here() };
                let date = || here().field($date);
                let kind: Option<Source<Self>> = $kind;
                let value = |source| (source, Bucket::Value);
                let (source, bucket) = match by {
                    SummaryDimension::Party => value(here().party()),
                    SummaryDimension::Funder => value(here().funder()),
                    SummaryDimension::FunderKind => value(here().funder_kind()),
                    SummaryDimension::Programme => value(here().programme()),
                    SummaryDimension::Status => value(here().status()),
                    SummaryDimension::TechnologyArea => value(here().area()),
                    SummaryDimension::HostCountry => value(here().host()),
                    SummaryDimension::LeadInstitute => value(here().lead()),
                    SummaryDimension::EntryKind => value(kind?),
                    SummaryDimension::Year => (date(), Bucket::Year),
                    SummaryDimension::Quarter => (date(), Bucket::Quarter),
                    SummaryDimension::FiscalYear => (date(), Bucket::FiscalYear(calendar)),
                };
                Some(Dimension { source, bucket })
            }
        }
    };
}

of_money!(Contribution, dated ContributionField::CommittedOn, booking None);
of_money!(
    LedgerEntry,
    dated LedgerEntryField::BookedOn,
    booking Some(Route::here().field(LedgerEntryField::Kind))
);

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
            ProjectDimension::Party => value(here().contributions().party()),
            ProjectDimension::Funder => value(here().contributions().funder()),
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
