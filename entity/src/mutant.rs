//! Known mistakes, built in on purpose so that the tests can show that they would find them.
//!
//! This module, and every line that asks it, exists only in a build with `--cfg mutants`, which is
//! made for the tests alone and does not compile with optimisations for shipping. It is a `--cfg`
//! and no feature of Cargo's, because features of one crate are switched on by any other.

use crate::{
    policy::{Holder, Terms, Visible, sight::Sight},
    read::{Filter, Key, Noun},
    search::SearchKind,
    store::{ReadError, Sitting},
    viewer::Scopes,
};
use chrono::NaiveDate;
use sea_orm::{
    DbErr, ExprTrait, Order,
    sea_query::{Alias, DynIden, Expr, Query, SelectStatement},
};
use std::sync::RwLock;

#[cfg(not(debug_assertions))]
compile_error!("a build with known mistakes is for the tests and is never shipped");

static CHOSEN: RwLock<Option<&'static str>> = RwLock::new(None);

/// Every mistake, by name, with what is wrong about it.
#[rustfmt::skip]
pub const ALL: &[(&str, &str)] = &[
    ("no_policy", "a reader conjoins no policy: whatever the database lets it read, it answers"),
    ("filter_past_the_policy", "a list with a filter is read without the policy"),
    ("filter_outside_its_guard", "a filter stands beside the policy, so that the database may evaluate it on hidden rows"),
    ("relation_filter_past_the_policy", "a relation filter looks at rows that the viewer may not see"),
    ("count_before_the_policy", "totalCount counts every row"),
    ("order_by_a_withheld_total", "projects are sorted by their allocation, seen or not"),
    ("cursor_with_a_generated_id", "cursors of projects carry the number of their entry in the search index"),
    ("cursor_with_a_withheld_value", "cursors of projects carry the allocation"),
    ("cursor_of_a_hidden_row", "a cursor may point to a row that the viewer may not see"),
    ("error_tells_hidden_from_absent", "a cursor of a hidden row fails otherwise than one of no row"),
    ("node_without_the_policy", "what is looked up by its id is read without the policy"),
    ("search_past_the_policy", "a search finds rows that the viewer may not see"),
    ("snippet_from_a_hidden_output", "a search finds and shows rows that the viewer may not see"),
    ("rank_from_the_corpus", "hits are ranked by how often a word stands anywhere"),
    ("loader_shared_between_requests", "what was loaded for one request is handed to the next"),
    ("scope_is_ignored", "a token opens what its scope does not cover"),
    ("own_rows_are_all_rows", "a partner sees what others pay to its project"),
    ("unlisted_partners_are_public", "a partner organisation that is not listed is shown"),
    ("standing_on_an_invisible_project", "a standing on a project that the viewer does not see opens outputs"),
    ("disputed_participation_counts", "a disputed participation gives standing"),
    ("agency_for_its_government", "an agency's money counts for the government of its country"),
    ("retention_a_day_too_long", "a former member keeps its standing for a day too many"),
    ("membership_through_its_last_day", "a Party is a member on the day on which it left"),
    ("embargo_a_day_too_short", "an embargo ends the day before"),
    ("reduced_embargo_in_favour", "a reduced embargo ends on its first day"),
];

/// Makes this mistake from now on, and no other; none, if there is none of that name.
pub fn choose(name: Option<&'static str>) {
    if let Ok(mut chosen) = CHOSEN.write() {
        *chosen = name;
    }
}

/// The wrong one, if this mistake is to be made.
pub fn instead<T>(name: &str, right: T, wrong: impl FnOnce() -> T) -> T {
    if is(name) { wrong() } else { right }
}

/// Terms on which everything is seen.
pub(crate) fn everything(today: NaiveDate) -> Terms {
    Terms {
        holder: Holder::Secretariat,
        scopes: Scopes::all(),
        today,
        programme_standings: Vec::new(),
        participates: true,
    }
}

/// Whether this mistake is to be made.
pub fn is(name: &str) -> bool {
    CHOSEN.read().is_ok_and(|chosen| *chosen == Some(name))
}

/// A cursor of a row that exists and is hidden fails in its own way.
pub(crate) async fn tell_hidden_from_absent<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    key: &Key,
) -> Result<(), ReadError> {
    if !is("error_tells_hidden_from_absent") {
        return Ok(());
    }
    let at = sight.name();
    let rows = |visible: Visible<N>| {
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(Alias::new(N::table()), at.clone())
            .and_where(Filter::key(key).among(sight, &at, visible).sql())
            .take()
    };
    let every = sight.visible::<N>(&at);
    let every = every.without_the_policy("error_tells_hidden_from_absent");
    let exists = !sitting.all(&rows(every)).await?.is_empty();
    if exists
        && sitting
            .all(&rows(sight.visible::<N>(&at)))
            .await?
            .is_empty()
    {
        return Err(DbErr::Custom("the row is hidden".into()).into());
    }
    Ok(())
}

/// What a cursor of the row under the name `at` betrays.
pub(crate) fn betrayed<N: Noun>(at: &DynIden) -> Expr {
    let at = at.to_string();
    let of_projects = N::table() == "projects";
    Expr::cust(match () {
        () if is("cursor_with_a_generated_id") && of_projects => format!(
            "(select cast(entry.id as text) from search_entries entry where entry.kind = 'project' and entry.\"key\" = {at}.number)"
        ),
        () if is("cursor_with_a_withheld_value") && of_projects => withheld(&at),
        () => "cast(null as text)".into(),
    })
}

/// Sorts projects by what is withheld.
pub(crate) fn order<N: Noun>(select: &mut SelectStatement, at: &DynIden) {
    if is("order_by_a_withheld_total") && N::table() == "projects" {
        let total = withheld(&at.to_string());
        select.order_by_expr(Expr::cust(format!("coalesce({total}, '0')")), Order::Asc);
    }
}

fn withheld(at: &str) -> String {
    format!(
        "(select cast(max(withheld.amount) as text) from allocations withheld where withheld.project = {at}.number)"
    )
}

/// Hits are turned round if the words stand in an odd number of entries, seen or not.
pub(crate) async fn rank_from_the_corpus(
    sitting: &Sitting,
    word: &str,
    ranked: &mut [(u32, SearchKind, String)],
) -> Result<(), ReadError> {
    if !is("rank_from_the_corpus") {
        return Ok(());
    }
    let title = Expr::col(Alias::new("title"));
    let select = Query::select()
        .expr(Expr::cust("1"))
        .from(Alias::new("search_entries"))
        .and_where(title.like(format!("%{word}%")))
        .take();
    if sitting.all(&select).await?.len() % 2 == 1 {
        for (rank, _, _) in ranked {
            *rank = u32::MAX - *rank;
        }
    }
    Ok(())
}
