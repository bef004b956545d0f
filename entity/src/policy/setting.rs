//! How the database is told who asks: settings of one transaction, gone when it ends.
//!
//! First what the verified token says, and the day; then what followed from the data when its holder was
//! let in: asked for every row, it would cost more than all the rest. What is not set is null, or empty
//! once a transaction that set it has ended, and opens nothing.

use super::{Kind, Terms};
use crate::{
    standing::Standing,
    viewer::{Scope, Viewer, Who},
};
use chrono::NaiveDate;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Query, SelectStatement},
};

/// What kind of viewer: the word of its [`Kind`].
const KIND: &str = "istc.viewer";
/// The key of a Party, funder or institute.
const HOLDER: &str = "istc.holder";
/// The UTC date, `YYYY-MM-DD`.
const TODAY: &str = "istc.today";
/// Whether outputs of level `programme` are open to the viewer.
const PARTICIPATES: &str = "istc.participates";
/// What a setting holds that says so.
const YES: &str = "yes";
/// And one that denies it.
const NO: &str = "no";

/// The viewer's kind, as the settings have it.
pub(super) fn kind() -> Expr {
    setting(KIND)
}

/// The viewer's key, as the settings have it.
pub(super) fn holder() -> Expr {
    setting(HOLDER)
}

/// The day, as the settings have it.
pub(super) fn today() -> Expr {
    Expr::cust(format!(
        "cast(nullif(current_setting('{TODAY}', true), '') as date)"
    ))
}

/// Whether the settings say that the token has this scope.
pub(super) fn covers(scope: Scope) -> Expr {
    setting(&of_scope(scope)).eq(YES)
}

/// Whether the settings say that the viewer has this standing of the programme.
pub(super) fn has(standing: Standing) -> Expr {
    setting(&of_standing(standing)).eq(YES)
}

/// Whether the settings say that the viewer takes part in the programme.
pub(super) fn participates() -> Expr {
    setting(PARTICIPATES).eq(YES)
}

fn setting(name: &str) -> Expr {
    Expr::cust(format!("current_setting('{name}', true)"))
}

fn of_scope(scope: Scope) -> String {
    format!("istc.{}", scope.word())
}

fn of_standing(standing: Standing) -> String {
    format!("istc.{}", standing.word())
}

/// The statement that tells the database who asks, until the transaction ends; and on which terms, if they
/// are known beforehand.
pub(crate) fn tell(viewer: &Viewer, today: NaiveDate, terms: Option<&Terms>) -> SelectStatement {
    let (kind, holder) = match &viewer.who {
        Who::Public => (Kind::Public, ""),
        Who::Party(code) => (Kind::Party, code.as_str()),
        Who::Partner(key) => (Kind::Funder, key.as_str()),
        Who::Institute(key) => (Kind::Institute, key.as_str()),
        Who::Secretariat => (Kind::Secretariat, ""),
    };
    let scopes = Scope::ALL
        .into_iter()
        .filter(|scope| *scope != Scope::Card)
        .map(|scope| (of_scope(scope), yes(viewer.scopes.covers(scope))));
    let settings = [
        (KIND.to_owned(), kind.word().to_owned()),
        (HOLDER.to_owned(), holder.to_owned()),
        (TODAY.to_owned(), today.to_string()),
    ];
    let more = terms.map(of_terms).unwrap_or_default();
    set(settings.into_iter().chain(scopes).chain(more))
}

/// The statement that tells the database what followed from the data when this viewer was let in;
/// nothing, if nothing did.
pub(crate) fn tell_more(terms: &Terms) -> Option<SelectStatement> {
    let settings = of_terms(terms);
    (!settings.is_empty()).then(|| set(settings))
}

fn of_terms(terms: &Terms) -> Vec<(String, String)> {
    let of_the_programme = Standing::ALL
        .into_iter()
        .filter(|standing| terms.has(*standing));
    let mut settings: Vec<(String, String)> = of_the_programme
        .map(|standing| (of_standing(standing), yes(true)))
        .collect();
    // To the staff everything is open without.
    if terms.participates && !terms.is_secretariat() {
        settings.push((PARTICIPATES.to_owned(), yes(true)));
    }
    settings
}

fn yes(is: bool) -> String {
    if is { YES } else { NO }.to_owned()
}

fn set(settings: impl IntoIterator<Item = (String, String)>) -> SelectStatement {
    let mut select = Query::select();
    for (name, value) in settings {
        let arguments = [Expr::val(name), Expr::val(value), Expr::val(true)];
        select.expr(Func::cust("set_config").args(arguments));
    }
    select
}
