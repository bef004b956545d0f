//! The bounds on a GraphQL document that hold before it is validated or executed.
//!
//! Here live the bounds themselves, one constant each, and the order in which a document is
//! held against them. The schema's meaning does not live here, nor does transport: nothing
//! here knows who asks, and nothing here reads a body.
//!
//! async-graphql walks a document with every fragment written out, several times, before any
//! limit of its own applies; a document of a kilobyte can keep it busy for minutes. So a
//! document is first scanned as text ([`tokens`]), then parsed, then measured over the graph of
//! its fragments ([`check`]), and only what passes is handed on.
//!
//! None of this can exhaust the stack. [`tokens`] is a loop. [`check`] recurses only within one
//! definition, where the parser allows 64 nested selection sets; fragments are visited by a
//! loop, each once and after those it spreads; values are walked with a list of their own.

mod census;
mod cost;
mod expansion;
mod input_types;
mod order;
mod refusal;
mod source;
#[cfg(test)]
mod tests;

use async_graphql::Variables;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};

pub use input_types::{InputTypes, SchemaUnreadable};
pub use refusal::{Counted, Refusal};
pub use source::tokens;

use cost::Prices;
use expansion::{Expansion, Tally};

/// Bytes of a document. Standard introspection, the longest that tools send unasked, has 1,200
/// without its indentation; this leaves generated clients fifty times that.
pub const DOCUMENT_BYTES: usize = 64 * 1024;

/// Lexical tokens of a document. The parser allocates for every one, the executor for most;
/// standard introspection has 184.
pub const TOKENS: usize = 10_000;

/// Brackets open at one place of the text. The parser recurses on the stack for every `{`, `[`
/// and `(`, and gives up by itself at this many selection sets, but for values never.
pub const SOURCE_NESTING: usize = 64;

/// Bytes of a name. An alias is written once and answered once for each entry of each page: with a name
/// as long as the document, an operation within its cost is answered with gigabytes. The longest name of
/// the schema has 30; generated clients make names of operations and fragments out of three such.
pub const NAME_BYTES: usize = 128;

/// Lists and objects within one another in a variable's value. The library recurses on the stack for
/// every one, several times over and with whatever the document has around the variable, which
/// [`SOURCE_NESTING`] bounds. A filter may be twelve deep, and each of its levels may stand in a list.
pub const VARIABLE_NESTING: usize = 32;

/// Fields within fields. Four connections within one another take twelve (each with `edges`
/// and `node`) and leave three for objects such as an amount of money at the end.
pub const DEPTH: u32 = 15;

/// Fields within `__schema` or `__type`. Standard introspection asks 14 deep, nine of them
/// `ofType`; it is counted apart so that [`DEPTH`] need not follow the habits of tools.
pub const INTROSPECTION_DEPTH: u32 = 20;

/// Values an introspection may answer, estimated with [`TYPES_IN_SCHEMA`] and
/// [`INTROSPECTION_LIST`]. Standard introspection is estimated at 500,350, far too high
/// because most of its `ofType` are null. `types { fields { type { fields …` grows with each
/// step by the length of another list, costs next to nothing by count of fields, and is
/// answered from memory, where no time-out interrupts it.
pub const INTROSPECTION_VALUES: u64 = 1_000_000;

/// The length assumed for the list `types` of an introspection.
pub const TYPES_IN_SCHEMA: u64 = 100;

/// The length assumed for every other list of an introspection.
pub const INTROSPECTION_LIST: u64 = 10;

/// Selection sets within one another, those of fragments included. async-graphql refuses more
/// than this in an operation, but fragments that no operation uses it follows without a bound,
/// recursing.
pub const SELECTION_LEVELS: u32 = 32;

/// Selections (fields, spreads, inline fragments) of all operations once every fragment is
/// written out: the walk that validation makes. Fields that merge count each time, because
/// each is resolved.
pub const SELECTIONS: u64 = 2_000;

