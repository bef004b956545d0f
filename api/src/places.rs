//! Places for work of which only so much can be done at once, shared out fairly.
//!
//! Whoever wants a place has a name (an address, a viewer, a client). The invariants: no name holds more than its
//! share; those who are not signed in never hold all places; a place that becomes free goes to the name that was
//! served longest ago, so that a name with a hundred requests waiting delays another by one of them at most; and
//! nobody waits longer than the given time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// How many places there are, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// Places in all.
    pub(crate) all: usize,
    /// Places that may be held by those who are not signed in.
    pub(crate) open: usize,
    /// Places that one name may hold.
    pub(crate) each: usize,
    /// A place is waited for so long.
    pub(crate) wait: Duration,
}

/// Who wants a place.
#[derive(Clone, Debug)]
pub(crate) struct Whom {
    /// By the first of these names the turn is found; each of them may hold only its share.
    names: Vec<String>,
    signed_in: bool,
}

impl Whom {
    /// Someone who is not signed in, by address.
    pub(crate) fn address(address: String) -> Self {
        Self {
            names: vec![address],
            signed_in: false,
        }
    }

    /// A holder of a token.
    pub(crate) fn holder(name: String) -> Self {
        Self {
            names: vec![name],
            signed_in: true,
        }
    }

    /// The same, counted under this name as well.
    pub(crate) fn and(mut self, name: String) -> Self {
        self.names.push(name);
        self
    }
}

/// The places.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    share: Share,
    state: Arc<Mutex<State>>,
}

/// All places, or all that this name may hold, were taken for as long as one waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all places are taken")]
pub(crate) struct Full;

/// A place that is held until this is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct Place {
    places: Places,
    whom: Whom,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    /// Those of them whose holders are not signed in.
    open: usize,
    names: HashMap<String, Name>,
    waiting: Vec<Waiting>,
    /// Numbers those who wait, and counts how often a place was given.
    count: u64,
}

/// Of a name that holds a place or waits for one.
#[derive(Debug, Default)]
struct Name {
    held: usize,
    waiting: usize,
    /// When a place was given last, by the count.
    served: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    whom: Whom,
    given: oneshot::Sender<()>,
}

impl Places {
    pub(crate) fn new(share: Share) -> Self {
        Self {
            share,
            state: Arc::default(),
        }
    }

    /// A place, as soon as there is one.
    ///
    /// # Errors
    /// If there is none for as long as one waits.
    pub(crate) async fn take(&self, whom: Whom) -> Result<Place, Full> {
        let (number, given) = self.state().line_up(&whom, &self.share);
        let mut inquirer = Inquirer {
            places: self,
            number,
            whom: Some(whom),
        };
        match tokio::time::timeout(self.share.wait, given).await {
            Ok(Ok(())) => inquirer
                .whom
                .take()
                .map(|whom| self.place(whom))
                .ok_or(Full),
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }

    fn place(&self, whom: Whom) -> Place {
        Place {
            places: self.clone(),
            whom,
        }
    }

    /// Nothing in here panics while it is changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.places.state();
        state.give_back(&self.whom);
        state.give(&self.places.share);
    }
}

/// Someone who waits. Whoever stops waiting leaves nothing behind, also if a place was given at the same moment.
struct Inquirer<'p> {
    places: &'p Places,
    number: u64,
    /// None once it has become a place.
    whom: Option<Whom>,
}

impl Drop for Inquirer<'_> {
    fn drop(&mut self) {
        let Some(whom) = &self.whom else {
            return;
        };
        let mut state = self.places.state();
        let waiting = state.waiting.iter();
        match waiting
            .enumerate()
            .find(|(_, one)| one.number == self.number)
        {
            Some((at, _)) => {
                state.waiting.remove(at);
                state.forget_waiting(whom);
            }
            None => {
                state.give_back(whom);
                state.give(&self.places.share);
            }
        }
    }
}

impl State {
    fn line_up(&mut self, whom: &Whom, share: &Share) -> (u64, oneshot::Receiver<()>) {
        self.count += 1;
        for name in &whom.names {
            self.names.entry(name.clone()).or_default().waiting += 1;
        }
        let (given, receiver) = oneshot::channel();
        let number = self.count;
        let whom = whom.clone();
        self.waiting.push(Waiting {
            number,
            whom,
            given,
        });
        self.give(share);
        (number, receiver)
    }

    /// Gives every free place to whose turn it is.
    fn give(&mut self, share: &Share) {
        while let Some(at) = self.next(share) {
            let Waiting { whom, given, .. } = self.waiting.remove(at);
            self.count += 1;
            for name in &whom.names {
                let name = self.names.entry(name.clone()).or_default();
                name.waiting = name.waiting.saturating_sub(1);
                name.held += 1;
                name.served = self.count;
            }
            self.taken += 1;
            self.open += usize::from(!whom.signed_in);
            // Who has stopped waiting meanwhile gives it back.
            let _ = given.send(());
        }
    }

