//! A Party's statement, as the schema shows it.

mod ask;
mod converted;
mod lines;
mod results;

use self::{
    ask::Selected,
    converted::ConvertedStatement,
    lines::{StatementBalance, StatementControl, StatementLine, StatementYear},
    results::{AttributedResult, AttributedTotal},
};
use super::{
    cut::Cut,
    error::Result,
    named::Named,
    party::Party,
    question::{Part, reader},
    scalar::Date,
    summary::ConvertTo,
    words::AccessLevel,
};
use async_graphql::{Context, Object};
use entity::{
    policy::access::Access,
    statement::{self, StatementError},
};
use std::sync::Arc;

pub(super) use ask::{AttributionMethod, StatementPeriod};

/// A Party's statement, and the rows that it names.
struct Told {
    asked: statement::Asked,
    statement: statement::Statement,
    named: Named,
}

/// A Party's statement.
pub(super) struct ContributionStatement(Arc<Told>);

impl ContributionStatement {
    pub(super) async fn run(ctx: &Context<'_>) -> Result<Option<Self>> {
        let part = Part::of(ctx);
        let selected = Selected::of(&part)?;
        let reader = reader(ctx)?;
        let asked = ask::asked(&part, &selected, reader.viewer())?;
        let found = reader
            .statement(&asked)
            .await
            .map_err(|error| match error {
                StatementError::Read(error) => error.into(),
                StatementError::Rate(error) => error.into(),
                StatementError::UnknownTable(_) => ConvertTo::unknown(),
            })?;
        let Some(statement) = found else {
            return Ok(None);
        };
        let named = selected.named(ctx, &asked, &statement).await?;
        Ok(Some(Self(Arc::new(Told {
            asked,
            statement,
            named,
        }))))
    }
}

/// What a Party committed and what was paid out of it, by project and year; what stood open before and
/// after a period; and the results that are attributed to it. A Party may ask for itself, the secretariat for
/// any; for whoever else asks it is the statement of a Party that committed nothing. All amounts are exact, in
/// the currency they were stated in; with `convertTo`, they are told in another beside it.
///
/// What the funders of a state committed that the Party represents today counts as the Party's (Sweden and
/// Finland: the European Union).
#[Object]
impl ContributionStatement {
    /// The Party.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        self.0.named.row(ctx, &self.0.asked.party)
    }

    /// Whether the viewer may have it: `OWN` for the Party itself, `GRANTED` for the secretariat.
    async fn access(&self) -> AccessLevel {
        match self.0.statement.access {
            Access::Granted => AccessLevel::Granted,
            Access::Own => AccessLevel::Own,
            Access::Withheld => AccessLevel::Withheld,
        }
    }

    /// The first day of the period; null if it has none.
    async fn from(&self) -> Option<Date> {
        self.0.asked.period.from.map(|day| Date(day.to_string()))
    }

    /// The last day of the period; null if it has none.
    async fn until(&self) -> Option<Date> {
        self.0.asked.period.until.map(|day| Date(day.to_string()))
    }

    /// How results are attributed.
    async fn method(&self) -> AttributionMethod {
        self.0.asked.method.into()
    }

    /// Whether attributed results may be added over Parties: not with `FULL_COUNT`, where each who pays
    /// counts the whole result, and not where a result was paid for in several currencies and nothing is converted.
    async fn additive(&self) -> bool {
        results::is_additive(&self.0)
    }

    /// What stood open before the period, what moved in it, and what stands open after it: one entry for each
    /// currency, in the order of their codes.
    async fn balances(&self) -> Vec<StatementBalance> {
        let balances = self.0.statement.balances.iter();
        balances.cloned().map(StatementBalance).collect()
    }

    /// The same in the currency that `convertTo` asks for; null without it.
    async fn converted(&self) -> Option<ConvertedStatement> {
        ConvertedStatement::of(&self.0)
    }

    /// What was committed and paid in the period, by project, year and currency.
    async fn years(
        &self,
        #[graphql(desc = "At most so many: 0 to 200; 20 where nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "So many before them are left out.")] skip: Option<i32>,
    ) -> Result<Vec<StatementYear>> {
        let cut = Cut::of(first, skip)?;
        let figures = cut.within(&self.0.statement.figures);
        Ok(figures
            .map(|figure| StatementYear {
                told: self.0.clone(),
                figure: figure.clone(),
            })
            .collect())
    }

    /// Every line behind the figures of the period, in the order of project and day: commitments,
    /// disbursements, corrections. Lines of which the records do not tell whether they lie in the period are
    /// among them, and marked so.
    async fn lines(
        &self,
        #[graphql(desc = "At most so many: 0 to 200; 20 where nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "So many before them are left out.")] skip: Option<i32>,
    ) -> Result<Vec<StatementLine>> {
        let cut = Cut::of(first, skip)?;
        let entries = cut.within(&self.0.statement.entries);
        Ok(entries
            .map(|entry| StatementLine {
                told: self.0.clone(),
                entry: entry.clone(),
            })
            .collect())
    }

    /// The results of the projects that the Party pays for, published in the period, in the order of their
    /// keys, each with the parts of it that the method attributes to the Party and to others. A result whose
    /// date of publication does not tell whether it lies in the period is among them, and marked so.
    async fn results(
        &self,
        #[graphql(desc = "At most so many: 0 to 200; 20 where nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "So many before them are left out.")] skip: Option<i32>,
    ) -> Result<Vec<AttributedResult>> {
        let cut = Cut::of(first, skip)?;
        let results = cut.within(&self.0.statement.results);
        Ok(results
            .map(|result| AttributedResult {
                told: self.0.clone(),
                result: result.clone(),
            })
            .collect())
    }

    /// What is attributed to the Party of all results together: one entry for each currency in which parts
    /// are measured. Results of which it is not known whether they lie in the period are left out.
    async fn attributed(&self) -> Vec<AttributedTotal> {
        results::totals(&self.0)
    }

    /// Counts and sums with which the reader can check that nothing is missing and nothing counted twice.
    async fn control(&self) -> StatementControl {
        StatementControl(self.0.clone())
    }
}
