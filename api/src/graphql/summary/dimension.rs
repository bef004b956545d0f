//! By what each noun can be grouped, as the schema names it.

use async_graphql::Enum;

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

/// What projects can be grouped by. Dates are those on which they start.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum ProjectDimension {
    /// The programme.
    Programme,
    /// The status.
    Status,
    /// Each technology area.
    TechnologyArea,
    /// The host state, as stated on the project.
    HostCountry,
    /// Each institute that leads it.
    LeadInstitute,
    /// Each Party that a funder of it belongs to, as far as the viewer may see the contributions.
    Party,
    /// Each funder, as far as the viewer may see the contributions.
    Funder,
    /// The calendar year in which it starts.
    Year,
    /// The quarter of the calendar year in which it starts.
    Quarter,
    /// The fiscal year, of the Party that `fiscalYearOf` names, in which it starts.
    FiscalYear,
}

/// What outputs can be grouped by. Dates are those of publication; what is said of projects is said of each
/// project that the output came from, as far as the viewer may see them.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum OutputDimension {
    /// What it is.
    Kind,
    /// Who may see it once no embargo is upon it.
    Level,
    /// The institute that owns it.
    Institute,
    /// Each project that it came from.
    Project,
    /// The programmes of its projects.
    Programme,
    /// Each technology area of its projects.
    TechnologyArea,
    /// The host states of its projects.
    HostCountry,
    /// The calendar year of publication.
    Year,
    /// The quarter of the calendar year of publication.
    Quarter,
    /// The fiscal year of publication, of the Party that `fiscalYearOf` names.
    FiscalYear,
}