/// Fields at the root of an operation. Each is at least one statement, and mutations run one
/// after the other.
pub const ROOT_FIELDS: u64 = 30;

/// Aliases as written. An alias is how one field is asked for many times.
pub const ALIASES: usize = 100;

/// Directives as written. Only `@skip` and `@include` mean anything here.
pub const DIRECTIVES: usize = 50;

/// Operations of a document. One is executed, but all are validated.
pub const OPERATIONS: usize = 20;

/// Fragments of a document. Rules of validation look from each fragment through all others.
pub const FRAGMENTS: usize = 100;

/// Variables of an operation. Each use of a variable searches the definitions in sequence.
pub const VARIABLES: usize = 100;

/// Items of one list, written in the document or given in a variable. A list becomes the
/// parameters of a statement, and the databases bound those at 32,766 and 65,535.
pub const LIST_ITEMS: usize = 1_000;

/// Cost of an operation, in fields. A full page (200) of projects with ten fields and a full
/// page (20) of participations with five fields each costs 26,401.
pub const COST: u64 = 50_000;

/// Page size where neither `first` nor `last` says one; as the schema documents it.
pub const DEFAULT_PAGE: u64 = crate::graphql::DEFAULT_PAGE as u64;

/// Largest page. Sizes beyond it, or below nothing, are clamped here and refused by the
/// resolver, which knows the argument.
pub const LARGEST_PAGE: u64 = crate::graphql::LARGEST_PAGE as u64;

/// Most ids of `nodes(ids: …)`. As with pages: clamped here, refused by the resolver.
pub const LARGEST_ID_LIST: u64 = crate::graphql::MOST_IDS as u64;

/// Cost of `totalCount`, which counts every row the filter admits.
pub const TOTAL_COUNT_COST: u64 = 10;

/// Cost of a long text: a project's `summary`, a proposal's `text`. They have kilobytes where other
/// fields have a few dozen bytes, and an answer of the largest [`COST`] must still fit in memory.
pub const LONG_TEXT_COST: u64 = 10;

/// Cost of `search` itself, which asks every index before it has its first hit.
pub const SEARCH_COST: u64 = 20;

/// Cost of `manifest` itself, which counts every project with the viewer's standings on it, and every
/// output, that the viewer may see: as dear as ten counts of whole lists.
pub const MANIFEST_COST: u64 = 100;

/// Cost of a summary itself, which reads every entry that the viewer may see and its filter admits: up to
/// thirty times what counting them takes.
pub const SUMMARY_COST: u64 = 250;

/// Cost of a `comparison`. The sums behind it are made once for a request, at most four of them, each as dear as
/// a summary; a page of twenty pays for them.
pub const COMPARISON_COST: u64 = 50;

/// Cost of `cost(document: …)` itself.
pub const DRY_RUN_COST: u64 = 10;

/// Bytes of a document given to `cost` that cost one more: it is scanned, parsed and measured, several times over if it
/// is too dear. 24 KiB take some 7 ms, as long as a page of about that cost.
pub const DRY_RUN_BYTES: u64 = 32;

/// How often an operation may ask `cost`.
pub const DRY_RUNS: u64 = 1;

/// Groups that a summary lists without `top`.
pub const GROUPS: u64 = crate::graphql::GROUPS as u64;

/// Most groups that a summary lists.
pub const MOST_GROUPS: u64 = crate::graphql::MOST_GROUPS as u64;

/// What an admitted operation amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Cost of the operation by the static model of [`COST`]; never more than that.
    pub cost: u64,
    /// Fields within fields, without what lies inside `__schema` and `__type`.
    pub depth: u32,
    /// Selections of the operation with every fragment written out, none merged.
    pub fields: u64,
    /// Whether the operation is a query, a mutation or a subscription.
    pub kind: OperationType,
    /// The dearest root field, as the document has it, and its cost.
    pub dearest: Option<String>,
}

