//! What a policy asks about the viewer, each as a condition: the words in which policies are written.
//!
//! Of one viewer, most answers are known before the database is asked. Row security asks the same with
//! the viewer left open: then the answers are read from settings of the transaction.

use super::{
    Policy,
    condition::{Condition, all, exists, known, sql},
    derived::Opens,
    setting,
    sight::{Asker, Reading, Sight, column, one_of, word},
    terms::Kind,
};
use crate::{standing::Standing, table::standing, viewer::Scope};
use sea_orm::{
    DbBackend, ExprTrait, IdenStatic,
    sea_query::{DynIden, Expr, IntoTableRef, Query},
};

impl Sight<'_> {
    /// Whether the row of `table` that `key` names, by the column `named`, meets the condition; it stands under
    /// the name `at`. If every row there meets it, so does that one: the database sees to it that there is one.
    pub(super) fn names_one(
        &self,
        key: Expr,
        table: impl IntoTableRef,
        at: &DynIden,
        named: impl IdenStatic,
        condition: Condition,
    ) -> Condition {
        match (&condition, self.asker) {
            (Condition::Always, Asker::Known(_)) => Condition::Always,
            _ => self.has_one(key, table, at, named, condition),
        }
    }

    /// Whether a row of `table`, which stands there under the name `at`, has `key` in the column `named` and
    /// meets the condition. Neither is ever null. The condition is on that row alone: of whole tables it is
    /// looked up in a set.
    pub(super) fn has_one(
        &self,
        key: Expr,
        table: impl IntoTableRef,
        at: &DynIden,
        named: impl IdenStatic,
        condition: Condition,
    ) -> Condition {
        if self.reading == Reading::SingleRows {
            let is_it = column(at, named).eq(key);
            return exists(self, table, at, all([sql(is_it), condition]));
        }
        if matches!(condition, Condition::Never) {
            return Condition::Never;
        }
        let mut set = Query::select();
        set.expr(column(at, named))
            .from_as(table, at.clone())
            .and_where(condition.sql());
        let key = match (self.reading, self.backend) {
            // So written, SQLite does not take it for a way to the rows.
            (Reading::JoinedRows, DbBackend::Sqlite) => self.without_index(key),
            _ => key,
        };
        sql(key.in_subquery(set))
    }

    /// The UTC date on which is asked.
    pub(super) fn today(&self) -> Expr {
        match self.asker {
            Asker::Known(terms) => Expr::val(terms.today),
            Asker::Settings => setting::today(),
        }
    }

    /// Whether the viewer sees the row under the name `at`, which is not the one that is decided about.
    /// Behind the wall the database sees to that itself.
    pub(super) fn sees<N: Policy>(&self, at: &DynIden) -> Condition {
        match self.asker {
            Asker::Settings => Condition::Always,
            Asker::Known(_) => N::rows(self, at),
        }
    }

    /// Whether the viewer is of this kind.
    pub(super) fn is(&self, kind: Kind) -> Condition {
        match self.asker {
            Asker::Known(terms) => known(terms.holder.kind() == kind),
            Asker::Settings => sql(setting::kind().eq(kind.word())),
        }
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
        match self.asker {
            Asker::Known(terms) => known(terms.covers(scope)),
            Asker::Settings if scope == Scope::Card => Condition::Always,
            Asker::Settings => sql(setting::covers(scope)),
        }
    }

    /// Whether the viewer is the holder of this kind with this key.
    pub(super) fn is_viewers(&self, kind: Kind, key: Expr) -> Condition {
        match self.asker {
            Asker::Known(terms) => match terms.holder.key() {
                Some(own) if terms.holder.kind() == kind => sql(key.eq(own)),
                _ => Condition::Never,
            },
            Asker::Settings => all([self.is(kind), sql(key.eq(setting::holder()))]),
        }
    }

    /// Whether these two columns name the viewer, as standing and grants do.
    pub(super) fn is_named(&self, holder_kind: Expr, holder: Expr) -> Condition {
        match self.asker {
            Asker::Known(terms) => match terms.holder.key() {
                Some(key) => sql(holder_kind
                    .eq(word(terms.holder.kind().word()))
                    .and(holder.eq(key))),
                None => Condition::Never,
            },
            // No row names the public or the staff.
            Asker::Settings => sql(holder_kind
                .eq(setting::kind())
                .and(holder.eq(setting::holder()))),
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
        sql(column(at, standing::Column::FromDay)
            .lte(self.today())
            .and(column(at, standing::Column::UntilDay).gt(self.today())))
    }

    /// Whether the viewer holds one of these standings on `project` today.
    pub(crate) fn holds(&self, standings: &[Standing], project: Expr) -> Condition {
        let words: Vec<&'static str> = standings
            .iter()
            .filter(|standing| standing.is_of_a_project() && self.can_have(**standing))
            .map(|standing| standing.word())
            .collect();
        match words.is_empty() {
            true => Condition::Never,
            false => self.stands_on(project, &words),
        }
    }

    /// Whether the viewer has this standing of the programme today.
    pub(super) fn has(&self, standing: Standing) -> Condition {
        match self.asker {
            Asker::Known(terms) => known(terms.has(standing)),
            Asker::Settings => sql(setting::has(standing)),
        }
    }

    /// Whether the viewer has a standing on `project`, live today, that opens this.
    pub(super) fn is_opened(&self, opens: Opens, project: Expr) -> Condition {
        if !self.can_stand() {
            return Condition::Never;
        }
        let at = self.name();
        let is_among = sql(Expr::cust(opens.is_among(&at.to_string())));
        self.names_one(
            project,
            standing::Entity,
            &at,
            standing::Column::Project,
            all([self.is_live_and_viewers(&at), is_among]),
        )
    }

    /// Whether the viewer can have a standing on a project at all.
    fn can_stand(&self) -> bool {
        Standing::ALL
            .into_iter()
            .any(|standing| standing.is_of_a_project() && self.can_have(standing))
    }

    /// Whether the viewer has a row of standing with one of these words on `project`, live today; the
    /// empty project stands for the programme.
    pub(super) fn stands_on(&self, project: Expr, words: &[&'static str]) -> Condition {
        let at = self.name();
        let kind = one_of(column(&at, standing::Column::Kind), words);
        self.names_one(
            project,
            standing::Entity,
            &at,
            standing::Column::Project,
            all([self.is_live_and_viewers(&at), sql(kind)]),
        )
    }

    /// Whether outputs of level `programme` are open to the viewer.
    pub(super) fn participates(&self) -> Condition {
        match self.asker {
            Asker::Known(terms) => known(terms.participates),
            Asker::Settings => sql(setting::participates()),
        }
    }

    /// Whether the viewer can have this standing at all.
    fn can_have(&self, standing: Standing) -> bool {
        match self.asker {
            Asker::Known(terms) => terms.holder.kind().can_have(standing),
            Asker::Settings => true,
        }
    }
}
