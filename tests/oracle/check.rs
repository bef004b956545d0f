//! The oracle checked against the page itself: expectations worked out by hand on the small world,
//! each beside the sentence it follows from. The product has no part in these tests.

mod grants;
mod manifest;
mod outputs;
mod projects;
mod standings;
mod time;
mod viewers;

use std::path::Path;

use chrono::NaiveDate;

use super::{Manifest, Scopes, Sight, Standing, Viewer, Who, World, standings};

/// The day on which the small world is laid out.
const TODAY: &str = "2026-11-23";

fn world() -> World {
    World::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("world"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a full date")
}

fn with_all_scopes(who: Who) -> Viewer {
    Viewer {
        who,
        scopes: Scopes::ALL,
    }
}

fn public() -> Viewer {
    with_all_scopes(Who::Public)
}

fn secretariat() -> Viewer {
    with_all_scopes(Who::Secretariat)
}

fn party(code: &str) -> Viewer {
    with_all_scopes(Who::Party(code.to_string()))
}

fn partner(funder: &str) -> Viewer {
    with_all_scopes(Who::Partner(funder.to_string()))
}

fn institute(key: &str) -> Viewer {
    with_all_scopes(Who::Institute(key.to_string()))
}

fn narrowed(viewer: Viewer, scopes: Scopes) -> Viewer {
    Viewer { scopes, ..viewer }
}

/// The sight of a viewer whom the test knows to be admitted.
fn sight<'a>(world: &'a World, viewer: &'a Viewer, today: &str) -> Sight<'a> {
    Sight::of(world, viewer, day(today)).expect("an admitted viewer")
}

/// The end of the viewer's live standing on the project (or, for `""`, without a project): a date,
/// `no end`, or `none` where there is no such standing.
fn end(world: &World, viewer: &Viewer, today: &str, kind: Standing, project: &str) -> String {
    let held: Vec<_> = standings(world, viewer, day(today))
        .into_iter()
        .filter(|(live, on, _)| *live == kind && on.as_deref().unwrap_or_default() == project)
        .collect();
    match held.as_slice() {
        [] => "none".to_string(),
        [(_, _, None)] => "no end".to_string(),
        [(_, _, Some(until))] => until.to_string(),
        _ => panic!("one standing told twice: {held:?}"),
    }
}
