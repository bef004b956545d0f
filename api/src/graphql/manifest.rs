//! What the viewer is entitled to today, in numbers.

use super::{
    ending::{Ending, EndingFilter, EndingOrder},
    error::{Problem, Result},
    page::{self, Connection},
    question::{Part, answer, reader},
    scalar::Date,
    viewer::{ProgrammeStanding, programme_standings},
    words::{FacetKind, OutputLevel, Scope, StandingKind},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{
    EndingField,
    read::{Direction, Read},
};
use std::sync::Arc;

/// What the viewer is entitled to today, in numbers: those that were asked for.
pub(super) struct EntitlementManifest {
    on: Date,
    programme: Vec<ProgrammeStanding>,
    projects: Option<entity::ProjectCounts>,
    standings: Option<Vec<entity::StandingCount>>,
    outputs: Option<Vec<entity::OutputCount>>,
}

impl EntitlementManifest {
    /// Counts what is selected, and nothing else.
    pub(super) async fn of(ctx: &Context<'_>) -> Result<Self> {
        let reader = reader(ctx)?;
        let parts = Part::of(ctx).parts("EntitlementManifest");
        let asked = |names: &[&str]| parts.iter().any(|part| names.contains(&part.name()));
        let mut manifest = Self {
            on: Date(reader.today().to_string()),
            programme: programme_standings(reader),
            projects: None,
            standings: None,
            outputs: None,
        };
        if asked(&["projects", "facets"]) {
            manifest.projects = Some(reader.project_counts().await?);
        }
        if asked(&["projectStandings"]) {
            manifest.standings = Some(reader.standing_counts().await?);
        }
        if asked(&["outputs"]) {
            manifest.outputs = Some(reader.output_counts().await?);
        }
        Ok(manifest)
    }
}

/// What the viewer is entitled to on one day, in numbers, and what of it ends within a year. It is
/// counted among what the viewer may see, and follows from the same rule as every other answer.
#[Object]
impl EntitlementManifest {
    /// The day of which it speaks: the UTC date of this answer.
    async fn on(&self) -> &Date {
        &self.on
    }

    /// How many projects the viewer may see.
    async fn projects(&self) -> Result<u64> {
        Ok(counted(&self.projects)?.projects)
    }

    /// The viewer's standing in the programme as a whole: a seat on the Board, membership.
    async fn programme_standings(&self) -> &[ProgrammeStanding] {
        &self.programme
    }

    /// The viewer's standing on projects that it may see: one entry for each kind that such a viewer
    /// can have.
    async fn project_standings(&self) -> Result<Vec<StandingCount>> {
        let counts = counted(&self.standings)?.iter();
        counts.map(StandingCount::of).collect()
    }

    /// For each facet, on how many of the projects that the viewer may see it is open.
    async fn facets(&self) -> Result<Vec<FacetCount>> {
        let counts = counted(&self.projects)?.facets.iter();
        counts.map(FacetCount::of).collect()
    }

    /// How many outputs the viewer may see, by level.
    async fn outputs(&self) -> Result<Vec<OutputCount>> {
        let counts = counted(&self.outputs)?.iter();
        counts.map(OutputCount::of).collect()
    }

    /// The viewer's standings that end within a year: after today, and before the same day of the next
    /// year. Those that end first come first.
    #[expect(unused_variables, reason = "page.rs reads them with the selection")]
    async fn ends_within_year(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<EndingFilter>,
        #[graphql(
            desc = "In this order; by the day on which they end where none is given. The natural key decides at last."
        )]
        order_by: Option<Vec<EndingOrder>>,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Ending>> {
        answer(ctx, async {
            let reader = reader(ctx)?;
            let year = entity::Ending::in_the_year_from(reader.today());
            let read = in_date_order(&Part::of(ctx))?.only(year);
            Ok(Connection::new(Arc::new(reader.read(&read).await?)))
        })
        .await
    }
}

fn in_date_order(part: &Part<'_>) -> Result<Read<entity::Ending>> {
    let read = page::ask::<Ending>(part)?;
    Ok(match part.argument_value("orderBy")? {
        Some(_) => read,
        None => read.ordered(vec![(EndingField::UntilDay, Direction::Ascending)]),
    })
}

/// On how many projects the viewer has a standing.
#[derive(SimpleObject)]
pub(super) struct StandingCount {
    /// Which standing.
    kind: StandingKind,
    /// On so many projects that the viewer may see.
    projects: u64,
    /// The first day on which the earliest of those whose end is known no longer holds; null if no end
    /// is known.
    first_end: Option<Date>,
    /// The first day on which the latest of those whose end is known no longer holds; null if no end is
    /// known.
    last_end: Option<Date>,
    /// On so many of the projects no end is known.
    without_end: u64,
}

impl StandingCount {
    fn of(count: &entity::StandingCount) -> Result<Self> {
        let date = |day: chrono::NaiveDate| Date(day.to_string());
        Ok(Self {
            kind: known(StandingKind::of(count.kind.word()))?,
            projects: count.projects,
            first_end: count.first_end.map(date),
            last_end: count.last_end.map(date),
            without_end: count.without_end,
        })
    }
}

/// On how many of the projects that the viewer may see a facet is open. It follows from the rule and
/// the viewer's standing alone, whether or not there is anything to see.
#[derive(SimpleObject)]
pub(super) struct FacetCount {
    /// Which facet.
    facet: FacetKind,
    /// The scope that it needs.
    scope: Scope,
    /// Whether the viewer's token has that scope.
    in_scope: bool,
    /// On so many projects all of it is open.
    granted: u64,
    /// On so many projects the viewer's own entries are open.
    own: u64,
    /// On so many projects it is withheld.
    withheld: u64,
}

impl FacetCount {
    fn of(count: &entity::FacetCount) -> Result<Self> {
        Ok(Self {
            facet: known(FacetKind::of(count.facet.name()))?,
            scope: known(Scope::of(count.scope.word()))?,
            in_scope: count.in_scope,
            granted: count.granted,
            own: count.own,
            withheld: count.withheld,
        })
    }
}

/// How many outputs of one level the viewer may see: by the level itself, as their owner, or by a grant.
#[derive(SimpleObject)]
pub(super) struct OutputCount {
    /// The level that stands in their records. An embargo is not in it.
    level: OutputLevel,
    /// The scope that it needs; null for what everyone sees.
    scope: Option<Scope>,
    /// Whether the viewer's token has that scope.
    in_scope: bool,
    /// So many.
    outputs: u64,
}

impl OutputCount {
    fn of(count: &entity::OutputCount) -> Result<Self> {
        Ok(Self {
            level: known(OutputLevel::of(count.level))?,
            scope: count
                .scope
                .map(|scope| known(Scope::of(scope.word())))
                .transpose()?,
            in_scope: count.in_scope,
            outputs: count.outputs,
        })
    }
}

fn counted<T>(counts: &Option<T>) -> Result<&T> {
    let counts = counts.as_ref();
    counts.ok_or_else(|| Problem::of_ours("a number of the manifest was not asked for"))
}

fn known<T>(word: Option<T>) -> Result<T> {
    word.ok_or_else(|| Problem::of_ours("a word of the rule that the schema does not have"))
}
