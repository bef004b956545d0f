//! The rows of a table that a viewer may see, and the only place where a question's own conditions
//! meet a policy.
//!
//! A question's filter, its page's cursor condition (only rows after this one) and its search words are
//! evaluated only on rows that the policy has let through. Were they joined to the policy by `AND`, the database would be free to
//! evaluate them first, on hidden rows, and the time of an answer would tell what stands there
//! (measured: a right guess about a hidden title took ten times as long as a wrong one). So they are
//! [`Term`]s: nothing but [`Visible`] turns a term into SQL, and it does so inside
//! `CASE WHEN policy THEN term ELSE false END`, whose order neither database changes.
//!
//! Only keys may stand beside the policy, so that an index leads to the rows: equality with a key or
//! a parent's key, and the range of keys behind a cursor. They tell whether a row of that key exists,
//! by the time that one look at the policy takes, and nothing of what stands in it.
//!
//! Of rows that everyone sees, equality with a column that an index over these rows begins with may stand there
//! too ([`Policy::LED_BY`]), and so may a cursor's range of their order: no other row is met on the way.

use super::{
    Policy,
    condition::Condition,
    is_implied,
    sight::{Asker, Sight, all, column, never},
    terms::Holder,
};
use crate::table::row_entry;
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, DynIden, Expr},
};
use std::marker::PhantomData;

/// A condition of the question's own on the rows of one table. It cannot be put into a statement but
/// behind the policy of that table.
#[derive(Clone, Debug)]
pub(crate) struct Term(Expr);

impl Term {
    /// A condition on columns of the row.
    pub(crate) fn new(condition: Expr) -> Self {
        Self(condition)
    }

    /// All of them; always, of none.
    pub(crate) fn all(terms: impl IntoIterator<Item = Term>) -> Self {
        Self(all(terms.into_iter().map(|term| term.0)))
    }

    /// At least one of them; never, of none.
    pub(crate) fn any(terms: impl IntoIterator<Item = Term>) -> Self {
        Self(super::sight::any(terms.into_iter().map(|term| term.0)))
    }

    /// Its plain complement.
    pub(crate) fn not(self) -> Self {
        Self(self.0.not())
    }
}

/// The rows of `N`'s table, under one name in a statement, that the viewer may see.
#[must_use = "it restricts nothing until its SQL is part of the statement"]
pub(crate) struct Visible<N: Policy> {
    policy: Condition,
    /// Whether the policy stands among the keys too, because an index leads by it.
    leads: bool,
    keys: Vec<Expr>,
    term: Option<Expr>,
    noun: PhantomData<fn() -> N>,
}

impl Sight<'_> {
    /// The rows of the table under the name `at` that the viewer may see. Whatever is read, this
    /// decides.
    pub(crate) fn visible<N: Policy>(&self, at: &DynIden) -> Visible<N> {
        let policy = N::rows(self, at);
        #[cfg(mutants)]
        let policy = crate::mutant::instead("no_policy", policy, || Condition::Always);
        Visible {
            policy,
            leads: false,
            keys: Vec::new(),
            term: None,
            noun: PhantomData,
        }
    }
}

impl Sight<'_> {
    /// The rows of `N` under the name `at` that everyone sees, if a column says which these are.
    pub(crate) fn visible_to_everyone<N: Policy>(&self, at: &DynIden) -> Option<Visible<N>> {
        let everyones = N::everyones(at)?;
        Some(Visible {
            policy: Condition::Sql(everyones.clone()),
            // A partial index leads to them.
            leads: true,
            keys: vec![everyones],
            term: None,
            noun: PhantomData,
        })
    }

    /// The others that the viewer may see; nothing, if it is the public.
    pub(crate) fn visible_to_some<N: Policy>(&self, at: &DynIden) -> Option<Visible<N>> {
        let everyones = N::everyones(at)?;
        match self.asker {
            Asker::Known(terms) if terms.holder == Holder::Public => None,
            _ => Some(self.visible(at).keyed(everyones.not())),
        }
    }
}