    /// Whose turn it is, by where it stands in the line; none if there is nothing for anyone who waits.
    fn next(&self, share: &Share) -> Option<usize> {
        if self.taken >= share.all {
            return None;
        }
        let name = |name: &String| self.names.get(name);
        let may = |one: &&Waiting| {
            (one.whom.signed_in || self.open < share.open)
                && one
                    .whom
                    .names
                    .iter()
                    .all(|one| name(one).is_none_or(|one| one.held < share.each))
        };
        let turn = |one: &Waiting| {
            let own = one.whom.names.first().and_then(name);
            let (held, served) = own.map_or((0, 0), |own| (own.held, own.served));
            (held, served, one.number)
        };
        let waiting = self.waiting.iter().enumerate();
        let waiting = waiting.filter(|(_, one)| may(one));
        waiting.min_by_key(|(_, one)| turn(one)).map(|(at, _)| at)
    }

    fn give_back(&mut self, whom: &Whom) {
        self.taken = self.taken.saturating_sub(1);
        self.open = self.open.saturating_sub(usize::from(!whom.signed_in));
        self.change(whom, |name| name.held = name.held.saturating_sub(1));
    }

    fn forget_waiting(&mut self, whom: &Whom) {
        self.change(whom, |name| name.waiting = name.waiting.saturating_sub(1));
    }

    /// A name is remembered for as long as it holds a place or waits for one.
    fn change(&mut self, whom: &Whom, change: impl Fn(&mut Name)) {
        for name in &whom.names {
            if let Some(found) = self.names.get_mut(name) {
                change(found);
                if found.held == 0 && found.waiting == 0 {
                    self.names.remove(name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    const SHARE: Share = Share {
        all: 4,
        open: 3,
        each: 2,
        wait: Duration::from_secs(5),
    };

    fn anyone(address: &str) -> Whom {
        Whom::address(address.to_owned())
    }

    /// A place that is there at once.
    async fn at_once(places: &Places, whom: Whom) -> Place {
        let taken = places.take(whom.clone()).now_or_never();
        taken.unwrap_or_else(|| panic!("{whom:?} waits")).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_holds_its_share_and_who_is_not_signed_in_never_holds_all() {
        let places = Places::new(SHARE);
        let _a = (
            at_once(&places, anyone("a")).await,
            at_once(&places, anyone("a")).await,
        );
        assert_eq!(
            places.take(anyone("a")).await.unwrap_err(),
            Full,
            "its share"
        );
        let _b = at_once(&places, anyone("b")).await;
        assert_eq!(
            places.take(anyone("c")).await.unwrap_err(),
            Full,
            "all that are open"
        );
        let japan = at_once(&places, Whom::holder("JP".into())).await;
        let kazakhstan = places.take(Whom::holder("KZ".into())).await;
        assert_eq!(kazakhstan.unwrap_err(), Full, "all places");
        drop(japan);
        drop(at_once(&places, Whom::holder("KZ".into())).await);
        assert!(places.take(anyone("c")).now_or_never().is_none());
        assert_eq!(places.state().names.len(), 2, "{places:?}");
        assert!(places.state().waiting.is_empty(), "{places:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_name_has_its_share_too() {
        let places = Places::new(Share { each: 1, ..SHARE });
        let _one = at_once(&places, anyone("a").and("client".into())).await;
        let same = places.take(anyone("b").and("client".into())).await;
        assert_eq!(same.unwrap_err(), Full);
        drop(at_once(&places, anyone("b").and("another".into())).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_who_wait_under_one_name_delay_another_by_one() {
        let places = Places::new(Share {
            all: 1,
            open: 1,
            each: 1,
            wait: Duration::from_secs(60),
        });
        let first = at_once(&places, anyone("a")).await;
        let (told, mut served) = tokio::sync::mpsc::unbounded_channel();
        let names = (0..100).map(|_| "a").chain(["b", "b"]);
        for name in names {
            let (places, told) = (places.clone(), told.clone());
            tokio::spawn(async move {
                let _place = places.take(anyone(name)).await.unwrap();
                told.send(name).unwrap();
            });
            // Each has lined up before the next.
            tokio::task::yield_now().await;
        }
        drop((first, told));
        let mut order = Vec::new();
        while let Some(name) = served.recv().await {
            order.push(name);
        }
        assert_eq!(order.len(), 102);
        assert_eq!(order.get(..4), Some(["b", "a", "b", "a"].as_slice()));
        assert!(places.state().names.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_waiting_leaves_nothing_behind() {
        let places = Places::new(Share {
            all: 1,
            open: 1,
            each: 1,
            ..SHARE
        });
        let place = at_once(&places, anyone("a")).await;
        let mut waiting = Box::pin(places.take(anyone("b")));
        assert!(waiting.as_mut().now_or_never().is_none());
        // It is given the place, and goes away before it has looked.
        drop(place);
        drop(waiting);
        drop(at_once(&places, anyone("c")).await);
        assert!(places.state().names.is_empty());
    }
}
