//! Known mistakes, built in on purpose so that the tests can show that they would find them.
//!
//! This module, and every line that asks it, exists only in a build with `--cfg mutants`, which is
//! made for the tests alone and does not compile with optimisations for shipping. It is a `--cfg`
//! and no feature of Cargo's, because features of one crate are switched on by any other.

use std::sync::RwLock;

#[cfg(not(debug_assertions))]
compile_error!("a build with known mistakes is for the tests and is never shipped");

static CHOSEN: RwLock<Option<&'static str>> = RwLock::new(None);

/// Every mistake, by name, with what is wrong about it.
pub const ALL: &[(&str, &str)] = &[];

/// Makes this mistake from now on, and no other; none, if there is none of that name.
pub fn choose(name: Option<&'static str>) {
    if let Ok(mut chosen) = CHOSEN.write() {
        *chosen = name;
    }
}

/// Whether this mistake is to be made.
pub fn is(name: &str) -> bool {
    CHOSEN.read().is_ok_and(|chosen| *chosen == Some(name))
}
