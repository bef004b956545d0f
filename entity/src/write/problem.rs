//! What is wrong with a data package: where, and what was expected instead.

use crate::value::text::shown;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind, a stable word such as `dangling-reference`.
    pub kind: ProblemKind,
    /// The file, relative to the package.
    pub file: String,
    /// The physical line on which the record begins.
    pub line: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
    /// What was found there, shortened.
    pub value: Option<String>,
    /// What was expected.
    pub expected: String,
}

/// The kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// `datapackage.json` or a file that it names is not there, or not named.
    MissingFile,
    /// `datapackage.json` says something else than the format.
    Descriptor,
    /// A required column is not there.
    MissingColumn,
    /// A column that the format does not have, or has twice.
    UnknownColumn,
    /// A cell that must not be empty is.
    MissingValue,
    /// A cell is not of its form.
    WrongForm,
    /// A cell is longer than its form allows.
    TooLong,
    /// An amount has more decimals than its currency.
    TooManyDecimals,
    /// A code that no list has.
    UnknownCode,
    /// A second row with the same key.
    DuplicateKey,
    /// A key that neither the package nor the database has.
    DanglingReference,
    /// A row that is to be removed is still referred to.
    StillReferenced,
    /// An interval ends before it starts.
    BackwardInterval,
    /// A funder's party does not go with its kind.
    FunderParty,
    /// A rate's period is not one of its table's date rule.
    RatePeriod,
    /// A rate from a currency to itself.
    RateCurrency,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// Quoting that is not RFC 4180's, or a row with another number of cells than the header.
    BrokenRow,
    /// A line, a file or a package larger than anything honest.
    TooLarge,
    /// A file has another size or checksum than `datapackage.json` declares.
    Checksum,
    /// An entry of a zip file that leaves the folder.
    UnsafePath,
    /// `--replace` would remove more of a table than is safe.
    TooManyRemovals,
}

impl ProblemKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            ProblemKind::MissingFile => "missing-file",
            ProblemKind::Descriptor => "descriptor",
            ProblemKind::MissingColumn => "missing-column",
            ProblemKind::UnknownColumn => "unknown-column",
            ProblemKind::MissingValue => "missing-value",
            ProblemKind::WrongForm => "wrong-form",
            ProblemKind::TooLong => "too-long",
            ProblemKind::TooManyDecimals => "too-many-decimals",
            ProblemKind::UnknownCode => "unknown-code",
            ProblemKind::DuplicateKey => "duplicate-key",
            ProblemKind::DanglingReference => "dangling-reference",
            ProblemKind::StillReferenced => "still-referenced",
            ProblemKind::BackwardInterval => "backward-interval",
            ProblemKind::FunderParty => "funder-party",
            ProblemKind::RatePeriod => "rate-period",
            ProblemKind::RateCurrency => "rate-currency",
            ProblemKind::NotUtf8 => "not-utf8",
            ProblemKind::BrokenRow => "broken-row",
            ProblemKind::TooLarge => "too-large",
            ProblemKind::Checksum => "checksum",
            ProblemKind::UnsafePath => "unsafe-path",
            ProblemKind::TooManyRemovals => "too-many-removals",
        }
    }
}

/// The problems found so far: the first thousand in full, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    listed: Vec<Problem>,
    count: u64,
}

impl Problems {
    /// So many are listed in full.
    pub const LISTED: usize = 1_000;

    /// One more.
    pub fn push(&mut self, problem: Problem) {
        self.count += 1;
        if self.listed.len() < Self::LISTED {
            self.listed.push(problem);
        }
    }

    /// So many more, which nobody will list.
    pub(super) fn more(&mut self, count: u64) {
        self.count += count;
    }

    /// Those that are listed in full.
    pub fn listed(&self) -> &[Problem] {
        &self.listed
    }

    /// How many there are in all.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A cell's text as a problem shows it: its first 60 characters on one line, what is not seen written out.
pub fn shortened(text: &str) -> String {
    let first: String = text.chars().take(60).collect();
    let mut short = shown(&first);
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}
