//! The order of fragments in which each comes after those it spreads. A document whose
//! fragments have no such order contains itself, and is refused.

use std::collections::HashMap;

use async_graphql::parser::types::ExecutableDocument;

use super::Refusal;
use super::census::{self, Spread, Spreads};

/// The names of all fragments, innermost first.
///
/// Walks the graph of fragments depth first, with the path kept in a list: each fragment is
/// entered once, and each spread followed once, however many ways lead there.
pub(super) fn innermost_first<'d>(
    document: &'d ExecutableDocument,
    spreads: &Spreads<'d>,
) -> Result<Vec<&'d str>, Refusal> {
    let spread_by = |name| spreads.get(name).map(Vec::as_slice).unwrap_or_default();
    let mut order = Vec::with_capacity(document.fragments.len());
    let mut seen: HashMap<&str, Progress> = HashMap::new();
    for (name, _) in census::fragments(document) {
        if seen.contains_key(name) {
            continue;
        }
        seen.insert(name, Progress::Entered);
        let mut path: Vec<(&str, std::slice::Iter<Spread>)> = vec![(name, spread_by(name).iter())];
        while let Some((current, ahead)) = path.last_mut() {
            let Some(&(next, at)) = ahead.next() else {
                seen.insert(*current, Progress::Left);
                order.push(*current);
                path.pop();
                continue;
            };
            match seen.get(next) {
                Some(Progress::Left) => {}
                Some(Progress::Entered) => return Err(Refusal::fragment_cycle(next, at)),
                None => {
                    seen.insert(next, Progress::Entered);
                    path.push((next, spread_by(next).iter()));
                }
            }
        }
    }
    Ok(order)
}

/// How far the walk has come with a fragment.
enum Progress {
    /// It is on the path: to meet it again is a cycle.
    Entered,
    /// It is in the order, with everything it spreads.
    Left,
}
