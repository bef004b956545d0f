//! Parts of a list that is worked out whole and answered in parts: `first` and `skip`. Lists of the database's
//! own rows are pages (`page.rs`).

use super::{
    error::{Problem, Result},
    page::{DEFAULT_PAGE, LARGEST_PAGE},
};

/// A part of a list: so many entries behind so many others.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    first: usize,
    skip: usize,
}

impl Cut {
    /// As the arguments say: 20 entries and none before them where they say nothing.
    pub(super) fn of(first: Option<i32>, skip: Option<i32>) -> Result<Self> {
        let most = LARGEST_PAGE as usize;
        let first = usize::try_from(first.unwrap_or(DEFAULT_PAGE.cast_signed())).ok();
        let first = first.filter(|first| *first <= most);
        let first = first.ok_or_else(|| {
            Problem::input(format!(
                "`first` is a whole number from 0 to {LARGEST_PAGE}."
            ))
        })?;
        let skip = usize::try_from(skip.unwrap_or_default())
            .map_err(|_| Problem::input("`skip` is a whole number, 0 or more."))?;
        Ok(Self { first, skip })
    }

    /// The entries of the list that lie within it.
    pub(super) fn within<T>(self, list: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        list.into_iter().skip(self.skip).take(self.first)
    }
}
