//! Who is asking.

use super::{
    error::Result,
    filter::{Conditions, Filtering, word_filter},
    funder::Funder,
    institute::Institute,
    manifest::EntitlementManifest,
    object::{self, Of, Shown},
    order::order,
    page::Connection,
    party::Party,
    project::ProjectFilter,
    question::{self, Entry, Listed, answer, reader},
    scalar::Date,
    words::{Scope, StandingKind, ViewerKind},
};
use async_graphql::{Context, InputObject, Object, SimpleObject, Value};
use entity::{
    OwnStandingField, Reader, Who,
    read::{Filter, Key},
};
use std::sync::LazyLock;

/// Who is asking, on what standing, and how far the token reaches.
pub(super) struct Viewer {
    who: Who,
    scopes: Vec<Scope>,
    standings: Vec<ProgrammeStanding>,
    today: Date,
}

/// A standing that is tied to no project.
#[derive(SimpleObject, Clone)]
pub(super) struct ProgrammeStanding {
    /// Which one: a seat on the Board, or membership.
    kind: StandingKind,
    /// The first day on which it no longer holds, if that is known.
    until: Option<Date>,
}

/// The viewer's standings that are tied to no project.
pub(super) fn programme_standings(reader: &Reader) -> Vec<ProgrammeStanding> {
    let standings = reader.programme_standings().iter();
    standings
        .filter_map(|live| {
            Some(ProgrammeStanding {
                kind: StandingKind::of(live.kind.word())?,
                until: live.until.map(|day| Date(day.to_string())),
            })
        })
        .collect()
}

impl Viewer {
    pub(super) async fn of(ctx: &Context<'_>) -> Result<Self> {
        let reader = reader(ctx)?;
        let viewer = reader.viewer();
        Ok(Self {
            who: viewer.who().clone(),
            scopes: viewer
                .scopes()
                .iter()
                .filter_map(|scope| Scope::of(scope.word()))
                .collect(),
            standings: programme_standings(reader),
            today: Date(reader.today().to_string()),
        })
    }

    async fn own<T: Entry>(&self, ctx: &Context<'_>, key: Option<&String>) -> Option<T> {
        let key = Key(vec![key?.clone()]);
        question::one(ctx, Ok(Filter::key(&key))).await
    }
}

/// Who is asking, on what standing, and how far the token reaches.
#[Object]
impl Viewer {
    /// What kind of viewer it is.
    async fn kind(&self) -> ViewerKind {
        match self.who {
            Who::Public => ViewerKind::Public,
            Who::Party(_) => ViewerKind::Party,
            Who::Partner(_) => ViewerKind::Partner,
            Who::Institute(_) => ViewerKind::Institute,
            Who::Secretariat => ViewerKind::Secretariat,
        }
    }

    /// The Party, if a government is asking.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        let key = match &self.who {
            Who::Party(code) => Some(code),
            _ => None,
        };
        self.own(ctx, key).await
    }

    /// The funder, if a partner is asking.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Funder> {
        let key = match &self.who {
            Who::Partner(key) => Some(key),
            _ => None,
        };
        self.own(ctx, key).await
    }

    /// The institute, if one is asking.
    async fn institute(&self, ctx: &Context<'_>) -> Option<Institute> {
        let key = match &self.who {
            Who::Institute(key) => Some(key),
            _ => None,
        };
        self.own(ctx, key).await
    }

    /// How far the token reaches. A facet outside is withheld.
    async fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The UTC date of this answer. Every entitlement is that of this day.
    async fn today(&self) -> Date {
        self.today.clone()
    }

    /// Standings that are tied to no project.
    async fn standings(&self) -> &[ProgrammeStanding] {
        &self.standings
    }

    /// The projects on which the viewer has a standing today, each with the standing.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn project_standings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<
            ProjectStandingFilter,
        >,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ProjectStandingOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<ProjectStanding>> {
        question::list(ctx).await
    }

    /// What the viewer is entitled to today, in numbers, and what of it ends within a year.
    async fn manifest(&self, ctx: &Context<'_>) -> Option<EntitlementManifest> {
        answer(ctx, EntitlementManifest::of(ctx)).await
    }
}

/// A standing of the viewer on one project.
type ProjectStanding = Of<entity::OwnStanding>;

impl Shown for entity::OwnStanding {
    fn object() -> &'static object::Object<Self> {
        static OBJECT: LazyLock<object::Object<entity::OwnStanding>> = LazyLock::new(|| {
            object::Object::of(
                "ProjectStanding",
                "A standing of the viewer on one project.",
            )
            .known_word::<StandingKind>(OwnStandingField::Kind, "Which one.")
            .made::<Option<Date>>(
                OwnStandingField::UntilDay,
                "The first day on which it no longer holds, if that is known.",
                |row| {
                    let until = row.day(OwnStandingField::UntilDay)?;
                    let until = until.and_then(entity::end_told);
                    Ok(until.map_or(Value::Null, |day| Value::String(day.to_string())))
                },
            )
            .called("until")
            .one("project", entity::OwnStanding::project(), "The project.")
        });
        &OBJECT
    }
}

impl Listed for ProjectStanding {
    type Filter = ProjectStandingFilter;
    type Order = ProjectStandingOrder;
}

/// Which of the viewer's standings are wanted.
#[derive(InputObject, Clone)]
pub(super) struct ProjectStandingFilter {
    /// All of these.
    and: Option<Vec<ProjectStandingFilter>>,
    /// At least one of these.
    or: Option<Vec<ProjectStandingFilter>>,
    /// Not this.
    not: Option<Box<ProjectStandingFilter>>,
    /// Which kind.
    kind: Option<StandingKindFilter>,
    /// The project.
    project: Option<Box<ProjectFilter>>,
}

impl Filtering<entity::OwnStanding> for ProjectStandingFilter {
    fn filter(self) -> Result<Filter<entity::OwnStanding>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(OwnStandingField::Kind, self.kind)?
            .one(entity::OwnStanding::project(), self.project)?
            .all())
    }
}

word_filter! {
    /// Tests of a kind of standing.
    StandingKindFilter of StandingKind
}

order! {
    /// How the viewer's standings are sorted.
    ProjectStandingOrder by ProjectStandingOrderField of entity::OwnStanding, OwnStandingField {
        /// By the project's number.
        ProjectNumber,
        /// By kind.
        Kind,
        /// By the day it ends.
        UntilDay,
    }
}
