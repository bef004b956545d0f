//! A file in the making: all pages of a question, one after another, into a file without a name.

use super::super::{
    answer::Failure,
    auth::Caller,
    graphql::{Asking, execute, fill_in, operation_of},
    told::Told,
    typename,
};
use crate::{
    graphql::Code,
    limits,
    report::{ReportError, Walk},
    sheet::{self, Column, Format, Options, Provenance, SheetError, Spool},
};
use actix_web::{http::StatusCode, web};
use async_graphql::{Request, Variables, parser::types::ExecutableDocument};
use entity::{Reader, private};
use std::{fs::File, sync::Arc};

/// A file in the making.
pub(super) struct Making<'a> {
    pub(super) asking: &'a Asking<'a>,
    pub(super) caller: &'a Caller,
    pub(super) reader: &'a Arc<Reader>,
    pub(super) variables: &'a Variables,
}

/// A file, and what is told of it.
pub(super) struct Made {
    pub(super) file: File,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    /// Behind which cursor the rest is found.
    pub(super) next: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) provenance: Provenance,
}

impl Making<'_> {
    pub(super) async fn run(
        &self,
        mut walk: Walk,
        format: Format,
        options: &Options,
        about: impl Fn(&Walk, u64) -> Provenance,
        told: &mut Told,
    ) -> Result<Made, Failure> {
        let columns = walk.columns();
        let spool = private::unnamed_file().map_err(|error| spoiled(&error, told))?;
        let out = Spool::new(spool);
        let mut sheet = sheet::begin(format, out.clone(), columns.clone(), options)
            .map_err(|error| failed(error.into(), told))?;
        let mut rows = 0;
        while let Some(document) = walk.next() {
            let bill = limits::check(
                &document,
                None,
                self.variables,
                &self.asking.door.input_types,
            );
            let cost = match bill {
                Ok(bill) => bill.cost,
                Err(refusal) if refusal.code() == Code::CostExceeded.word() && walk.smaller() => {
                    continue;
                }
                Err(refusal) => return Err(refusal.into()),
            };
            let data = self.page(document, cost, told).await?;
            rows += walk
                .take(&data, sheet.as_mut())
                .map_err(|error| failed(error, told))?;
        }
        let provenance = about(&walk, rows);
        let about = provenance.clone();
        // A workbook is put together and compressed here.
        let finished = web::block(move || sheet.finish(&about)).await;
        finished
            .map_err(|error| spoiled(&error, told))?
            .map_err(|error| failed(error.into(), told))?;
        let spooled = out.finish().map_err(|error| spoiled(&error, told))?;
        Ok(Made {
            file: spooled.file,
            sha256: spooled.sha256,
            bytes: spooled.bytes,
            rows,
            next: walk.next_cursor().map(str::to_owned),
            columns,
            provenance,
        })
    }

    /// One page of the list.
    async fn page(
        &self,
        mut document: ExecutableDocument,
        cost: u64,
        told: &mut Told,
    ) -> Result<serde_json::Value, Failure> {
        told.cost = told.cost.saturating_add(cost);
        self.asking.charge(self.caller, cost)?;
        let mut operation = Request::new("").variables(self.variables.clone());
        if let Some(wanted) = operation_of(&document, None) {
            fill_in(&mut operation, wanted)?;
        }
        typename::move_directives(&mut document);
        operation.set_parsed_query(document);
        let response = execute(self.asking.door, operation, self.reader, told).await?;
        match response.errors.first() {
            None => Ok(response.data.into_json().unwrap_or_default()),
            Some(error) => {
                told.executed(&response);
                Err(Failure::malformed(error.message.clone()))
            }
        }
    }
}

/// Why there is no file: what was asked has no table, or it cannot be written.
pub(super) fn failed(error: ReportError, told: &mut Told) -> Failure {
    use SheetError as Fault;
    match error {
        ReportError::Form(message) | ReportError::Unanswered(message) => {
            Failure::malformed(message)
        }
        ReportError::Sheet(error) => match error {
            Fault::Write(_) | Fault::Spool | Fault::Workbook(_) => spoiled(&error, told),
            Fault::Width { .. } | Fault::Kind { .. } | Fault::Value { .. } => {
                told.cause = Some(error.to_string());
                let message = "The file could not be made. The request id names the entry in the service's log.";
                Failure::of(StatusCode::INTERNAL_SERVER_ERROR, message).with_code(Code::Internal)
            }
            error => Failure::malformed(error.to_string()),
        },
    }
}

fn spoiled(cause: &dyn std::fmt::Display, told: &mut Told) -> Failure {
    told.cause = Some(cause.to_string());
    let message = "The file cannot be written just now.";
    Failure::of(StatusCode::SERVICE_UNAVAILABLE, message).with_code(Code::Unavailable)
}
