//! What a policy asks about the viewer, each as a condition: the words in which policies are written.

use super::{
    condition::{Condition, all, any, exists, known, row},
    sight::{Sight, column, one_of},
    terms::Kind,
};
use crate::{standing::Standing, table::standing, viewer::Scope};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

impl Sight<'_> {
    /// The UTC date on which is asked.
    pub(super) fn today(&self) -> Expr {
        Expr::val(self.terms.today)
    }

    /// Whether the viewer is of this kind.
    pub(super) fn is(&self, kind: Kind) -> Condition {
        known(self.terms.holder.kind() == kind)
    }

    /// Whether the viewer is the Centre's staff.
    pub(super) fn is_secretariat(&self) -> Condition {
        self.is(Kind::Secretariat)
    }

    /// Whether the token's scope lets this through.
    pub(super) fn covers(&self, scope: Scope) -> Condition {
        #[cfg(mutants)]
        if crate::mutant::is("scope_is_ignored") {
            return Condition::Always;
        }
        known(self.terms.scopes.covers(scope))
    }

    /// Whether the viewer is the holder of this kind with this key.
    pub(super) fn is_viewers(&self, kind: Kind, key: Expr) -> Condition {
        let holder = &self.terms.holder;
        match holder.key() {
            Some(own) if holder.kind() == kind => row(key.eq(own)),
            _ => Condition::Never,
        }
    }

    /// Whether these two columns name the viewer, as standing and grants do.
    pub(super) fn is_named(&self, holder_kind: Expr, holder: Expr) -> Condition {
        match self.terms.holder.key() {
            Some(key) => row(holder_kind
                .eq(self.terms.holder.kind().word())
                .and(holder.eq(key))),
            None => Condition::Never,
        }
    }

    /// Whether the standing under the name `at` is the viewer's, and live today.
    pub(super) fn is_live_and_viewers(&self, at: &DynIden) -> Condition {
        let named = self.is_named(
            column(at, standing::Column::HolderKind),
            column(at, standing::Column::Holder),
        );
        all([named, self.is_live(at)])
    }

    /// Whether the standing under the name `at` is live today.
    pub(super) fn is_live(&self, at: &DynIden) -> Condition {
        row(column(at, standing::Column::FromDay)
            .lte(self.today())
            .and(column(at, standing::Column::UntilDay).gt(self.today())))
    }

    /// Whether the viewer holds one of these standings on `project` today.
    pub(crate) fn holds(&self, standings: &[Standing], project: Expr) -> Condition {
        let words: Vec<&'static str> = standings
            .iter()
            .filter(|standing| {
                standing.is_of_a_project() && self.terms.holder.kind().can_have(**standing)
            })
            .map(|standing| standing.word())
            .collect();
        if words.is_empty() {
            return Condition::Never;
        }
        let at = self.name();
        let is_it = column(&at, standing::Column::Project)
            .eq(project)
            .and(one_of(column(&at, standing::Column::Kind), &words));
        exists(
            standing::Entity,
            &at,
            all([self.is_live_and_viewers(&at), row(is_it)]),
        )
    }

    /// Whether the viewer has this standing of the programme today.
    pub(super) fn has(&self, standing: Standing) -> Condition {
        known(self.terms.has(standing))
    }

    /// Whether the viewer has one of these standings, on `project` or of the programme.
    pub(super) fn stands(&self, standings: &[Standing], project: Expr) -> Condition {
        let programme = standings
            .iter()
            .filter(|standing| !standing.is_of_a_project());
        any(programme
            .map(|standing| self.has(*standing))
            .chain([self.holds(standings, project)]))
    }

    /// Whether outputs of level `programme` are open to the viewer.
    pub(super) fn participates(&self) -> Condition {
        known(self.terms.participates)
    }
}
