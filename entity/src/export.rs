//! The sheets of a data package, as one viewer may see them: read through the Reader, page by page.

use crate::{
    query::*,
    read::{Field, Filter, Key, NotAsked, Noun, Page, Read, Row, Test, Value},
    store::{ReadError, Reader},
    value::{Currency, list},
    write::{Form, Sheet},
};

/// Some rows of a sheet, in the order of their keys.
pub struct SheetPage {
    /// The cells of each row in the order of the sheet's columns; empty for what is not known.
    pub rows: Vec<Vec<String>>,
    /// The key to go on behind; `None` on the last page.
    pub last: Option<Key>,
}

/// Why a page could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The rows could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A field was not asked for: a fault of this program.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// A sheet of which no noun is known: a fault of this program.
    #[error("no noun for the sheet {0}")]
    NoNoun(&'static str),
}

impl Reader {
    /// The rows of a sheet behind `after`, as this viewer may see them.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sheet_page(
        &self,
        sheet: &'static Sheet,
        after: Option<&Key>,
        limit: u32,
    ) -> Result<SheetPage, ExportError> {
        match sheet.name {
            "countries" => self.page_of::<Country>(sheet, after, limit).await,
            "parties" => self.page_of::<Party>(sheet, after, limit).await,
            "memberships" => self.page_of::<Membership>(sheet, after, limit).await,
            "board_seats" => self.page_of::<BoardSeat>(sheet, after, limit).await,
            "technology_areas" => self.page_of::<TechnologyArea>(sheet, after, limit).await,
            "institutes" => self.page_of::<Institute>(sheet, after, limit).await,
            "funders" => self.page_of::<Funder>(sheet, after, limit).await,
            "projects" => self.projects(sheet, after, limit).await,
            "allocations" => self.page_of::<Allocation>(sheet, after, limit).await,
            "proposals" => self.page_of::<Proposal>(sheet, after, limit).await,
            "participations" => self.page_of::<Participation>(sheet, after, limit).await,
            "contributions" => self.page_of::<Contribution>(sheet, after, limit).await,
            "ledger" => self.page_of::<LedgerEntry>(sheet, after, limit).await,
            "outputs" => self.page_of::<Output>(sheet, after, limit).await,
            "output_projects" => self.page_of::<OutputProject>(sheet, after, limit).await,
            "output_grants" => self.page_of::<OutputGrant>(sheet, after, limit).await,
            "statistics" => self.page_of::<Statistic>(sheet, after, limit).await,
            "rate_tables" => self.page_of::<RateTable>(sheet, after, limit).await,
            "rates" => self.page_of::<ExchangeRate>(sheet, after, limit).await,
            other => Err(ExportError::NoNoun(other)),
        }
    }

    async fn page_of<N: Noun>(
        &self,
        sheet: &'static Sheet,
        after: Option<&Key>,
        limit: u32,
    ) -> Result<SheetPage, ExportError> {
        let read = page::<N>(after, limit);
        let found = self.read(&read).await?;
        let rows = found
            .rows
            .iter()
            .map(|row| cells(sheet, row, ""))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(SheetPage {
            rows,
            last: found
                .rows
                .last()
                .filter(|_| found.more_after)
                .map(|row| row.key()),
        })
    }

    /// Projects carry their areas, which are kept in a table of ties.
    async fn projects(
        &self,
        sheet: &'static Sheet,
        after: Option<&Key>,
        limit: u32,
    ) -> Result<SheetPage, ExportError> {
        let mut read = page::<Project>(after, limit);
        read.child(&[0], Project::area_ties(), Read::new());
        let found = self.read(&read).await?;
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            let ties = row.related::<ProjectArea>(0)?;
            let areas = ties
                .rows
                .iter()
                .map(|tie| Ok(tie.known_text(ProjectAreaField::AreaKey)?.to_owned()))
                .collect::<Result<Vec<_>, NotAsked>>()?;
            rows.push(cells(sheet, row, &list::join(&areas))?);
        }
        Ok(SheetPage {
            rows,
            last: found
                .rows
                .last()
                .filter(|_| found.more_after)
                .map(|row| row.key()),
        })
    }
}

fn page<N: Noun>(after: Option<&Key>, limit: u32) -> Read<N> {
    let read = Read::<N>::new().all_fields().page(Page {
        limit: Some(limit),
        after: after.cloned(),
        ..Page::default()
    });
    // Of the countries only what a data package brought.
    match N::Field::named("isoName") {
        Some(iso) => read.only(Filter::Is(iso, Test::DiffersFrom("name"))),
        None => read,
    }
}

fn cells<N: Noun>(
    sheet: &'static Sheet,
    row: &Row<N>,
    keys: &str,
) -> Result<Vec<String>, NotAsked> {
    let of = |name: &str| {
        N::Field::ALL
            .iter()
            .find(|field| field.shape().column == name)
    };
    let mut cells = Vec::with_capacity(sheet.columns.len());
    for column in sheet.columns {
        let value = match of(column.name) {
            Some(field) => row.value(*field)?,
            None => &Value::Null,
        };
        cells.push(match (column.form, value) {
            (Form::Keys, _) => keys.to_owned(),
            (Form::Amount { .. }, Value::Int(minor)) => {
                let code = of("currency")
                    .map(|field| row.known_text(*field))
                    .transpose()?;
                code.and_then(Currency::parse)
                    .map_or_else(String::new, |currency| currency.decimal(*minor))
            }
            (_, Value::Text(text)) => text.clone(),
            (_, Value::Int(number)) => number.to_string(),
            (_, Value::Flag(flag)) => flag.to_string(),
            (_, Value::Day(day)) => day.to_string(),
            (_, Value::Null | Value::Partial(_)) => String::new(),
        });
    }
    Ok(cells)
}
