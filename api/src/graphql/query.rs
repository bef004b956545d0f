//! The root of every question.

use super::{
    access_record::{AccessRecord, AccessRecordFilter, AccessRecordOrder},
    area::{TechnologyArea, TechnologyAreaFilter, TechnologyAreaLookup, TechnologyAreaOrder},
    cost::OperationCost,
    funder::{Funder, FunderFilter, FunderLookup, FunderOrder},
    funding::{Contribution, ContributionFilter, ContributionOrder},
    institute::{Institute, InstituteFilter, InstituteLookup, InstituteOrder},
    ledger::LedgerEntryFilter,
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
    statement::{AttributionMethod, ContributionStatement, StatementPeriod},
    statistic::{Statistic, StatisticFilter, StatisticOrder},
    summary::{
        self, ConvertTo, CountingMethod, Funding, FundingDimension, FundingSummaryOrder,
        LedgerDimension, LedgerSummaryOrder, OutputDimension, OutputSummaryHaving,
        OutputSummaryOrder, Outputs, ProjectDimension, ProjectSummaryHaving, ProjectSummaryOrder,
        Projects, Summary, SummaryHaving, SummaryTop,
    },
    viewer::Viewer,
    words::SearchKind,
};
use async_graphql::{Context, ID, Object};

/// The root of every question. A field that cannot be answered is null, with an error beside it, and
/// leaves the others as they are.
pub struct Query;

/// What can be asked. Each answer holds exactly what the viewer is entitled to today.
#[Object]
impl Query {
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

