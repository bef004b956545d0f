//! One part of a group's key.

/// One part of a group's key; what is unknown sorts last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A key or a word of the data.
    Word(String),
    /// A year: of the calendar, or a fiscal one by its name.
    Year(i32),
    /// A quarter of a calendar year, 1 to 4.
    Quarter(i32, u32),
    /// Not known, or withheld from the viewer.
    Unknown,
}

impl Part {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Part::Unknown
    }

    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match self {
            Part::Word(word) => Some(word),
            _ => None,
        }
    }
}
