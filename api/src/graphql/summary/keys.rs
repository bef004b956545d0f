//! The typed keys of groups: a group by Party has the Party, with whatever is selected of it.

use super::{
    dimension::{OutputDimension, ProjectDimension, SummaryDimension},
    keyed::GroupKey,
    year::{FiscalYear, Quarter},
};
use crate::graphql::{
    area::TechnologyArea,
    country::Country,
    funder::Funder,
    institute::Institute,
    known::{Form, Known, Plan},
    party::Party,
    project::Project,
    question::place,
    words::{FunderKind, LedgerEntryKind, OutputKind, OutputLevel, Programme, ProjectStatus},
};
use async_graphql::{Context, Object, Positioned, Value, parser::types::Field};
use entity::{PartyField, read::Place};

/// What is known of a key.
pub(in crate::graphql) enum KeyWay {
    /// The Party that was asked for at this place.
    Party(Place, Plan<PartyField>),
    Year,
}

impl KeyWay {
    fn of(field: &Positioned<Field>) -> Option<Self> {
        match field.node.name.node.as_str() {
            "party" => {
                let plan = Plan::of::<Party>(&field.node.selection_set.node)?;
                Some(KeyWay::Party(place(field), plan))
            }
            "year" => Some(KeyWay::Year),
            _ => None,
        }
    }

    /// Shows it of a key; `by_party` and `by_year` are what its dimensions call them.
    fn show<D: Copy + PartialEq, F: Form>(
        &self,
        key: &GroupKey<D>,
        by_party: D,
        by_year: D,
        form: F,
    ) -> Option<F::Shown> {
        match self {
            KeyWay::Party(place, plan) => match key.row_at::<Party>(*place, by_party) {
                Some(party) => form.object(plan, &party),
                None => form.leaf(Value::Null),
            },
            KeyWay::Year => form.leaf(year(key.year(by_year))),
        }
    }
}

fn year(year: Option<i32>) -> Value {
    year.map_or(Value::Null, Value::from)
}

/// What a group of entries is grouped by.
pub(in crate::graphql) struct SummaryKeys(GroupKey<SummaryDimension>);

impl From<GroupKey<SummaryDimension>> for SummaryKeys {
    fn from(key: GroupKey<SummaryDimension>) -> Self {
        Self(key)
    }
}

impl Known for SummaryKeys {
    type Way = KeyWay;

    fn way(field: &Positioned<Field>) -> Option<KeyWay> {
        KeyWay::of(field)
    }

    fn show<F: Form>(&self, way: &KeyWay, form: F) -> Option<F::Shown> {
        way.show(
            &self.0,
            SummaryDimension::Party,
            SummaryDimension::Year,
            form,
        )
    }
}

/// What a group is grouped by: null where it was not grouped by it, and where it is unknown, which
/// `unknown` tells.
#[Object]
impl SummaryKeys {
    /// The Party that the funder belongs to.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        self.0.row(ctx, SummaryDimension::Party)
    }

    /// The funder.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Funder> {
        self.0.row(ctx, SummaryDimension::Funder)
    }

    /// What kind of organisation the funder is.
    async fn funder_kind(&self) -> Option<FunderKind> {
        self.0
            .word(SummaryDimension::FunderKind)
            .and_then(FunderKind::of)
    }

    /// The project's programme.
    async fn programme(&self) -> Option<Programme> {
        self.0
            .word(SummaryDimension::Programme)
            .and_then(Programme::of)
    }

    /// The project's status.
    async fn status(&self) -> Option<ProjectStatus> {
        self.0
            .word(SummaryDimension::Status)
            .and_then(ProjectStatus::of)
    }

    /// The technology area.
    async fn technology_area(&self, ctx: &Context<'_>) -> Option<TechnologyArea> {
        self.0.row(ctx, SummaryDimension::TechnologyArea)
    }

    /// The host state.
    async fn host_country(&self, ctx: &Context<'_>) -> Option<Country> {
        self.0.row(ctx, SummaryDimension::HostCountry)
    }

    /// The institute that leads the project.
    async fn lead_institute(&self, ctx: &Context<'_>) -> Option<Institute> {
        self.0.row(ctx, SummaryDimension::LeadInstitute)
    }

    /// What the ledger entry books.
    async fn entry_kind(&self) -> Option<LedgerEntryKind> {
        self.0
            .word(SummaryDimension::EntryKind)
            .and_then(LedgerEntryKind::of)
    }

    /// The calendar year.
    async fn year(&self) -> Option<i32> {
        self.0.year(SummaryDimension::Year)
    }

    /// The quarter of the calendar year.
    async fn quarter(&self) -> Option<Quarter> {
        self.0.quarter(SummaryDimension::Quarter)
    }

    /// The fiscal year.
    async fn fiscal_year(&self) -> Option<FiscalYear> {
        self.0.fiscal_year(SummaryDimension::FiscalYear)
    }
}

