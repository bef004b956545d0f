//! Sums by group: rows of one noun, counted and summed by what hangs on them, with totals that can be
//! checked.
//!
//! A group's key is reached along relations, and each step of the way joins only rows that the viewer may
//! see: what is withheld is unknown, as it is to a filter. The database folds equal rows together; amounts
//! are added here, in whole minor units without bound, so that both databases give the same figures to the
//! last one.

mod arrange;
mod by_unit;
mod converted;
mod dimension;
mod facts;
mod figures;
mod fold;
mod kept;
mod part;
mod remembered;
mod route;
mod selection;
mod tables;

pub use arrange::{Control, Group, Ordered, Summary, Top};
pub use by_unit::ByUnit;
pub use converted::{InAnother, Together, Used};
pub use dimension::{Bucket, Dimension, Summed};
pub use figures::{Amounts, Figures, HUNDREDTHS, Measure};
pub(crate) use fold::share;
pub use fold::{Sums, WHOLE};
pub use part::Part;
pub(crate) use remembered::Remembered;
pub use route::{Route, Source};

use crate::{
    read::Filter,
    store::{ReadError, Reader},
};

/// What is to be summed.
pub struct Summing<N: Summed> {
    /// Only rows that this lets through.
    pub filter: Option<Filter<N>>,
    /// By what they are grouped.
    pub by: Vec<Dimension<N>>,
    /// Whether a row that belongs to several groups is divided among them, instead of counted in each.
    pub divided: bool,
    /// Whether distinct projects are counted.
    pub projects: bool,
    /// Whether medians are wanted.
    pub medians: bool,
}

impl Reader {
    /// Sums what the viewer may see.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sum<N: Summed>(&self, summing: &Summing<N>) -> Result<Sums, ReadError> {
        let sight = self.sight().of_whole_tables();
        if let Some(sums) = kept::read(&self.sitting, &sight, summing).await? {
            return Ok(sums);
        }
        let facts = facts::read(&self.sitting, &sight, summing).await?;
        let plain = matches!(N::measure(), Some((_, None)));
        Ok(fold::fold(facts, summing.divided, plain, None))
    }
}
