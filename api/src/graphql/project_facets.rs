//! The guarded facets of a project, each with the access the viewer has to it.

use super::{
    error::Result,
    funding::{Contribution, ContributionFilter, ContributionOrder, Money},
    page::Connection,
    question::{Part, ask_list, reader, related_list, this_place},
    scalar::{Date, PartialDate},
    words::{AccessLevel, FacetKind, StandingKind},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{
    OwnStanding, ProjectField, ProposalField,
    policy::{access::Access, table::Facet},
    read::{Place, Read, Row},
};
use std::sync::Arc;

/// No field of a document stands here: what every `access` of a project is told from is asked for
/// once, however often it is told.
const OWN_STANDING: Place = 0;

/// Asks for what `access` follows from.
pub(super) fn ask_access(read: &mut Read<entity::Project>) {
    let mut own = Read::<OwnStanding>::new();
    own.field(entity::OwnStandingField::UntilDay);
    read.field(ProjectField::Programme)
        .field(ProjectField::Status)
        .child(&[OWN_STANDING], entity::Project::own_standings(), own);
}

/// Asks for the funding of a project.
pub(super) fn ask_funding(read: &mut Read<entity::Project>, part: &Part<'_>) -> Result<()> {
    for part in part.parts("ProjectFunding") {
        match part.name() {
            "totals" => {
                let all = Read::new().all_fields();
                read.child(&part.places(), entity::Project::allocations(), all);
            }
            "contributions" => {
                ask_list::<Contribution, _>(read, entity::Project::contributions(), &part)?;
            }
            "access" | "contributionsAccess" | "ledgerAccess" => ask_access(read),
            _ => {}
        }
    }
    Ok(())
}

/// Asks for what was proposed.
pub(super) fn ask_proposal(read: &mut Read<entity::Project>, part: &Part<'_>) {
    let all = Read::new().all_fields();
    read.child(&part.places(), entity::Project::proposal(), all);
}

/// What a project costs and who pays.
pub(super) struct ProjectFunding(Arc<Row<entity::Project>>);

impl ProjectFunding {
    pub(super) fn of(project: Arc<Row<entity::Project>>) -> Self {
        Self(project)
    }
}

/// What a project costs and who pays, as far as the viewer may see it. What is withheld looks as if
/// it were not there; `access` beside it says which.
#[Object]
impl ProjectFunding {
    /// How far the allocation is open to the viewer, and why.
    async fn access(&self, ctx: &Context<'_>) -> Result<Option<FacetAccess>> {
        FacetAccess::to(ctx, &self.0, Facet::Allocation)
    }

    /// The stored allocation, one amount for each currency. It is never a sum of contributions, and
    /// never converted.
    async fn totals(&self, ctx: &Context<'_>) -> Result<Vec<Money>> {
        let found = self.0.related::<entity::Allocation>(this_place(ctx))?;
        found.rows.iter().map(|row| Money::allocated(row)).collect()
    }

    /// How far the contributions are open to the viewer, and why.
    async fn contributions_access(&self, ctx: &Context<'_>) -> Result<Option<FacetAccess>> {
        FacetAccess::to(ctx, &self.0, Facet::Contributions)
    }

    /// How far the ledger is open to the viewer, and why.
    async fn ledger_access(&self, ctx: &Context<'_>) -> Result<Option<FacetAccess>> {
        FacetAccess::to(ctx, &self.0, Facet::Ledger)
    }

    /// What each funder committed, as far as the viewer may see it.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ContributionFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ContributionOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Contribution>> {
        related_list(ctx, &self.0)
    }
}

/// What was proposed.
#[derive(SimpleObject)]
pub(super) struct Proposal {
    /// The text.
    text: String,
    /// When it was submitted.
    submitted_on: Option<PartialDate>,
}

impl Proposal {
    pub(super) fn of(ctx: &Context<'_>, project: &Row<entity::Project>) -> Result<Option<Self>> {
        let found = project.related::<entity::Proposal>(this_place(ctx))?;
        let Some(row) = found.first() else {
            return Ok(None);
        };
        Ok(Some(Self {
            text: row.known_text(ProposalField::Text)?.to_owned(),
            submitted_on: row
                .text(ProposalField::SubmittedOn)?
                .map(|text| PartialDate(text.to_owned())),
        }))
    }
}

/// How far a facet of a project is open to the viewer.
#[derive(SimpleObject)]
pub(super) struct FacetAccess {
    /// Which facet.
    facet: FacetKind,
    /// How far.
    access: AccessLevel,
    /// The viewer's standings that open it; none for what everyone sees, and for the secretariat.
    because: Vec<StandingKind>,
    /// The first day on which it will no longer be open, if that is known today.
    until: Option<Date>,
}

impl FacetAccess {
    /// The access to every facet.
    pub(super) fn all(ctx: &Context<'_>, project: &Row<entity::Project>) -> Result<Vec<Self>> {
        let own = project.related::<OwnStanding>(OWN_STANDING)?;
        let told = reader(ctx)?.access(project, &own)?;
        Ok(told.into_iter().filter_map(Self::tell).collect())
    }

    /// The access to one facet.
    pub(super) fn to(
        ctx: &Context<'_>,
        project: &Row<entity::Project>,
        facet: Facet,
    ) -> Result<Option<Self>> {
        let wanted = FacetKind::of(facet.name());
        let all = Self::all(ctx, project)?;
        Ok(all.into_iter().find(|access| Some(access.facet) == wanted))
    }

    fn tell(told: entity::policy::access::FacetAccess) -> Option<Self> {
        Some(Self {
            facet: FacetKind::of(told.facet.name())?,
            access: match told.access {
                Access::Granted => AccessLevel::Granted,
                Access::Own => AccessLevel::Own,
                Access::Withheld => AccessLevel::Withheld,
            },
            because: told
                .because
                .into_iter()
                .filter_map(|standing| StandingKind::of(standing.word()))
                .collect(),
            until: told.until.map(|day| Date(day.to_string())),
        })
    }
}
