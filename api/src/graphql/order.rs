//! Orders: which fields of a noun a list may be sorted by.

use async_graphql::Enum;
use entity::read::{Direction, Noun};

/// An order input, as the noun's field and direction.
pub(super) trait Ordering<N: Noun> {
    /// The field, and which way.
    fn order(self) -> (N::Field, Direction);
}

/// Which way a list is sorted. Entries without a value come last both ways.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderDirection {
    /// Smallest, earliest, or first by letter.
    Asc,
    /// Largest, latest, or last by letter.
    Desc,
}

impl OrderDirection {
    /// Ascending where nothing is said.
    pub(super) fn or_ascending(direction: Option<Self>) -> Direction {
        match direction {
            Some(OrderDirection::Desc) => Direction::Descending,
            Some(OrderDirection::Asc) | None => Direction::Ascending,
        }
    }
}

macro_rules! order {
    (
        $(#[$doc:meta])*
        $order:ident by $field:ident of $noun:ty, $fields:ty {
            $($(#[$item_doc:meta])* $item:ident),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Clone)]
        pub(super) struct $order {
            /// What to sort by.
            field: $field,
            /// Which way; ascending where nothing is said.
            direction: Option<$crate::graphql::order::OrderDirection>,
        }

        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $field {
            $($(#[$item_doc])* $item),+
        }

        impl $crate::graphql::order::Ordering<$noun> for $order {
            fn order(self) -> ($fields, entity::read::Direction) {
                let field = match self.field { $($field::$item => <$fields>::$item),+ };
                (field, $crate::graphql::order::OrderDirection::or_ascending(self.direction))
            }
        }
    };
}

pub(super) use order;
