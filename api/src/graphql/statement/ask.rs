//! From the arguments of a statement and what is selected of it to what is asked.

use crate::graphql::{
    cut::Cut,
    error::{Problem, Result},
    funder::Funder,
    funding::Contribution,
    ledger::LedgerEntry,
    named::Named,
    output::Output,
    party::Party,
    project::Project,
    question::Part,
    scalar::PartialDate,
    summary::ConvertTo,
};
use async_graphql::{Context, Enum, InputObject};
use entity::{
    Who,
    statement::{self, Asked, Attributed, Entry, Figure, Payer, Period, Statement, Target},
    value::{self, FiscalCalendar},
};

/// How results are attributed to those who pay. A result is first divided equally among its projects that
/// the viewer may see, and then within each project, in each currency apart. Parts are told to six decimals
/// and sum to exactly one; what is left over in dividing goes to the largest remainders.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "statement::Method")]
pub(in crate::graphql) enum AttributionMethod {
    /// Wholly to each who pays for one of its projects. Such counts may not be added over Parties.
    FullCount,
    /// In proportion to what each committed to the project.
    ShareAtAward,
    /// In proportion to what was paid out of each one's contributions until the period's end.
    ShareOfDisbursement,
    /// Wholly to the one who committed most to the project, in equal parts to several who did.
    LeadFunder,
}

/// The days that a statement is about, both bounds included.
#[derive(InputObject)]
pub(in crate::graphql) struct StatementPeriod {
    /// It begins with the first day of this: `2019`, `2019-04` or `2019-04-01`. Without, there is no opening
    /// balance.
    from: Option<PartialDate>,
    /// It ends with the last day of this.
    until: Option<PartialDate>,
}

/// What is selected of a statement, as far as it takes work.
pub(super) struct Selected<'a> {
    party: Vec<Part<'a>>,
    years: Vec<(Cut, Part<'a>)>,
    lines: Vec<(Cut, Part<'a>)>,
    results: Vec<(Cut, Part<'a>)>,
    attributed: bool,
    compared: bool,
}

impl<'a> Selected<'a> {
    pub(super) fn of(part: &Part<'a>) -> Result<Self> {
        let mut selected = Self {
            party: Vec::new(),
            years: Vec::new(),
            lines: Vec::new(),
            results: Vec::new(),
            attributed: false,
            compared: false,
        };
        for part in part.parts("ContributionStatement") {
            let cut = || Cut::of(part.argument("first")?, part.argument("skip")?);
            match part.name() {
                "party" => selected.party.push(part),
                "years" => selected.years.push((cut()?, part)),
                "lines" => selected.lines.push((cut()?, part)),
                "results" => selected.results.push((cut()?, part)),
                "attributed" => selected.attributed = true,
                "control" => selected.compared = true,
                _ => {}
            }
        }
        Ok(selected)
    }

    /// Reads the rows that the answer names.
    pub(super) async fn named(
        &self,
        ctx: &Context<'_>,
        asked: &Asked,
        statement: &Statement,
    ) -> Result<Named> {
        let mut named = Named::default();
        for part in &self.party {
            named
                .load::<Party>(ctx, part, [asked.party.clone()])
                .await?;
        }
        for (cut, part) in &self.years {
            let figures: Vec<&Figure> = cut.within(&statement.figures).collect();
            for part in part.parts("StatementYear") {
                if part.name() == "project" {
                    let keys = figures.iter().map(|figure| figure.project.clone());
                    named.load::<Project>(ctx, &part, keys).await?;
                }
            }
        }
        for (cut, part) in &self.lines {
            let entries: Vec<&Entry> = cut.within(&statement.entries).collect();
            for part in part.parts("StatementLine") {
                of_lines(&mut named, ctx, &part, &entries).await?;
            }
        }
        for (cut, part) in &self.results {
            let results: Vec<&Attributed> = cut.within(&statement.results).collect();
            for part in part.parts("AttributedResult") {
                of_results(&mut named, ctx, &part, &results).await?;
            }
        }
        Ok(named)
    }
}

async fn of_lines(
    named: &mut Named,
    ctx: &Context<'_>,
    part: &Part<'_>,
    entries: &[&Entry],
) -> Result<()> {
    let entries = entries.iter();
    match part.name() {
        "project" => {
            let keys = entries.map(|entry| entry.project.clone());
            named.load::<Project>(ctx, part, keys).await
        }
        "contribution" => {
            let keys = entries.map(|entry| entry.contribution.clone());
            named.load::<Contribution>(ctx, part, keys).await
        }
        "ledgerEntry" => {
            let keys = entries.filter_map(|entry| entry.ledger_entry.clone());
            named.load::<LedgerEntry>(ctx, part, keys).await
        }
        _ => Ok(()),
    }
}

async fn of_results(
    named: &mut Named,
    ctx: &Context<'_>,
    part: &Part<'_>,
    results: &[&Attributed],
) -> Result<()> {
    match part.name() {
        "output" => {
            let keys = results.iter().map(|result| result.output.clone());
            named.load::<Output>(ctx, part, keys).await
        }
        "shares" => {
            let payers = || {
                let shares = results.iter().flat_map(|result| &result.shares);
                shares.filter_map(|share| share.payer.clone())
            };
            for part in part.parts("ResultShare") {
                match part.name() {
                    "party" => {
                        let keys = payers().filter_map(|payer| match payer {
                            Payer::Party(code) => Some(code),
                            Payer::Funder(_) => None,
                        });
                        named.load::<Party>(ctx, &part, keys).await?;
                    }
                    "funder" => {
                        let keys = payers().filter_map(|payer| match payer {
                            Payer::Funder(key) => Some(key),
                            Payer::Party(_) => None,
                        });
                        named.load::<Funder>(ctx, &part, keys).await?;
                    }
                    _ => {}
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The statement that the arguments ask for.
pub(super) fn asked(
    part: &Part<'_>,
    selected: &Selected<'_>,
    viewer: &entity::Viewer,
) -> Result<Asked> {
    let party = match (part.argument::<String>("party")?, viewer.who()) {
        (Some(party), _) => party,
        (None, Who::Party(own)) => own.clone(),
        (None, _) => {
            return Err(Problem::input(
                "Whose statement? Name the `party` by its code, such as `JP`.",
            ));
        }
    };
    let method: Option<AttributionMethod> = part.argument("method")?;
    let convert_to: Option<ConvertTo> = part.argument("convertTo")?;
    let convert_to = match convert_to {
        Some(to) => Some(Target {
            currency: to.target()?,
            table: to.table,
        }),
        None => None,
    };
    let own_years: bool = part.argument("fiscalYears")?.unwrap_or_default();
    let period = match part.argument::<StatementPeriod>("period")? {
        Some(given) => {
            let read = |date: Option<PartialDate>| {
                date.and_then(|date| value::PartialDate::parse(&date.0))
            };
            let (from, until) = (read(given.from), read(given.until));
            Period {
                from: from.map(|date| date.first()),
                until: until.map(|date| date.last()),
            }
        }
        None => Period::default(),
    };
    if let (Some(from), Some(until)) = (period.from, period.until)
        && until < from
    {
        return Err(Problem::input(format!(
            "`period` ends on {until}, before it begins on {from}."
        )));
    }
    Ok(Asked {
        years: match own_years {
            true => FiscalCalendar::of(&party),
            false => FiscalCalendar::YEARS,
        },
        party,
        period,
        convert_to,
        method: method.unwrap_or(AttributionMethod::ShareAtAward).into(),
        results: selected.attributed || !selected.results.is_empty() || selected.compared,
        compared: selected.compared,
    })
}
