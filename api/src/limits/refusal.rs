//! Why a document is refused: the reason, its GraphQL error code, its message for the client
//! and its place in the document. Not here: how a refusal becomes an answer.

use std::fmt::{self, Display, Formatter};

use async_graphql::Pos;
use async_graphql::parser::types::Field;

use super::expansion::{Dearest, Tally};
use super::{
    ALIASES, COST, DIRECTIVES, DOCUMENT_BYTES, DRY_RUNS, FRAGMENTS, LIST_ITEMS, NAME_BYTES,
    OPERATIONS, ROOT_FIELDS, SELECTIONS, SOURCE_NESTING, TOKENS, VARIABLE_NESTING, VARIABLES,
};

/// Characters of a client's name that a message repeats; names may be as long as the document.
const NAME_LENGTH: usize = 60;

/// Why a document is not handed on. The text of each is meant for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is too long to be scanned.
    #[error("The document is longer than {DOCUMENT_BYTES} bytes.")]
    TooLong,
    /// Too many brackets are open at one place of the text.
    #[error("More than {SOURCE_NESTING} brackets are open here.")]
    Nested {
        /// The first bracket too many.
        at: Pos,
    },
    /// A name is too long.
    #[error("The name that begins here is longer than {NAME_BYTES} letters.")]
    LongName {
        /// The first letter of the name.
        at: Pos,
    },
    /// A string has no closing quotation mark.
    #[error("The string that begins here does not end.")]
    Unterminated {
        /// The opening quotation mark.
        at: Pos,
    },
    /// There is more of something than its bound.
    #[error("The request has more than {} {what}.", .what.most())]
    TooMany {
        /// What is too many.
        what: Counted,
        /// The first too many, or the operation that holds too many.
        at: Option<Pos>,
    },
    /// Fields, or selection sets, within one another beyond a bound.
    #[error("The selection is nested {depth} deep; at most {most} is allowed.")]
    TooDeep {
        /// The depth found.
        depth: u32,
        /// The bound.
        most: u32,
        /// The operation or fragment.
        at: Pos,
    },
    /// An introspection that would list the types within the types too often.
    #[error("The introspection would answer too much; ask for fewer lists within lists.")]
    IntrospectionTooLarge {
        /// The operation.
        at: Pos,
    },
    /// A spread names a fragment that the document does not define.
    #[error("Unknown fragment \"{name}\".")]
    UnknownFragment {
        /// The name, shortened.
        name: String,
        /// The spread.
        at: Pos,
    },
    /// A fragment contains itself, directly or through others.
    #[error("The fragment \"{name}\" contains itself.")]
    FragmentCycle {
        /// The name, shortened.
        name: String,
        /// The spread that closes the circle.
        at: Pos,
    },
    /// A variable is of a type that is not an input type of the schema.
    #[error("Unknown input type \"{name}\".")]
    UnknownVariableType {
        /// The name of the type, shortened.
        name: String,
        /// The type in the variable's definition.
        at: Pos,
    },
    /// The document defines fragments only.
    #[error("The document has no operation.")]
    NoOperation,
    /// There are several operations and the request does not say which.
    #[error("The document has several operations: say which in operationName.")]
    OperationNameMissing,
    /// The request names an operation that the document does not have.
    #[error("The document has no operation named \"{name}\".")]
    UnknownOperation {
        /// The name, shortened.
        name: String,
    },
    /// The operation costs more than [`COST`].
    #[error(
        "The operation costs {cost}; at most {COST} is allowed. The dearest root field is \
         {dearest}. {}",
        remedy(*.page)
    )]
    TooDear {
        /// The cost; `u64::MAX` stands for that and anything above.
        cost: u64,
        /// The dearest root field and its cost, as the message has it.
        dearest: String,
        /// The largest page size with which the operation would be admitted; 0 if none.
        page: u64,
        /// The dearest root field.
        at: Option<Pos>,
    },
}

