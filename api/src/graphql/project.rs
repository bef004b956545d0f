//! Projects: the card, and what hangs on it.

use super::project_facets::{self, FacetAccess, ProjectFunding, Proposal};
use super::{
    area::TechnologyAreaListFilter,
    error::Result,
    filter::{
        Conditions, CountryFilter, Filtering, IntFilter, PartialDateFilter, StringFilter,
        list_filter, word_filter,
    },
    funding::{AllocationListFilter, ContributionListFilter},
    institute::InstituteListFilter,
    object::{Object, Of, Shown},
    order::order,
    output::OutputListFilter,
    participation::ParticipationListFilter,
    question::Listed,
    scalar::{PartialDate, Url},
    words::{Programme, ProjectStatus},
};
use async_graphql::{InputObject, OneofObject};
use entity::{ProjectField, policy::table::Facet, read::Filter};
use std::sync::LazyLock;

/// A project.
pub(super) type Project = Of<entity::Project>;

impl Shown for entity::Project {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Project>> = LazyLock::new(|| {
            let description = "A project of the Centre. Its card is public once it has been submitted to the Governing Board.";
            Object::of("Project", description)
                .id()
                .text(
                    ProjectField::Number,
                    "Its number, such as `K-2204`. Numbers are text; they are sorted naturally.",
                )
                .text(ProjectField::Title, "Its title.")
                .maybe_text(ProjectField::Summary, "What it is about.")
                .word::<Programme>(ProjectField::Programme, "How it is paid for and chosen.")
                .word::<ProjectStatus>(ProjectField::Status, "Where it stands.")
                .all("areas", entity::Project::areas(), "The technology areas it belongs to.")
                .one(
                    "hostCountry",
                    entity::Project::host_country(),
                    "The country that hosts it, as stated on the project.",
                )
                .maybe::<PartialDate>(
                    ProjectField::RegisteredOn,
                    "When the proposal was registered.",
                )
                .maybe::<PartialDate>(ProjectField::StartsOn, "When work begins or began.")
                .maybe::<PartialDate>(ProjectField::EndsOn, "When work ends or ended.")
                .maybe_int(
                    ProjectField::DurationMonths,
                    "How many months it was planned to last.",
                )
                .maybe::<Url>(ProjectField::Url, "Its page in the public project database.")
                .maybe_text(ProjectField::Source, "Where the record comes from.")
                .part::<ProjectFunding>(
                    "funding",
                    "What it costs and who pays, as far as the viewer may see it.",
                    project_facets::funding,
                )
                .simple::<Proposal>(
                    "proposal",
                    "What was proposed, if the viewer may see it; otherwise as if there were none.",
                    project_facets::ask_proposal,
                    Proposal::of,
                )
                .simple::<FacetAccess>(
                    "proposalAccess",
                    "How far the proposal is open to the viewer, and why.",
                    project_facets::ask_access,
                    |row, asked| FacetAccess::to(row, asked, Facet::Proposal),
                )
                .simples::<FacetAccess>(
                    "access",
                    "How far each facet of this project is open to the viewer, why, and until when. It follows from\n\
                     the rule and the viewer's standing alone, whether or not there is anything to see.",
                    project_facets::ask_access,
                    FacetAccess::all,
                )
                .list(
                    "participations",
                    entity::Project::participations(),
                    "The institutes that take part, each with its role.",
                )
                .list(
                    "outputs",
                    entity::Project::outputs(),
                    "What came out of it, as far as the viewer may see it.",
                )
        });
        &OBJECT
    }
}

impl Listed for Project {
    type Filter = ProjectFilter;
    type Order = ProjectOrder;
}

/// Says which project is meant.
#[derive(OneofObject)]
pub(super) enum ProjectLookup {
    /// By its number.
    Number(String),
}

impl ProjectLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::Project>> {
        let Self::Number(number) = self;
        Ok(Filter::key(&entity::read::Key(vec![number])))
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
