//! The root of every question: rows one by one and in lists, and the viewer's own. What is added up is in
//! `totals.rs`.

use super::{
    access_record::{AccessRecord, AccessRecordFilter, AccessRecordOrder},
    area::{TechnologyArea, TechnologyAreaFilter, TechnologyAreaLookup, TechnologyAreaOrder},
    cost::OperationCost,
    funder::{Funder, FunderFilter, FunderLookup, FunderOrder},
    funding::{Contribution, ContributionFilter, ContributionOrder},
    institute::{Institute, InstituteFilter, InstituteLookup, InstituteOrder},
    node::{self, Node},
    output::{Output, OutputFilter, OutputLookup, OutputOrder},
    page::Connection,
    party::{Party, PartyFilter, PartyLookup, PartyOrder},
    project::{Project, ProjectFilter, ProjectLookup, ProjectOrder},
    question::{self, answer},
    rate::{
        ExchangeRate, ExchangeRateFilter, ExchangeRateOrder, RateTable, RateTableFilter,
        RateTableOrder,
    },
    scalar::Variables,
    search::{self, SearchConnection, SearchFilter},
    statistic::{Statistic, StatisticFilter, StatisticOrder},
    totals::Totals,
    viewer::Viewer,
    words::SearchKind,
};
use async_graphql::{Context, ID, MergedObject, Object};

/// What can be asked. Each answer holds exactly what the viewer is entitled to today.
#[derive(MergedObject)]
pub struct Query(pub(super) Rows, pub(super) Totals);

/// The questions for rows. A field that cannot be answered is null, with an error beside it, and leaves the
/// others as they are.
pub struct Rows;

#[Object]
impl Rows {
    /// Who is asking, on what standing, and how far the token reaches.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        answer(ctx, Viewer::of(ctx)).await
    }

    /// Which answers and exports held guarded data, and for whom: all of them for the secretariat, its
    /// own for any other viewer whose token has the scope `reports`.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn access_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<AccessRecordFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<AccessRecordOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<AccessRecord>> {
        question::list(ctx).await
    }

    /// What an operation would cost, without asking it.
    async fn cost(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] document: String,
        #[graphql(desc = "Its variables.")] variables: Option<Variables>,
        #[graphql(desc = "Which of its operations, if it has several.")] operation_name: Option<
            String,
        >,
    ) -> Option<OperationCost> {
        let cost = OperationCost::of(ctx, &document, operation_name.as_deref(), variables);
        answer(ctx, async { cost }).await
    }

    /// Anything by its global id; null if there is no such thing for this viewer.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> Option<Node> {
        answer(ctx, async {
            Ok(node::find(ctx, vec![id]).await?.pop().flatten())
        })
        .await
        .flatten()
    }

    /// Several things by their global ids, in the same order; null where there is none for this viewer.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global ids, at most 100.")] ids: Vec<ID>,
    ) -> Option<Vec<Option<Node>>> {
        answer(ctx, node::find(ctx, ids)).await
    }

    /// One project; null if there is no such project for this viewer.
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ProjectLookup,
    ) -> Option<Project> {
        question::one(ctx, by.filter()).await
    }

    /// The projects that the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ProjectOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Project>> {
        question::list(ctx).await
    }

    /// One institute.
    async fn institute(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: InstituteLookup,
    ) -> Option<Institute> {
        question::one(ctx, by.filter()).await
    }

    /// The institutes.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn institutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<InstituteFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<InstituteOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Institute>> {
        question::list(ctx).await
    }

    /// One funder; null if there is no such funder for this viewer.
    async fn funder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: FunderLookup,
    ) -> Option<Funder> {
        question::one(ctx, by.filter()).await
    }

    /// The funders that the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn funders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<FunderFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<FunderOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Funder>> {
        question::list(ctx).await
    }

    /// One Party.
    async fn party(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: PartyLookup,
    ) -> Option<Party> {
        question::one(ctx, by.filter()).await
    }

    /// The Parties to the Agreement, present and former.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn parties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<PartyFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<PartyOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Party>> {
        question::list(ctx).await
    }

    /// One output; null if there is no such output for this viewer.
    async fn output(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: OutputLookup,
    ) -> Option<Output> {
        question::one(ctx, by.filter()).await
    }

    /// The outputs that the viewer may see.
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
    ) -> Option<Connection<Output>> {
        question::list(ctx).await
    }

    /// One technology area.
    async fn technology_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: TechnologyAreaLookup,
    ) -> Option<TechnologyArea> {
        question::one(ctx, by.filter()).await
    }

    /// The technology areas.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn technology_areas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<
            TechnologyAreaFilter,
        >,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<TechnologyAreaOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<TechnologyArea>> {
        question::list(ctx).await
    }

    /// What was committed to projects, as far as the viewer may see it.
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
    ) -> Option<Connection<Contribution>> {
        question::list(ctx).await
    }

    /// Figures of published tables.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<StatisticFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<StatisticOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<Statistic>> {
        question::list(ctx).await
    }

    /// Tables of exchange rates, as their sources published them.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn rate_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<RateTableFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<RateTableOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<RateTable>> {
        question::list(ctx).await
    }

    /// The exchange rates of these tables.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn exchange_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ExchangeRateFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ExchangeRateOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Option<Connection<ExchangeRate>> {
        question::list(ctx).await
    }

    /// Finds projects, institutes and outputs that the viewer may see by their words. Beginnings of
    /// words and small mistakes in spelling find them too; the best come first.
    #[expect(unused_variables, reason = "search.rs reads them with the selection")]
    #[allow(
        clippy::too_many_arguments,
        reason = "arguments of a field, each with its name"
    )]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The words, at most twelve. All of them must be found.")] text: String,
        #[graphql(desc = "Only these kinds; all where none is given.")] kinds: Option<
            Vec<SearchKind>,
        >,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<SearchFilter>,
        #[graphql(desc = "At most so many: 0 to 200; 20 where it is not given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only those behind this cursor of the same search.")] after: Option<
            String,
        >,
    ) -> Option<SearchConnection> {
        answer(ctx, search::run(ctx, text)).await
    }
}