/// The visible rows of `C`, under the name `at`, that are related to a row of `P` which the viewer sees. Where the
/// rule makes every row visible that is related to such a row, being related stands in place of the policy: a
/// filter is evaluated behind it, never on rows that are related to others.
pub(crate) fn visible_as_related<P: 'static, C: Policy + 'static>(
    sight: &Sight<'_>,
    at: &DynIden,
    is_related: Expr,
) -> Visible<C> {
    match is_implied::<P, C>() {
        true => Visible {
            policy: Condition::Sql(is_related.clone()),
            leads: true,
            keys: vec![is_related],
            term: None,
            noun: PhantomData,
        },
        false => sight.visible(at).keyed(is_related),
    }
}

/// The rows of a noun that a viewer may see, led to by its own entries.
pub(crate) struct ByEntries<N: Policy> {
    /// The name of the entries in the statement.
    pub(crate) entries: DynIden,
    /// Whether an entry leads to the row.
    pub(crate) leads_to: Expr,
    /// The rows of the noun that stand beside an entry under the name it was asked for.
    pub(crate) visible: Visible<N>,
}

impl Sight<'_> {
    /// The rows of `N`, by their `key`, that the viewer's entries lead to, if these are all that it may see. The
    /// statement reads from the entries, and first from them.
    pub(crate) fn visible_by_entries<N: Policy>(&self, key: Expr) -> Option<ByEntries<N>> {
        let entries = self.name();
        let leads_to = key.eq(column(&entries, row_entry::Column::Key));
        let policy = self.entries(N::ENTRIES?, &entries)?.sql();
        #[cfg(mutants)]
        if crate::mutant::is("no_policy") {
            return None;
        }
        Some(ByEntries {
            visible: Visible {
                policy: Condition::Sql(policy.clone()),
                // An index leads to the entries.
                leads: true,
                keys: vec![policy, leads_to.clone()],
                term: None,
                noun: PhantomData,
            },
            entries,
            leads_to,
        })
    }
}

impl<N: Policy> Visible<N> {
    /// Only rows of this key, or of keys in this range: an index may lead to them.
    pub(crate) fn keyed(mut self, key: Expr) -> Self {
        self.keys.push(key);
        self
    }

    /// Only rows that meet this, evaluated on visible rows alone.
    pub(crate) fn only(mut self, term: Term) -> Self {
        self.term = Some(match self.term.take() {
            Some(before) => before.and(term.0),
            None => term.0,
        });
        self
    }

    /// Only rows in this range of the list's order. If everyone sees every one of these rows, the range stands beside
    /// the policy, so that an index can begin at it; otherwise it is evaluated behind the policy, before the
    /// conditions added so far.
    pub(crate) fn in_range(mut self, range: Expr) -> Self {
        if self.leads {
            return self.keyed(range);
        }
        self.term = Some(match self.term.take() {
            Some(behind) => range.and(behind),
            None => range,
        });
        self
    }

    /// Whether the viewer sees every row of the table.
    pub(crate) fn is_everything(&self) -> bool {
        matches!(self.policy, Condition::Always)
    }

    /// Every row: for known mistakes.
    #[cfg(mutants)]
    pub(crate) fn without_the_policy(mut self, mistake: &str) -> Self {
        if crate::mutant::is(mistake) {
            self.policy = Condition::Always;
            self.leads = false;
        }
        self
    }

    /// As the condition of a statement.
    pub(crate) fn sql(self) -> Expr {
        let guarded = match (self.policy, self.term) {
            (_, None) if self.leads => return all(self.keys),
            (policy, None) => policy.sql(),
            (Condition::Always, Some(term)) => term,
            (Condition::Never, Some(_)) => never(),
            #[cfg(mutants)]
            (Condition::Sql(policy), Some(term))
                if crate::mutant::is("filter_outside_its_guard") =>
            {
                policy.and(term)
            }
            (Condition::Sql(policy), Some(term)) => CaseStatement::new()
                .case(policy, term)
                .finally(never())
                .into(),
        };
        all(self.keys.into_iter().chain([guarded]))
    }
}
