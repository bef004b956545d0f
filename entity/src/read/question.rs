//! The question: what of a noun, which rows, in which order, which page, and what hangs on them.

use super::{
    Filter, Noun, Relation,
    level::{Related, Step},
    noun::Field,
};

/// One whole question about a noun. The Reader answers it for its viewer.
pub struct Read<N: Noun> {
    pub(crate) filter: Option<Filter<N>>,
    pub(crate) order: Vec<(N::Field, Direction)>,
    pub(crate) page: Page,
    pub(crate) asked: Vec<bool>,
    pub(crate) rows: bool,
    pub(crate) total: bool,
    pub(crate) ends: Ends,
    pub(crate) children: Vec<Child<N>>,
}

/// A part of a question: what hangs on each row, and the places in the document that ask for it.
pub(crate) struct Child<N: Noun> {
    pub(crate) places: Vec<Place>,
    pub(crate) step: Box<dyn Step<N>>,
}

/// Up or down; rows without a value come last both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Where in the caller's document a part of the question stands. One place asks with the same
/// arguments each time, so it names a part without ambiguity, where a response key would not: two
/// lists of one page may both hold a field of the same name with other arguments.
pub type Place = u64;

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// At most so many rows; all of them without.
    pub limit: Option<u32>,
    /// Counted from the list's end instead of its beginning.
    pub from_the_end: bool,
    /// Only rows behind the one with this key.
    pub after: Option<Key>,
    /// Only rows before the one with this key.
    pub before: Option<Key>,
}

/// The two ends of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ends {
    /// Where it begins.
    pub before: bool,
    /// Where it ends.
    pub behind: bool,
}

/// The natural key of a row, column by column. Ids and cursors are made from it and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub Vec<String>);

impl<N: Noun> Default for Read<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Noun> Read<N> {
    /// A question for all rows that the viewer may see, in the order of their keys, without columns.
    pub fn new() -> Self {
        let mut asked = vec![false; N::Field::ALL.len()];
        for field in N::KEY {
            if let Some(place) = asked.get_mut(field.place()) {
                *place = true;
            }
        }
        Self {
            filter: None,
            order: Vec::new(),
            page: Page::default(),
            asked,
            rows: true,
            total: false,
            ends: Ends::default(),
            children: Vec::new(),
        }
    }

    /// The row with this key.
    pub fn of(key: &Key) -> Self {
        Self::new().only(Filter::key(key))
    }

    /// The field that is the key, if nothing else is asked, of whatever rows.
    pub(crate) fn key_alone(&self) -> Option<N::Field> {
        let asked = self.asked.iter().filter(|asked| **asked).count();
        let alone = asked == 1 && self.children.is_empty() && self.filter.is_none() && !self.total;
        match N::KEY {
            [field] if alone => Some(*field),
            _ => None,
        }
    }

    /// Asks for a field. Asking twice is asking once.
    pub fn field(&mut self, field: N::Field) -> &mut Self {
        if let Some(place) = self.asked.get_mut(field.place()) {
            *place = true;
        }
        self
    }

    /// Asks for every field.
    pub fn all_fields(mut self) -> Self {
        self.asked.fill(true);
        self
    }

    /// Only rows that this filter lets through, too.
    pub fn only(mut self, filter: Filter<N>) -> Self {
        self.filter = Some(match self.filter.take() {
            Some(before) => Filter::All(vec![before, filter]),
            None => filter,
        });
        self
    }

    /// In this order; the natural key is always the last to decide.
    pub fn ordered(mut self, order: Vec<(N::Field, Direction)>) -> Self {
        self.order = order;
        self
    }

    /// This part of the list.
    pub fn page(mut self, page: Page) -> Self {
        self.page = page;
        self
    }

    /// Whether the number of all rows is wanted, whatever the page.
    pub fn counted(&mut self, total: bool) -> &mut Self {
        self.total = total;
        self
    }

    /// Whether the rows themselves are wanted.
    pub fn listed(&mut self, rows: bool) -> &mut Self {
        self.rows = rows;
        self
    }

    /// At which ends of a page that begins or ends at a cursor it matters whether the list goes on. Otherwise
    /// only the end that the page's size cuts off is told.
    pub fn ended(&mut self, ends: Ends) -> &mut Self {
        self.ends.before |= ends.before;
        self.ends.behind |= ends.behind;
        self
    }

    /// Asks for what is related to each row, at these places. What a place asks for already is not
    /// asked for again.
    pub fn child<C: Noun>(
        &mut self,
        places: &[Place],
        relation: Relation<N, C>,
        read: Read<C>,
    ) -> &mut Self {
        let asked = |place: &Place| {
            self.children
                .iter()
                .any(|child| child.places.contains(place))
        };
        let places: Vec<Place> = places
            .iter()
            .copied()
            .filter(|place| !asked(place))
            .collect();
        if !places.is_empty() {
            self.field(relation.parent);
            self.children.push(Child {
                places,
                step: Box::new(Related { relation, read }),
            });
        }
        self
    }
}