/// Holds a parsed document against every bound and finds the operation to execute.
///
/// `operation_name` is the one of the request; empty is the same as none. `variables` are the
/// values of the request, before any coercion.
///
/// # Errors
///
/// The first bound the document breaks. A document that passes may still be invalid.
pub fn check(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
    types: &InputTypes,
) -> Result<Bill, Refusal> {
    census::definitions(document)?;
    let operation = operation(document, operation_name)?;
    let spreads = census::take(document, types)?;
    census::variables(variables)?;
    let order = order::innermost_first(document, &spreads)?;

    let prices = Prices::new(operation, variables);
    let expansion = Expansion::new(document, &order, &prices);
    structure(document, &expansion)?;

    let tally = expansion.operation(operation);
    if tally.cost > COST {
        return Err(too_dear(document, &order, operation, &prices, &tally));
    }
    Ok(Bill {
        cost: tally.cost,
        depth: tally.depth,
        fields: tally.selections,
        kind: operation.ty,
        dearest: tally.dearest.map(refusal::priced),
    })
}

/// The operation the request asks for, by the rules of GraphQL's `GetOperation`.
fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, Refusal> {
    let name = name.filter(|name| !name.is_empty());
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(name)) => Err(Refusal::unknown_operation(name)),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get(name)
            .map(|operation| &operation.node)
            .ok_or_else(|| Refusal::unknown_operation(name)),
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(only), None) => Ok(&only.node),
                (Some(_), Some(_)) => Err(Refusal::OperationNameMissing),
                (None, _) => Err(Refusal::NoOperation),
            }
        }
    }
}

/// Holds the expanded document against the bounds of its shape. All operations count, because
/// validation walks them all.
fn structure(document: &ExecutableDocument, expansion: &Expansion) -> Result<(), Refusal> {
    let mut selections: u64 = 0;
    for operation in census::operations(document) {
        let (tally, at) = (expansion.operation(&operation.node), operation.pos);
        selections = selections.saturating_add(tally.selections);
        if selections > SELECTIONS {
            return Err(Counted::Selections.refused(Some(at)));
        }
        if tally.width > ROOT_FIELDS {
            return Err(Counted::RootFields.refused(Some(at)));
        }
        if tally.dry_runs > DRY_RUNS {
            return Err(Counted::DryRuns.refused(Some(at)));
        }
        if tally.depth > DEPTH {
            return Err(Refusal::too_deep(tally.depth, DEPTH, at));
        }
        if tally.introspection_depth > INTROSPECTION_DEPTH {
            let depth = tally.introspection_depth;
            return Err(Refusal::too_deep(depth, INTROSPECTION_DEPTH, at));
        }
        if tally.introspection_values > INTROSPECTION_VALUES {
            return Err(Refusal::IntrospectionTooLarge { at });
        }
        if tally.levels > SELECTION_LEVELS {
            return Err(Refusal::too_deep(tally.levels, SELECTION_LEVELS, at));
        }
    }
    for (name, fragment) in census::fragments(document) {
        let levels = expansion.fragment(name).levels;
        if levels > SELECTION_LEVELS {
            return Err(Refusal::too_deep(levels, SELECTION_LEVELS, fragment.pos));
        }
    }
    Ok(())
}

/// The refusal of an operation over [`COST`], with the largest page size that would bring it
/// under. Cost grows with the page size, so the size is found by halving.
fn too_dear(
    document: &ExecutableDocument,
    order: &[&str],
    operation: &OperationDefinition,
    prices: &Prices,
    tally: &Tally,
) -> Refusal {
    let fits = |page: u64| {
        let prices = prices.with_pages_of_at_most(page);
        let expansion = Expansion::new(document, order, &prices);
        expansion.operation(operation).cost <= COST
    };
    let (mut fitting, mut too_large) = (0, LARGEST_PAGE + 1);
    while too_large - fitting > 1 {
        let middle = fitting.midpoint(too_large);
        if fits(middle) {
            fitting = middle;
        } else {
            too_large = middle;
        }
    }
    Refusal::too_dear(tally, fitting)
}
