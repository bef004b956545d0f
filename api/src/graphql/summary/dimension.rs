//! By what funding can be grouped, as the schema names it.

use async_graphql::Enum;
use entity::{
    Contribution, ContributionField, FunderField, LedgerEntry, LedgerEntryField, ProjectField,
    summary::{Bucket, Dimension, Route, Source, Summed},
    value::FiscalCalendar,
};

macro_rules! dimensions {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$item_doc:meta])* $item:ident),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::graphql) enum $name {
            $($(#[$item_doc])* $item),+
        }

        impl From<$name> for SummaryDimension {
            fn from(dimension: $name) -> Self {
                match dimension { $($name::$item => SummaryDimension::$item),+ }
            }
        }
    };
}

/// What figures can be grouped by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum SummaryDimension {
    /// The Party that the funder belongs to, where the records say so.
    Party,
    /// The funder.
    Funder,
    /// What kind of organisation the funder is.
    FunderKind,
    /// The project's programme.
    Programme,
    /// The project's status.
    Status,
    /// Each technology area of the project.
    TechnologyArea,
    /// The host state, as stated on the project.
    HostCountry,
    /// Each institute that leads the project.
    LeadInstitute,
    /// What the ledger entry books.
    EntryKind,
    /// The calendar year.
    Year,
    /// The quarter of the calendar year.
    Quarter,
    /// The fiscal year of a Party.
    FiscalYear,
}

dimensions! {
    /// What contributions can be grouped by. Dates are those of commitment.
    FundingDimension {
        /// The Party that the funder belongs to, where the records say so.
        Party,
        /// The funder.
        Funder,
        /// What kind of organisation the funder is.
        FunderKind,
        /// The project's programme.
        Programme,
        /// The project's status.
        Status,
        /// Each technology area of the project.
        TechnologyArea,
        /// The host state, as stated on the project.
        HostCountry,
        /// Each institute that leads the project.
        LeadInstitute,
        /// The calendar year.
        Year,
        /// The quarter of the calendar year.
        Quarter,
        /// The fiscal year of the Party that `fiscalYearOf` names.
        FiscalYear,
    }
}

dimensions! {
    /// What ledger entries can be grouped by. Dates are those of booking.
    LedgerDimension {
        /// The Party that the funder belongs to, where the records say so.
        Party,
        /// The funder.
        Funder,
        /// What kind of organisation the funder is.
        FunderKind,
        /// The project's programme.
        Programme,
        /// The project's status.
        Status,
        /// Each technology area of the project.
        TechnologyArea,
        /// The host state, as stated on the project.
        HostCountry,
        /// Each institute that leads the project.
        LeadInstitute,
        /// Whether money was paid out or a figure corrected.
        EntryKind,
        /// The calendar year.
        Year,
        /// The quarter of the calendar year.
        Quarter,
        /// The fiscal year of the Party that `fiscalYearOf` names.
        FiscalYear,
    }
}

/// A noun of money that can be grouped.
pub(in crate::graphql) trait Grouped: Summed {
    /// Where it stands on the way to its contribution.
    fn contribution() -> Route<Self, Contribution>;
    /// Its date.
    fn date() -> Source<Self>;
    /// What it books.
    fn entry_kind() -> Option<Source<Self>>;

    /// The dimension; `None` if the noun has none such.
    fn dimension(by: SummaryDimension, calendar: FiscalCalendar) -> Option<Dimension<Self>> {
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

impl Grouped for Contribution {
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

impl Grouped for LedgerEntry {
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