    /// What was committed, in sums by group: over the contributions that the viewer may see.
    #[expect(
        unused_variables,
        clippy::too_many_arguments,
        reason = "summary.rs reads them where the groups are asked for"
    )]
    async fn funding_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ContributionFilter>,
        #[graphql(desc = "By what they are grouped: 1 to 4 dimensions.")] group_by: Vec<
            FundingDimension,
        >,
        #[graphql(
            desc = "How an entry is counted that belongs to several groups; `FRACTIONAL` where nothing is said."
        )]
        method: Option<CountingMethod>,
        #[graphql(
            desc = "The Party whose fiscal years are meant: of the United States from October, of Japan and Canada from April, of all others calendar years, as where nothing is said."
        )]
        fiscal_year_of: Option<String>,
        #[graphql(desc = "Only groups with such figures are listed.")] having: Option<
            SummaryHaving,
        >,
        #[graphql(desc = "In this order; the keys decide at last.")] order_by: Option<
            Vec<FundingSummaryOrder>,
        >,
        #[graphql(desc = "How many groups are listed; 200 where nothing is said.")] top: Option<
            SummaryTop,
        >,
        #[graphql(
            desc = "Into which currency amounts are converted, beside the figures in their own; not at all where nothing is said."
        )]
        convert_to: Option<ConvertTo>,
    ) -> Option<Summary<Funding>> {
        let run = summary::run::<
            entity::Contribution,
            ContributionFilter,
            FundingDimension,
            FundingSummaryOrder,
            SummaryHaving,
        >(ctx);
        answer(ctx, run).await
    }

    /// What was paid out and corrected, in sums by group: over the ledger entries that the viewer may see.
    #[expect(
        unused_variables,
        clippy::too_many_arguments,
        reason = "summary.rs reads them where the groups are asked for"
    )]
    async fn ledger_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<LedgerEntryFilter>,
        #[graphql(desc = "By what they are grouped: 1 to 4 dimensions.")] group_by: Vec<
            LedgerDimension,
        >,
        #[graphql(
            desc = "How an entry is counted that belongs to several groups; `FRACTIONAL` where nothing is said."
        )]
        method: Option<CountingMethod>,
        #[graphql(
            desc = "The Party whose fiscal years are meant: of the United States from October, of Japan and Canada from April, of all others calendar years, as where nothing is said."
        )]
        fiscal_year_of: Option<String>,
        #[graphql(desc = "Only groups with such figures are listed.")] having: Option<
            SummaryHaving,
        >,
        #[graphql(desc = "In this order; the keys decide at last.")] order_by: Option<
            Vec<LedgerSummaryOrder>,
        >,
        #[graphql(desc = "How many groups are listed; 200 where nothing is said.")] top: Option<
            SummaryTop,
        >,
        #[graphql(
            desc = "Into which currency amounts are converted, beside the figures in their own; not at all where nothing is said."
        )]
        convert_to: Option<ConvertTo>,
    ) -> Option<Summary<Funding>> {
        let run = summary::run::<
            entity::LedgerEntry,
            LedgerEntryFilter,
            LedgerDimension,
            LedgerSummaryOrder,
            SummaryHaving,
        >(ctx);
        answer(ctx, run).await
    }

    /// How many projects there are and how long they last, by group: over the projects that the viewer may see.
    #[expect(
        unused_variables,
        clippy::too_many_arguments,
        reason = "summary.rs reads them where the groups are asked for"
    )]
    async fn project_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "By what they are grouped: 1 to 4 dimensions.")] group_by: Vec<
            ProjectDimension,
        >,
        #[graphql(
            desc = "How a project is counted that belongs to several groups; `FRACTIONAL` where nothing is said."
        )]
        method: Option<CountingMethod>,
        #[graphql(
            desc = "The Party whose fiscal years are meant: of the United States from October, of Japan and Canada from April, of all others calendar years, as where nothing is said."
        )]
        fiscal_year_of: Option<String>,
        #[graphql(desc = "Only groups with such figures are listed.")] having: Option<
            ProjectSummaryHaving,
        >,
        #[graphql(desc = "In this order; the keys decide at last.")] order_by: Option<
            Vec<ProjectSummaryOrder>,
        >,
        #[graphql(desc = "How many groups are listed; 200 where nothing is said.")] top: Option<
            SummaryTop,
        >,
    ) -> Option<Summary<Projects>> {
        let run = summary::run::<
            entity::Project,
            ProjectFilter,
            ProjectDimension,
            ProjectSummaryOrder,
            ProjectSummaryHaving,
        >(ctx);
        answer(ctx, run).await
    }

    /// How many outputs there are and of how many projects, by group: over the outputs that the viewer may see.
    #[expect(
        unused_variables,
        clippy::too_many_arguments,
        reason = "summary.rs reads them where the groups are asked for"
    )]
    async fn output_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<OutputFilter>,
        #[graphql(desc = "By what they are grouped: 1 to 4 dimensions.")] group_by: Vec<
            OutputDimension,
        >,
        #[graphql(
            desc = "How an output is counted that belongs to several groups; `FRACTIONAL` where nothing is said."
        )]
        method: Option<CountingMethod>,
        #[graphql(
            desc = "The Party whose fiscal years are meant: of the United States from October, of Japan and Canada from April, of all others calendar years, as where nothing is said."
        )]
        fiscal_year_of: Option<String>,
        #[graphql(desc = "Only groups with such figures are listed.")] having: Option<
            OutputSummaryHaving,
        >,
        #[graphql(desc = "In this order; the keys decide at last.")] order_by: Option<
            Vec<OutputSummaryOrder>,
        >,
        #[graphql(desc = "How many groups are listed; 200 where nothing is said.")] top: Option<
            SummaryTop,
        >,
    ) -> Option<Summary<Outputs>> {
        let run = summary::run::<
            entity::Output,
            OutputFilter,
            OutputDimension,
            OutputSummaryOrder,
            OutputSummaryHaving,
        >(ctx);
        answer(ctx, run).await
    }

    /// What a Party committed and what was paid out of it, as a statement: by project and year, with balances
    /// and the results attributed to it. A Party asks for itself, the secretariat for any. Null if there is no
    /// such Party.
    #[expect(
        unused_variables,
        reason = "statement/ask.rs reads them with what is selected"
    )]
    async fn contribution_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The Party's code, such as `JP`; the viewer itself where nothing is said, if it is a Party."
        )]
        party: Option<String>,
        #[graphql(desc = "The days it is about; all of them where nothing is said.")]
        period: Option<StatementPeriod>,
        #[graphql(
            desc = "A currency in which all amounts are told beside those they were stated in, each converted \
                    once by the rate of its own day; and in which shares of results are measured."
        )]
        convert_to: Option<ConvertTo>,
        #[graphql(desc = "How results are attributed; `SHARE_AT_AWARD` where nothing is said.")]
        method: Option<AttributionMethod>,
        #[graphql(
            desc = "Whether years are the Party's fiscal years: of the United States from October, of Japan and Canada from April, of all others calendar years. Calendar years where nothing is said."
        )]
        fiscal_years: Option<bool>,
    ) -> Option<ContributionStatement> {
        answer(ctx, ContributionStatement::run(ctx)).await.flatten()
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