impl Refusal {
    /// The value for `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong
            | Self::Nested { .. }
            | Self::LongName { .. }
            | Self::Unterminated { .. } => "GRAPHQL_PARSE_FAILED",
            Self::TooMany { what, .. } => what.code(),
            Self::TooDeep { .. }
            | Self::IntrospectionTooLarge { .. }
            | Self::UnknownFragment { .. }
            | Self::FragmentCycle { .. }
            | Self::UnknownVariableType { .. }
            | Self::NoOperation => "GRAPHQL_VALIDATION_FAILED",
            // The document is sound, the request's parameter is not.
            Self::OperationNameMissing | Self::UnknownOperation { .. } => "BAD_USER_INPUT",
            Self::TooDear { .. } => "COST_EXCEEDED",
        }
    }

    /// The place in the document for `locations`, where there is one.
    #[must_use]
    pub fn position(&self) -> Option<Pos> {
        match self {
            Self::Nested { at }
            | Self::LongName { at }
            | Self::Unterminated { at }
            | Self::TooDeep { at, .. }
            | Self::IntrospectionTooLarge { at }
            | Self::UnknownFragment { at, .. }
            | Self::FragmentCycle { at, .. }
            | Self::UnknownVariableType { at, .. } => Some(*at),
            Self::TooMany { at, .. } | Self::TooDear { at, .. } => *at,
            Self::TooLong
            | Self::NoOperation
            | Self::OperationNameMissing
            | Self::UnknownOperation { .. } => None,
        }
    }

    pub(super) fn too_deep(depth: u32, most: u32, at: Pos) -> Self {
        Self::TooDeep { depth, most, at }
    }

    pub(super) fn unknown_fragment(name: &str, at: Pos) -> Self {
        let name = shortened(name);
        Self::UnknownFragment { name, at }
    }

    pub(super) fn fragment_cycle(name: &str, at: Pos) -> Self {
        let name = shortened(name);
        Self::FragmentCycle { name, at }
    }

    pub(super) fn unknown_variable_type(name: &str, at: Pos) -> Self {
        let name = shortened(name);
        Self::UnknownVariableType { name, at }
    }

    pub(super) fn unknown_operation(name: &str) -> Self {
        let name = shortened(name);
        Self::UnknownOperation { name }
    }

    pub(super) fn too_dear(tally: &Tally, page: u64) -> Self {
        Self::TooDear {
            cost: tally.cost,
            dearest: tally.dearest.map_or_else(String::new, priced),
            page,
            at: tally.dearest.map(|dearest| dearest.field.pos),
        }
    }
}

/// What a document or request may have only so many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Lexical tokens of the text.
    Tokens,
    /// Operations of the document.
    Operations,
    /// Fragment definitions of the document.
    Fragments,
    /// Variable definitions of one operation.
    Variables,
    /// Aliases, as written.
    Aliases,
    /// Directives, as written.
    Directives,
    /// Items of one list in the document.
    ListItems,
    /// Items of one list in the variables.
    VariableListItems,
    /// Lists and objects within one another in a variable.
    VariableLevels,
    /// Fields at the root of one operation, fragments written out.
    RootFields,
    /// Fields of one operation that ask what a document would cost.
    DryRuns,
    /// Selections of all operations, fragments written out.
    Selections,
}

impl Counted {
    pub(super) fn refused(self, at: Option<Pos>) -> Refusal {
        Refusal::TooMany { what: self, at }
    }

    fn most(self) -> u64 {
        let most = match self {
            Self::Tokens => TOKENS,
            Self::Operations => OPERATIONS,
            Self::Fragments => FRAGMENTS,
            Self::Variables => VARIABLES,
            Self::Aliases => ALIASES,
            Self::Directives => DIRECTIVES,
            Self::ListItems | Self::VariableListItems => LIST_ITEMS,
            Self::VariableLevels => VARIABLE_NESTING,
            Self::RootFields => return ROOT_FIELDS,
            Self::DryRuns => return DRY_RUNS,
            Self::Selections => return SELECTIONS,
        };
        u64::try_from(most).unwrap_or(u64::MAX)
    }

    fn code(self) -> &'static str {
        match self {
            Self::Tokens => "GRAPHQL_PARSE_FAILED",
            Self::VariableListItems | Self::VariableLevels => "BAD_USER_INPUT",
            _ => "GRAPHQL_VALIDATION_FAILED",
        }
    }
}

impl Display for Counted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tokens => "tokens",
            Self::Operations => "operations",
            Self::Fragments => "fragments",
            Self::Variables => "variables in one operation",
            Self::Aliases => "aliases",
            Self::Directives => "directives",
            Self::ListItems => "items in one list",
            Self::VariableListItems => "items in one list of its variables",
            Self::VariableLevels => "lists and objects within one another in its variables",
            Self::RootFields => "root fields in one operation",
            Self::DryRuns => "field `cost` in one operation",
            Self::Selections => "selections once its fragments are written out",
        })
    }
}

fn remedy(page: u64) -> String {
    if page == 0 {
        "It would not fit with any page size: select fewer fields.".to_owned()
    } else {
        format!("It would fit with \"first\" (or \"last\") at most {page} in every list.")
    }
}

/// A field as its document has it, and its cost.
pub(super) fn priced(dearest: Dearest<'_>) -> String {
    format!("{} ({})", written(&dearest.field.node), dearest.cost)
}

/// A field as its document has it, alias and name.
fn written(field: &Field) -> String {
    let name = shortened(&field.name.node);
    match &field.alias {
        Some(alias) => format!("\"{}: {name}\"", shortened(&alias.node)),
        None => format!("\"{name}\""),
    }
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(NAME_LENGTH) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
