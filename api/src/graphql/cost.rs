//! What an operation would cost, without asking it.

use super::{
    error::{Problem, Result},
    scalar::Variables,
};
use crate::limits::{self, InputTypes, Refusal};
use async_graphql::{Context, SimpleObject};
use std::sync::Arc;

/// What an operation would cost. Cost is counted in fields: a field costs one, and what is selected
/// in a page costs as often as the page is long.
#[derive(SimpleObject)]
pub(super) struct OperationCost {
    /// The cost, at most; as large as can be told where it is larger.
    predicted: i32,
    /// What one operation may cost.
    limit: i32,
    /// Whether the operation would be answered, as far as cost goes.
    fits: bool,
    /// The dearest root field, as the document has it.
    dearest: Option<String>,
    /// The largest page size, for every list, with which it would be answered; null if it fits as it is,
    /// or would not with any.
    largest_page: Option<i32>,
    /// How many fields lie within one another.
    depth: Option<i32>,
    /// How many fields are selected once fragments are written out.
    selections: Option<i32>,
}

impl OperationCost {
    pub(super) fn of(
        ctx: &Context<'_>,
        document: &str,
        operation_name: Option<&str>,
        variables: Option<Variables>,
    ) -> Result<Self> {
        let types = ctx
            .data::<Arc<InputTypes>>()
            .map_err(|_| Problem::of_ours("executed without the input types"))?;
        let refused = |refusal: Refusal| Problem::input(format!("`document`: {refusal}"));
        limits::tokens(document).map_err(refused)?;
        let document = async_graphql::parser::parse_query(document)
            .map_err(|_| Problem::input("`document` cannot be parsed."))?;
        let variables = variables.map(Into::into).unwrap_or_default();
        match limits::check(&document, operation_name, &variables, types) {
            Ok(bill) => Ok(Self {
                predicted: told(bill.cost),
                limit: told(limits::COST),
                fits: true,
                dearest: bill.dearest,
                largest_page: None,
                depth: Some(told(bill.depth.into())),
                selections: Some(told(bill.fields)),
            }),
            Err(Refusal::TooDear {
                cost,
                dearest,
                page,
                ..
            }) => Ok(Self {
                predicted: told(cost),
                limit: told(limits::COST),
                fits: false,
                dearest: Some(dearest),
                largest_page: Some(told(page)).filter(|page| *page > 0),
                depth: None,
                selections: None,
            }),
            Err(refusal) => Err(refused(refusal)),
        }
    }
}

fn told(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
