//! Projects: the card, and what hangs on it.

use super::project_facets::{self, FacetAccess, ProjectFunding, Proposal};
use super::{
    area::{TechnologyArea, TechnologyAreaListFilter},
    country::Country,
    error::Result,
    filter::{
        Conditions, CountryFilter, Filtering, IntFilter, PartialDateFilter, StringFilter,
        list_filter, word_filter,
    },
    funding::{AllocationListFilter, ContributionListFilter},
    handle,
    institute::InstituteListFilter,
    order::order,
    output::{Output, OutputFilter, OutputListFilter, OutputOrder},
    page::Connection,
    participation::{
        Participation, ParticipationFilter, ParticipationListFilter, ParticipationOrder,
    },
    question::{
        Entry, Listed, Part, ask_all, ask_field, ask_list, ask_one, related_all, related_list,
        related_one,
    },
    scalar::{PartialDate, Url},
    words::{Programme, ProjectStatus},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    ProjectField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A project.
pub(super) struct Project(Arc<Row<entity::Project>>);

impl From<Arc<Row<entity::Project>>> for Project {
    fn from(row: Arc<Row<entity::Project>>) -> Self {
        Self(row)
    }
}

impl Entry for Project {
    type Noun = entity::Project;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "hostCountry" => {
                    ask_one::<Country, _>(read, entity::Project::host_country(), &part)?
                }
                "areas" => ask_all::<TechnologyArea, _>(read, entity::Project::areas(), &part)?,
                "participations" => {
                    ask_list::<Participation, _>(read, entity::Project::participations(), &part)?
                }
                "outputs" => ask_list::<Output, _>(read, entity::Project::outputs(), &part)?,
                "funding" => project_facets::ask_funding(read, &part)?,
                "proposal" => project_facets::ask_proposal(read, &part),
                "proposalAccess" | "access" => project_facets::ask_access(read),
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Project {
    type Filter = ProjectFilter;
    type Order = ProjectOrder;
}

/// A project of the Centre. Its card is public once it has been submitted to the Governing Board.
#[Object]
impl Project {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Project::NAME, &self.0.key())
    }

    /// Its number, such as `K-2204`. Numbers are text; they are sorted naturally.
    async fn number(&self) -> Result<&str> {
        Ok(self.0.known_text(ProjectField::Number)?)
    }

    /// Its title.
    async fn title(&self) -> Result<&str> {
        Ok(self.0.known_text(ProjectField::Title)?)
    }

    /// What it is about.
    async fn summary(&self) -> Result<Option<&str>> {
        Ok(self.0.text(ProjectField::Summary)?)
    }

    /// How it is paid for and chosen.
    async fn programme(&self) -> Result<Option<Programme>> {
        Ok(Programme::of(self.0.known_text(ProjectField::Programme)?))
    }

    /// Where it stands.
    async fn status(&self) -> Result<Option<ProjectStatus>> {
        Ok(ProjectStatus::of(self.0.known_text(ProjectField::Status)?))
    }

    /// The technology areas it belongs to.
    async fn areas(&self, ctx: &Context<'_>) -> Result<Vec<TechnologyArea>> {
        related_all(ctx, &self.0)
    }

    /// The country that hosts it, as stated on the project.
    async fn host_country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        related_one(ctx, &self.0)
    }

    /// When the proposal was registered.
    async fn registered_on(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(ProjectField::RegisteredOn)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// When work begins or began.
    async fn starts_on(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(ProjectField::StartsOn)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// When work ends or ended.
    async fn ends_on(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(ProjectField::EndsOn)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// How many months it was planned to last.
    async fn duration_months(&self) -> Result<Option<i32>> {
        let months = self.0.int(ProjectField::DurationMonths)?;
        Ok(months.and_then(|months| i32::try_from(months).ok()))
    }

    /// Its page in the public project database.
    async fn url(&self) -> Result<Option<Url>> {
        Ok(self
            .0
            .text(ProjectField::Url)?
            .map(|text| Url(text.to_owned())))
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(ProjectField::Source)?)
    }

    /// What it costs and who pays, as far as the viewer may see it.
    async fn funding(&self) -> ProjectFunding {
        ProjectFunding::of(self.0.clone())
    }

    /// What was proposed, if the viewer may see it; otherwise as if there were none.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>> {
        Proposal::of(ctx, &self.0)
    }

    /// How far the proposal is open to the viewer, and why.
    async fn proposal_access(&self, ctx: &Context<'_>) -> Result<Option<FacetAccess>> {
        FacetAccess::to(ctx, &self.0, entity::policy::table::Facet::Proposal)
    }

    /// How far each facet of this project is open to the viewer, why, and until when. It follows from
    /// the rule and the viewer's standing alone, whether or not there is anything to see.
    async fn access(&self, ctx: &Context<'_>) -> Result<Vec<FacetAccess>> {
        FacetAccess::all(ctx, &self.0)
    }

    /// The institutes that take part, each with its role.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ParticipationFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ParticipationOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Participation>> {
        related_list(ctx, &self.0)
    }

    /// What came out of it, as far as the viewer may see it.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn outputs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<OutputFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<OutputOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Output>> {
        related_list(ctx, &self.0)
    }
}

