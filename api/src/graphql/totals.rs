//! The questions that add up: sums by group, and a Party's statement.

use super::{
    funding::ContributionFilter,
    ledger::LedgerEntryFilter,
    output::OutputFilter,
    project::ProjectFilter,
    question::answer,
    statement::{AttributionMethod, ContributionStatement, StatementPeriod},
    summary::{
        self, ConvertTo, CountingMethod, Funding, FundingDimension, FundingSummaryOrder,
        LedgerDimension, LedgerSummaryOrder, OutputDimension, OutputSummaryHaving,
        OutputSummaryOrder, Outputs, ProjectDimension, ProjectSummaryHaving, ProjectSummaryOrder,
        Projects, Summary, SummaryHaving, SummaryTop,
    },
};
use async_graphql::{Context, Object};

/// The questions that add up; part of the root.
pub struct Totals;

#[Object]
impl Totals {
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
}
