//! What a selection set amounts to once every fragment in it is written out, computed without
//! writing any out: each fragment is measured once, and a spread adds what was measured.
//! Sums saturate, so that thirty fragments of two spreads each are merely very many.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};

use super::cost::Prices;
use super::{INTROSPECTION_LIST, TYPES_IN_SCHEMA};

/// The measures of a selection set, fragments written out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally<'d> {
    /// Fields, spreads and inline fragments at any depth.
    pub selections: u64,
    /// Fields at the level of the set itself.
    pub width: u64,
    /// Fields within fields, but for those in `__schema` and `__type`.
    pub depth: u32,
    /// Fields within fields in `__schema` and `__type`.
    pub introspection_depth: u32,
    /// Selection sets within this one.
    pub levels: u32,
    /// Values answered within `__schema` and `__type`, estimated.
    pub introspection_values: u64,
    /// Cost of the set, asked for once, but for what `once` holds.
    pub cost: u64,
    /// Cost of what a connection answers once, however long its page is.
    pub once: u64,
    /// Fields that ask what another document would cost.
    pub dry_runs: u64,
    /// Whether the set has `nodes` or `edges`, so that what it selects from is a connection.
    pub connection: bool,
    /// The dearest field at the level of the set itself.
    pub dearest: Option<Dearest<'d>>,
    /// What `introspection_values` would be if this set were in `__schema`. It is known for
    /// every set, because a fragment is measured before anything says where it is spread.
    if_introspection: u64,
}

/// A field and its cost with everything in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dearest<'d> {
    pub field: &'d Positioned<Field>,
    pub cost: u64,
}

/// The fragments of a document, measured.
pub(super) struct Expansion<'d, 'p> {
    prices: &'p Prices<'p>,
    fragments: HashMap<&'d str, Tally<'d>>,
}

impl<'d, 'p> Expansion<'d, 'p> {
    /// Measures every fragment; `order` has each after those it spreads.
    pub fn new(document: &'d ExecutableDocument, order: &[&'d str], prices: &'p Prices) -> Self {
        let mut expansion = Self {
            prices,
            fragments: HashMap::with_capacity(order.len()),
        };
        for &name in order {
            if let Some(fragment) = document.fragments.get(name) {
                let tally = expansion.selection_set(&fragment.node.selection_set.node);
                expansion.fragments.insert(name, tally);
            }
        }
        expansion
    }

    /// The measures of an operation; all of it is asked for once.
    pub fn operation(&self, operation: &'d OperationDefinition) -> Tally<'d> {
        let tally = self.selection_set(&operation.selection_set.node);
        Tally {
            cost: tally.cost.saturating_add(tally.once),
            once: 0,
            ..tally
        }
    }

    /// The measures of a fragment, by its name.
    pub fn fragment(&self, name: &str) -> Tally<'d> {
        self.fragments.get(name).copied().unwrap_or_default()
    }

    /// Recurses for nested selection sets, of which the parser allows 64; not for spreads.
    fn selection_set(&self, set: &'d SelectionSet) -> Tally<'d> {
        set.items
            .iter()
            .map(|selection| match &selection.node {
                Selection::Field(field) => self.field(field),
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node).nested()
                }
                Selection::InlineFragment(fragment) => self
                    .selection_set(&fragment.node.selection_set.node)
                    .nested(),
            })
            .fold(Tally::default(), Tally::beside)
    }

    fn field(&self, field: &'d Positioned<Field>) -> Tally<'d> {
        let within = self.selection_set(&field.node.selection_set.node);
        let name = field.node.name.node.as_str();
        let cost = self.prices.field(&field.node, &within);
        let introspects = matches!(name, "__schema" | "__type");
        let once = Prices::is_once(&field.node);
        let has_levels = u32::from(!field.node.selection_set.node.items.is_empty());
        Tally {
            selections: within.selections.saturating_add(1),
            width: 1,
            depth: if introspects {
                1
            } else {
                within.depth.saturating_add(1)
            },
            introspection_depth: if introspects {
                within.depth
            } else {
                within.introspection_depth
            },
            levels: within.levels.saturating_add(has_levels),
            introspection_values: if introspects {
                within.if_introspection
            } else {
                within.introspection_values
            },
            cost: if once { 0 } else { cost },
            once: if once { cost } else { 0 },
            dry_runs: within
                .dry_runs
                .saturating_add(u64::from(Prices::is_dry_run(&field.node))),
            connection: Prices::is_page(&field.node),
            dearest: Some(Dearest { field, cost }),
            if_introspection: introspection_length(name)
                .saturating_mul(within.if_introspection.saturating_add(1)),
        }
    }
}

impl Tally<'_> {
    /// The measures of a set that holds both selections.
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            width: self.width.saturating_add(other.width),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            levels: self.levels.max(other.levels),
            introspection_values: self
                .introspection_values
                .saturating_add(other.introspection_values),
            cost: self.cost.saturating_add(other.cost),
            once: self.once.saturating_add(other.once),
            dry_runs: self.dry_runs.saturating_add(other.dry_runs),
            connection: self.connection || other.connection,
            dearest: match (self.dearest, other.dearest) {
                (Some(one), Some(two)) if two.cost > one.cost => Some(two),
                (one, two) => one.or(two),
            },
            if_introspection: self.if_introspection.saturating_add(other.if_introspection),
        }
    }

    /// The measures of a spread, or an inline fragment, of this set.
    fn nested(self) -> Self {
        Self {
            selections: self.selections.saturating_add(1),
            levels: self.levels.saturating_add(1),
            ..self
        }
    }
}

/// How many values a field of the introspection types is assumed to have.
fn introspection_length(name: &str) -> u64 {
    match name {
        "types" => TYPES_IN_SCHEMA,
        "args" | "directives" | "enumValues" | "fields" | "inputFields" | "interfaces"
        | "locations" | "possibleTypes" => INTROSPECTION_LIST,
        _ => 1,
    }
}
