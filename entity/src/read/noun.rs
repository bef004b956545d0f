//! What a readable noun is: a table, its key, and the fields a question may name.

use crate::policy::Policy;
use std::{fmt::Debug, hash::Hash};

/// Something that can be asked for. Only nouns with a [`Policy`] can be: see the head of the crate.
pub trait Noun: Policy + Send + Sync + 'static {
    /// What a question may select, filter and order by.
    type Field: Field;
    /// The noun's name in the schema; part of global ids and cursors.
    const NAME: &'static str;
    /// The natural key.
    const KEY: &'static [Self::Field];
    /// The table it is kept in.
    fn table() -> &'static str;
}

/// The fields of a noun.
pub trait Field: Copy + Eq + Hash + Debug + Send + Sync + 'static {
    /// Every field, in the order of declaration.
    const ALL: &'static [Self];
    /// The field as the schema spells it: `startsOn`.
    fn name(self) -> &'static str;
    /// How it is kept.
    fn shape(self) -> Shape;
    /// Its place in [`Field::ALL`].
    fn place(self) -> usize;
    /// Whether every row has a value in its columns.
    fn is_required(self) -> bool;

    /// The field that the schema spells so.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// How a field is kept in its table.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub(crate) kind: Kind,
    pub(crate) column: &'static str,
    /// Of a text that is found without regard to case and marks: the column that holds it folded.
    pub(crate) folded: Option<&'static str>,
    /// Whether upper and lower case are the same, as in a DOI. Values to compare with are given in lower case.
    pub(crate) ignores_case: bool,
    /// Of a reduced date: the columns with the first and the last month it may mean, counted from the year 0,
    /// where they are kept.
    pub(crate) months: Option<[&'static str; 2]>,
}

/// What a column holds, and with it how the field compares and sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, compared by bytes.
    Text,
    /// Text whose folded form (lower case, without accents) stands in the column `twin`; lists sort by that column.
    Folded { twin: &'static str },
    /// A project number, sorted naturally by this column.
    Natural { order: &'static str },
    /// A whole number.
    Int,
    /// A whole number of minor units.
    Minor,
    /// True or false.
    Flag,
    /// One day.
    Day,
    /// A reduced date with the first and the last day it may mean.
    Partial {
        first: &'static str,
        last: &'static str,
    },
}

impl Shape {
    /// The columns that sort by this field, dearest first.
    pub(crate) fn order(self) -> Vec<&'static str> {
        match self.kind {
            Kind::Folded { twin } => vec![twin, self.column],
            Kind::Natural { order } => vec![order, self.column],
            Kind::Partial { first, last } => vec![first, last],
            _ => vec![self.column],
        }
    }
}

/// Declares a noun: its name, table, key and fields.
macro_rules! noun {
    (
        $(#[$doc:meta])*
        $noun:ident in $table:ident, key [$($key:ident),+], $fields:ident {
            $($field:ident: $kind:ident ($($column:ident),+)),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $noun;

        #[doc = concat!("The fields of [`", stringify!($noun), "`].")]
        #[allow(missing_docs, reason = "the data package's page and the schema describe each field")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $fields { $($field),+ }

        impl $crate::read::Noun for $noun {
            type Field = $fields;
            const NAME: &'static str = stringify!($noun);
            const KEY: &'static [$fields] = &[$($fields::$key),+];

            fn table() -> &'static str {
                sea_orm::EntityName::table_name(&$crate::table::$table::Entity)
            }
        }

        impl $crate::read::Field for $fields {
            const ALL: &'static [Self] = &[$($fields::$field),+];

            fn name(self) -> &'static str {
                match self { $($fields::$field => $crate::read::noun::camel!($field)),+ }
            }

            fn shape(self) -> $crate::read::Shape {
                use $crate::table::$table::Column;
                match self { $($fields::$field => $crate::read::noun::shape!($kind Column $($column),+)),+ }
            }

            fn place(self) -> usize {
                self as usize
            }

            fn is_required(self) -> bool {
                use $crate::table::$table::Column;
                match self {
                    $($fields::$field => [$(Column::$column),+]
                        .iter()
                        .all(|column| !sea_orm::ColumnTrait::def(column).is_null())),+
                }
            }
        }
    };
}

macro_rules! shape {
    (text $c:ident $column:ident) => { $crate::read::noun::shape!(@ $c $column Text) };
    (caseless $c:ident $column:ident) => {
        $crate::read::Shape {
            ignores_case: true,
            ..$crate::read::noun::shape!(text $c $column)
        }
    };
    (text $c:ident $column:ident, $folded:ident) => {
        $crate::read::Shape {
            folded: Some(sea_orm::IdenStatic::as_str(&$c::$folded)),
            ..$crate::read::noun::shape!(text $c $column)
        }
    };
    (int $c:ident $column:ident) => { $crate::read::noun::shape!(@ $c $column Int) };
    (minor $c:ident $column:ident) => { $crate::read::noun::shape!(@ $c $column Minor) };
    (flag $c:ident $column:ident) => { $crate::read::noun::shape!(@ $c $column Flag) };
    (day $c:ident $column:ident) => { $crate::read::noun::shape!(@ $c $column Day) };
    (folded $c:ident $column:ident, $twin:ident) => {
        $crate::read::Shape {
            folded: Some(sea_orm::IdenStatic::as_str(&$c::$twin)),
            ..$crate::read::noun::shape!(@ $c $column Folded { twin: sea_orm::IdenStatic::as_str(&$c::$twin) })
        }
    };
    (natural $c:ident $column:ident, $order:ident, $folded:ident) => {
        $crate::read::Shape {
            folded: Some(sea_orm::IdenStatic::as_str(&$c::$folded)),
            ..$crate::read::noun::shape!(@ $c $column Natural { order: sea_orm::IdenStatic::as_str(&$c::$order) })
        }
    };
    (partial $c:ident $column:ident, $first:ident, $last:ident) => {
        $crate::read::noun::shape!(@ $c $column Partial {
            first: sea_orm::IdenStatic::as_str(&$c::$first),
            last: sea_orm::IdenStatic::as_str(&$c::$last)
        })
    };
    (partial $c:ident $column:ident, $first:ident, $last:ident, $from:ident, $until:ident) => {
        $crate::read::Shape {
            months: Some([
                sea_orm::IdenStatic::as_str(&$c::$from),
                sea_orm::IdenStatic::as_str(&$c::$until),
            ]),
            ..$crate::read::noun::shape!(partial $c $column, $first, $last)
        }
    };
    (@ $c:ident $column:ident $($kind:tt)+) => {
        $crate::read::Shape {
            kind: $crate::read::noun::Kind::$($kind)+,
            column: sea_orm::IdenStatic::as_str(&$c::$column),
            folded: None,
            ignores_case: false,
            months: None,
        }
    };
}

/// The schema's spelling of a field: its first letter small.
macro_rules! camel {
    ($field:ident) => {{
        #[allow(
            clippy::indexing_slicing,
            reason = "it is done at compile time, within the length"
        )]
        const BYTES: [u8; stringify!($field).len()] = {
            let from = stringify!($field).as_bytes();
            let mut to = [0; stringify!($field).len()];
            let mut place = 0;
            while place < from.len() {
                to[place] = if place == 0 {
                    from[0].to_ascii_lowercase()
                } else {
                    from[place]
                };
                place += 1;
            }
            to
        };
        const NAME: &str = match std::str::from_utf8(&BYTES) {
            Ok(name) => name,
            Err(_) => panic!("identifiers are UTF-8"),
        };
        NAME
    }};
}

pub(crate) use {camel, noun, shape};
