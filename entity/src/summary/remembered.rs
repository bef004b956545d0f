//! Kept sums that were folded before. Each question reads them anew, under the rule; but as long as they read the
//! same, they fold to the same groups.

use super::{dimension::KeptColumn, fold::Sums};
use crate::viewer::Who;
use moka::sync::Cache;
use std::sync::Arc;

/// Bytes of kept sums whose groups are remembered, which take about five times as much; the least used make room.
const REMEMBERED_BYTES: u64 = 1024 * 1024;

/// What was read last for each viewer and grouping, and the groups it folded to. It is looked up by what the viewer has
/// just read under the rule, so it can show nothing else (entitlement, section 5.6). What was read for another viewer
/// is not looked at: nobody learns from the time an answer takes what others ask.
#[derive(Clone)]
pub(crate) struct Remembered(Cache<(Who, Vec<KeptColumn>), Arc<Last>>);

struct Last {
    text: String,
    sums: Sums,
}

impl Remembered {
    pub(crate) fn new() -> Self {
        let cache = Cache::builder().max_capacity(REMEMBERED_BYTES);
        let bytes = |last: &Arc<Last>| u32::try_from(last.text.len()).unwrap_or(u32::MAX);
        Self(cache.weigher(move |_, last| bytes(last)).build())
    }

    /// The groups that this text folds to by these columns.
    pub(super) fn groups<E>(
        &self,
        viewer: &Who,
        by: Vec<KeptColumn>,
        text: String,
        fold: impl FnOnce(&str) -> Result<Sums, E>,
    ) -> Result<Sums, E> {
        let key = (viewer.clone(), by);
        if let Some(last) = self.0.get(&key).filter(|last| last.text == text) {
            return Ok(last.sums.clone());
        }
        let sums = fold(&text)?;
        self.0.insert(
            key,
            Arc::new(Last {
                text,
                sums: sums.clone(),
            }),
        );
        Ok(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Rows as many as the text says, and whether it was folded anew.
    fn asked(remembered: &Remembered, viewer: &str, by: KeptColumn, text: &str) -> (u64, bool) {
        let mut anew = false;
        let sums = remembered.groups(
            &Who::Party(viewer.to_owned()),
            vec![by],
            text.to_owned(),
            |text| {
                anew = true;
                let mut sums = Sums::default();
                sums.total.rows = text.parse().unwrap();
                Ok::<_, Infallible>(sums)
            },
        );
        (sums.unwrap().total.rows, anew)
    }

    #[test]
    fn what_reads_otherwise_is_folded_anew() {
        let (remembered, party) = (Remembered::new(), KeptColumn::Party);
        assert_eq!(asked(&remembered, "JP", party, "7"), (7, true));
        assert_eq!(asked(&remembered, "JP", party, "7"), (7, false));
        assert_eq!(asked(&remembered, "JP", party, "8"), (8, true));
        assert_eq!(asked(&remembered, "JP", party, "7"), (7, true));
    }

    #[test]
    fn another_viewer_and_another_grouping_have_their_own() {
        let (remembered, party) = (Remembered::new(), KeptColumn::Party);
        assert_eq!(asked(&remembered, "JP", party, "7"), (7, true));
        assert_eq!(asked(&remembered, "US", party, "7"), (7, true));
        assert_eq!(asked(&remembered, "JP", KeptColumn::Year, "7"), (7, true));
        assert_eq!(asked(&remembered, "JP", party, "7"), (7, false));
    }
}
