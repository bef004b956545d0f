//! How many connections an address has, or, behind proxies, how many of its requests are being answered: a bound
//! on either, so that no single address can use up all that a worker holds.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Counts by address.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    present: Mutex<HashMap<String, usize>>,
}

/// One that was counted; it is no longer when this is dropped.
#[derive(Debug)]
pub(super) struct Present {
    crowd: Arc<Crowd>,
    address: String,
}

impl Crowd {
    /// Each address may have so many.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            present: Mutex::default(),
        })
    }

    /// Counts one more of this address; nothing if it has as many as it may.
    pub(super) fn enter(self: &Arc<Self>, address: String) -> Option<Present> {
        let mut present = self.present();
        let count = present.entry(address.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Present {
            crowd: self.clone(),
            address,
        })
    }

    fn present(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        let mut present = self.crowd.present();
        if let Some(count) = present.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                present.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_no_more_and_others_are_not_touched() {
        let crowd = Crowd::new(2);
        let enter = |address: &str| crowd.enter(address.to_owned());
        let (one, two) = (enter("a"), enter("a"));
        assert!(one.is_some() && two.is_some());
        assert!(enter("a").is_none());
        let other = enter("b");
        assert!(other.is_some());
        drop(one);
        let again = enter("a");
        assert!(again.is_some() && enter("a").is_none());
        drop((two, again, other));
        assert!(
            crowd.present().is_empty(),
            "nothing is kept of who has gone"
        );
    }
}