/// Says which project is meant.
#[derive(OneofObject)]
pub(super) enum ProjectLookup {
    /// By its number.
    Number(String),
}

impl ProjectLookup {
    pub(super) fn filter(self) -> Filter<entity::Project> {
        let Self::Number(number) = self;
        Filter::key(&entity::read::Key(vec![number]))
    }
}

/// Which projects are wanted, among those the viewer may see.
#[derive(InputObject, Clone)]
pub(super) struct ProjectFilter {
    /// All of these.
    and: Option<Vec<ProjectFilter>>,
    /// At least one of these.
    or: Option<Vec<ProjectFilter>>,
    /// Not this.
    not: Option<Box<ProjectFilter>>,
    /// Its number.
    number: Option<StringFilter>,
    /// Its title.
    title: Option<StringFilter>,
    /// What it is about.
    summary: Option<StringFilter>,
    /// How it is paid for and chosen.
    programme: Option<ProgrammeFilter>,
    /// Where it stands.
    status: Option<ProjectStatusFilter>,
    /// The country that hosts it.
    host_country: Option<CountryFilter>,
    /// When the proposal was registered.
    registered_on: Option<PartialDateFilter>,
    /// When work begins or began.
    starts_on: Option<PartialDateFilter>,
    /// When work ends or ended.
    ends_on: Option<PartialDateFilter>,
    /// How many months it was planned to last.
    duration_months: Option<IntFilter>,
    /// The technology areas it belongs to.
    areas: Option<Box<TechnologyAreaListFilter>>,
    /// The institutes that take part, in whatever role.
    institutes: Option<Box<InstituteListFilter>>,
    /// The institutes that take part, with their roles.
    participations: Option<Box<ParticipationListFilter>>,
    /// What was committed to it, as far as the viewer may see it.
    contributions: Option<Box<ContributionListFilter>>,
    /// What was allocated to it, as far as the viewer may see it.
    allocations: Option<Box<AllocationListFilter>>,
    /// What came out of it, as far as the viewer may see it.
    outputs: Option<Box<OutputListFilter>>,
}

impl Filtering<entity::Project> for ProjectFilter {
    fn filter(self) -> Result<Filter<entity::Project>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(ProjectField::Number, self.number)?
            .field(ProjectField::Title, self.title)?
            .field(ProjectField::Summary, self.summary)?
            .field(ProjectField::Programme, self.programme)?
            .field(ProjectField::Status, self.status)?
            .field(ProjectField::HostCountryCode, self.host_country)?
            .field(ProjectField::RegisteredOn, self.registered_on)?
            .field(ProjectField::StartsOn, self.starts_on)?
            .field(ProjectField::EndsOn, self.ends_on)?
            .field(ProjectField::DurationMonths, self.duration_months)?
            .many(
                entity::Project::areas(),
                TechnologyAreaListFilter::ways(self.areas),
            )?
            .many(
                entity::Project::institutes(),
                InstituteListFilter::ways(self.institutes),
            )?
            .many(
                entity::Project::participations(),
                ParticipationListFilter::ways(self.participations),
            )?
            .many(
                entity::Project::contributions(),
                ContributionListFilter::ways(self.contributions),
            )?
            .many(
                entity::Project::allocations(),
                AllocationListFilter::ways(self.allocations),
            )?
            .many(
                entity::Project::outputs(),
                OutputListFilter::ways(self.outputs),
            )?
            .all())
    }
}

word_filter! {
    /// Tests of a programme.
    ProgrammeFilter of Programme
}

word_filter! {
    /// Tests of a status.
    ProjectStatusFilter of ProjectStatus
}

list_filter! {
    /// A condition on the projects that the viewer may see.
    ProjectListFilter of ProjectFilter
}

order! {
    /// How projects are sorted.
    ProjectOrder by ProjectOrderField of entity::Project, ProjectField {
        /// By number, naturally: `K-99` before `K-1000`.
        Number,
        /// By title.
        Title,
        /// By programme.
        Programme,
        /// By status.
        Status,
        /// By the host country's code.
        HostCountryCode,
        /// By the day of registration.
        RegisteredOn,
        /// By the day work begins.
        StartsOn,
        /// By the day work ends.
        EndsOn,
        /// By duration.
        DurationMonths,
    }
}
