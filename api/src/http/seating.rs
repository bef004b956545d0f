//! A place for whoever reads: the connections that read are few, and are shared out so that neither one address nor
//! everyone who is not signed in can take them all.

use super::Door;
use crate::places::{Place, Places, Share, Whom};
use entity::{Reader, Refused, Viewer};
use std::time::Duration;

/// A place is waited for so long.
const WAIT: Duration = Duration::from_secs(5);

/// Why nothing can be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unseated {
    /// All that the caller may have is taken.
    #[error("all connections that read are taken")]
    Busy,
    /// The data do not know the holder, or cannot be read.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// The places of a service with so many connections that read.
pub(super) fn places(readers: u32) -> Places {
    let all = usize::try_from(readers).unwrap_or(usize::MAX).max(1);
    let kept = match all {
        1 => 0,
        _ => (all / 4).max(1),
    };
    Places::new(Share {
        all,
        open: all - kept,
        each: all.div_ceil(2),
        wait: WAIT,
    })
}

/// On which terms a viewer is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terms {
    /// Those that follow from the data.
    LookedUp,
    /// Those on which it was answered last; whoever answers asks [`Reader::is_current`] at the end.
    AsBefore,
}

/// The data as this viewer may see them today, and the place that reading takes. The place is given back when the
/// reader is.
pub(super) async fn reader(
    door: &Door,
    whom: Whom,
    viewer: &Viewer,
    terms: Terms,
) -> Result<(Reader, Place), Unseated> {
    let place = door.reading.take(whom).await.map_err(|_| Unseated::Busy)?;
    let today = door.gate.today();
    let reader = match terms {
        Terms::LookedUp => door.store.reader(viewer, today).await?,
        Terms::AsBefore => door.store.reader_as_before(viewer, today).await?,
    };
    Ok((reader, place))
}
