//! What a field costs: one, and what it selects as often as its page is long. The cost is an
//! upper bound made from the document and the variables alone; nothing is asked of the schema,
//! and `@skip` and `@include` save nothing.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql::{Number, Value, Variables};

use super::expansion::Tally;
use super::{
    COMPARISON_COST, DEFAULT_PAGE, DRY_RUN_BYTES, DRY_RUN_COST, GROUPS, LARGEST_ID_LIST,
    LARGEST_PAGE, LONG_TEXT_COST, MANIFEST_COST, MOST_GROUPS, SEARCH_COST, SUMMARY_COST,
    TOTAL_COUNT_COST,
};

/// The prices of one operation: they depend on the values of its variables.
pub(super) struct Prices<'p> {
    variables: HashMap<&'p str, &'p Value>,
    largest_page: u64,
}

impl<'p> Prices<'p> {
    /// Prices with the values of the request, or the defaults of the operation where the
    /// request omits a variable. An explicit null stays null.
    pub fn new(operation: &'p OperationDefinition, values: &'p Variables) -> Self {
        let defined = operation
            .variable_definitions
            .iter()
            .map(|definition| &definition.node);
        let variables = defined
            .filter_map(|definition| {
                let name = &definition.name.node;
                let value = values.get(name).or_else(|| definition.default_value())?;
                Some((name.as_str(), value))
            })
            .collect();
        Self {
            variables,
            largest_page: LARGEST_PAGE,
        }
    }

    /// The same prices if no page were larger than this.
    pub fn with_pages_of_at_most(&self, largest_page: u64) -> Self {
        Self {
            variables: self.variables.clone(),
            largest_page,
        }
    }

    /// Whether the field is the list of a connection's page: what selects from a connection
    /// is known by it. `nodes(ids: …)` is a field of its own, not a page.
    pub fn is_page(field: &Field) -> bool {
        match field.name.node.as_str() {
            "edges" => true,
            "nodes" => field.get_argument("ids").is_none(),
            _ => false,
        }
    }

    /// Whether the field is answered once for its connection or summary, however long the page is.
    pub fn is_once(field: &Field) -> bool {
        matches!(
            field.name.node.as_str(),
            "totalCount" | "pageInfo" | "rest" | "total" | "control"
        )
    }

    /// Whether the field asks what another document would cost.
    pub fn is_dry_run(field: &Field) -> bool {
        field.name.node == "cost" && given(field, "document")
    }

    /// The cost of a field with what it selects.
    pub fn field(&self, field: &Field, within: &Tally) -> u64 {
        let own = match field.name.node.as_str() {
            "totalCount" => TOTAL_COUNT_COST,
            "summary" | "text" => LONG_TEXT_COST,
            "search" => SEARCH_COST,
            "manifest" => MANIFEST_COST,
            "contributionStatement" => SUMMARY_COST,
            "comparison" => COMPARISON_COST,
            _ if is_summary(field) => SUMMARY_COST,
            _ if Self::is_dry_run(field) => self.dry_run(field),
            _ => 1,
        };
        let times = if is_summary(field) {
            self.groups(field)
        } else if field.name.node == "nodes" && field.get_argument("ids").is_some() {
            self.ids(field)
        } else if within.connection
            || is_list_in_parts(field)
            || ["first", "last"].iter().any(|name| given(field, name))
        {
            self.page(field)
        } else {
            1
        };
        // A page of none still has its edges looked for, so nothing is multiplied by nothing.
        own.saturating_add(within.once)
            .saturating_add(within.cost.saturating_mul(times.max(1)))
    }

    /// The page size of a connection: the larger of `first` and `last`, as only the resolver
    /// refuses both.
    fn page(&self, field: &Field) -> u64 {
        ["first", "last"]
            .iter()
            .filter_map(|name| match self.argument(field, name)? {
                Given::Nothing => None,
                Given::Number(size) => Some(size),
                // Validation refuses it; until then it is the dearest it could be.
                Given::Items(_) | Given::Text(_) | Given::Other => Some(LARGEST_PAGE),
            })
            .max()
            .unwrap_or(DEFAULT_PAGE)
            .min(self.largest_page)
    }

    /// The groups that a summary lists at most: `top.n`.
    fn groups(&self, field: &Field) -> u64 {
        let Some(top) = field.get_argument("top") else {
            return GROUPS;
        };
        let Ok(top) = top.node.clone().into_const_with(|name| {
            let value = self.variables.get(name.as_str());
            Ok::<_, Infallible>(value.map_or(Value::Null, |value| (*value).clone()))
        });
        match &top {
            Value::Null => GROUPS,
            Value::Object(top) => match top.get("n") {
                Some(Value::Number(size)) => page_size(size).min(MOST_GROUPS),
                _ => MOST_GROUPS,
            },
            _ => MOST_GROUPS,
        }
    }

    /// By the size of the document that is given.
    fn dry_run(&self, field: &Field) -> u64 {
        let bytes = match self.argument(field, "document") {
            Some(Given::Text(bytes)) => bytes,
            _ => 0,
        };
        DRY_RUN_COST.saturating_add(bytes / DRY_RUN_BYTES)
    }

    fn ids(&self, field: &Field) -> u64 {
        match self.argument(field, "ids") {
            Some(Given::Items(count)) => count.min(LARGEST_ID_LIST),
            // A single value stands for a list of one.
            _ => 1,
        }
    }

    /// What an argument is given. A variable is looked up, not copied; only within a list or
    /// an object is it taken as null, because of those no more than the length is asked.
    fn argument(&self, field: &Field, name: &str) -> Option<Given> {
        let value = &field.get_argument(name)?.node;
        let mut variable = None;
        let Ok(plain) = value.clone().into_const_with(|name| {
            variable = Some(name);
            Ok::<_, Infallible>(Value::Null)
        });
        match (&plain, variable) {
            (Value::Null, Some(name)) => self.variables.get(name.as_str()).copied().map(Given::of),
            (plain, _) => Some(Given::of(plain)),
        }
    }
}

/// Whether the field sums by group: what it selects is answered for each group.
fn is_summary(field: &Field) -> bool {
    matches!(
        field.name.node.as_str(),
        "fundingSummary" | "ledgerSummary" | "projectSummary" | "outputSummary"
    )
}

/// Whether the field is a list of a statement, or the rates behind figures: it is answered in parts, and what
/// it selects is answered for each entry of its part.
fn is_list_in_parts(field: &Field) -> bool {
    matches!(
        field.name.node.as_str(),
        "years" | "lines" | "results" | "rates"
    )
}

/// A value, as far as it bears on the cost.
enum Given {
    /// Null.
    Nothing,
    /// A number, if negative 0.
    Number(u64),
    /// The items of a list.
    Items(u64),
    /// The bytes of a text.
    Text(u64),
    /// Anything else.
    Other,
}

impl Given {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Number(size) => Self::Number(page_size(size)),
            Value::List(items) => Self::Items(u64::try_from(items.len()).unwrap_or(u64::MAX)),
            Value::String(text) => Self::Text(u64::try_from(text.len()).unwrap_or(u64::MAX)),
            _ => Self::Other,
        }
    }
}

fn given(field: &Field, name: &str) -> bool {
    field.get_argument(name).is_some()
}

/// A number as a page size, not below 0. A number beyond 64 bits, or with a fraction, is kept
/// as a floating-point number and is no size at all: it counts as the largest.
fn page_size(number: &Number) -> u64 {
    match (number.as_u64(), number.as_i64()) {
        (Some(size), _) => size,
        (None, Some(_below_zero)) => 0,
        (None, None) => LARGEST_PAGE,
    }
}