/// What a group of projects is grouped by.
pub(in crate::graphql) struct ProjectKeys(GroupKey<ProjectDimension>);

impl From<GroupKey<ProjectDimension>> for ProjectKeys {
    fn from(key: GroupKey<ProjectDimension>) -> Self {
        Self(key)
    }
}

impl Known for ProjectKeys {
    type Way = KeyWay;

    fn way(field: &Positioned<Field>) -> Option<KeyWay> {
        KeyWay::of(field)
    }

    fn show<F: Form>(&self, way: &KeyWay, form: F) -> Option<F::Shown> {
        way.show(
            &self.0,
            ProjectDimension::Party,
            ProjectDimension::Year,
            form,
        )
    }
}

/// What a group of projects is grouped by: null where it was not grouped by it, and where it is unknown,
/// which `unknown` tells.
#[Object]
impl ProjectKeys {
    /// The programme.
    async fn programme(&self) -> Option<Programme> {
        self.0
            .word(ProjectDimension::Programme)
            .and_then(Programme::of)
    }

    /// The status.
    async fn status(&self) -> Option<ProjectStatus> {
        self.0
            .word(ProjectDimension::Status)
            .and_then(ProjectStatus::of)
    }

    /// The technology area.
    async fn technology_area(&self, ctx: &Context<'_>) -> Option<TechnologyArea> {
        self.0.row(ctx, ProjectDimension::TechnologyArea)
    }

    /// The host state.
    async fn host_country(&self, ctx: &Context<'_>) -> Option<Country> {
        self.0.row(ctx, ProjectDimension::HostCountry)
    }

    /// The institute that leads.
    async fn lead_institute(&self, ctx: &Context<'_>) -> Option<Institute> {
        self.0.row(ctx, ProjectDimension::LeadInstitute)
    }

    /// The Party that a funder belongs to.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        self.0.row(ctx, ProjectDimension::Party)
    }

    /// The funder.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Funder> {
        self.0.row(ctx, ProjectDimension::Funder)
    }

    /// The calendar year in which the project starts.
    async fn year(&self) -> Option<i32> {
        self.0.year(ProjectDimension::Year)
    }

    /// The quarter of the calendar year in which the project starts.
    async fn quarter(&self) -> Option<Quarter> {
        self.0.quarter(ProjectDimension::Quarter)
    }

    /// The fiscal year in which the project starts.
    async fn fiscal_year(&self) -> Option<FiscalYear> {
        self.0.fiscal_year(ProjectDimension::FiscalYear)
    }
}

/// What a group of outputs is grouped by.
pub(in crate::graphql) struct OutputKeys(GroupKey<OutputDimension>);

impl From<GroupKey<OutputDimension>> for OutputKeys {
    fn from(key: GroupKey<OutputDimension>) -> Self {
        Self(key)
    }
}

impl Known for OutputKeys {
    /// The year is all that is known.
    type Way = ();

    fn way(field: &Positioned<Field>) -> Option<()> {
        (field.node.name.node == "year").then_some(())
    }

    fn show<F: Form>(&self, (): &(), form: F) -> Option<F::Shown> {
        form.leaf(year(self.0.year(OutputDimension::Year)))
    }
}

/// What a group of outputs is grouped by: null where it was not grouped by it, and where it is unknown,
/// which `unknown` tells.
#[Object]
impl OutputKeys {
    /// What the output is.
    async fn kind(&self) -> Option<OutputKind> {
        self.0.word(OutputDimension::Kind).and_then(OutputKind::of)
    }

    /// Who may see it once no embargo is upon it.
    async fn level(&self) -> Option<OutputLevel> {
        self.0
            .word(OutputDimension::Level)
            .and_then(OutputLevel::of)
    }

    /// The institute that owns it.
    async fn institute(&self, ctx: &Context<'_>) -> Option<Institute> {
        self.0.row(ctx, OutputDimension::Institute)
    }

    /// The project that it came from.
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        self.0.row(ctx, OutputDimension::Project)
    }

    /// The project's programme.
    async fn programme(&self) -> Option<Programme> {
        self.0
            .word(OutputDimension::Programme)
            .and_then(Programme::of)
    }

    /// The technology area.
    async fn technology_area(&self, ctx: &Context<'_>) -> Option<TechnologyArea> {
        self.0.row(ctx, OutputDimension::TechnologyArea)
    }

    /// The host state.
    async fn host_country(&self, ctx: &Context<'_>) -> Option<Country> {
        self.0.row(ctx, OutputDimension::HostCountry)
    }

    /// The calendar year of publication.
    async fn year(&self) -> Option<i32> {
        self.0.year(OutputDimension::Year)
    }

    /// The quarter of the calendar year of publication.
    async fn quarter(&self) -> Option<Quarter> {
        self.0.quarter(OutputDimension::Quarter)
    }

    /// The fiscal year of publication.
    async fn fiscal_year(&self) -> Option<FiscalYear> {
        self.0.fiscal_year(OutputDimension::FiscalYear)
    }
}
