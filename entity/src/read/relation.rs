//! How one noun's rows hang on another's. Following a relation applies the policy of both ends; the
//! tie itself carries nothing but two keys.

use super::{Filter, Noun, noun::Field};
use crate::policy::{Term, sight::Sight};
use sea_orm::{
    DbBackend, ExprTrait,
    sea_query::{DynIden, Expr, IntoIden, Query, SelectStatement},
};
use std::marker::PhantomData;

/// From the rows of `P` to the rows of `C` that hang on them.
pub struct Relation<P: Noun, C: Noun> {
    pub(crate) parent: P::Field,
    pub(crate) tie: Tie,
    child: PhantomData<fn() -> C>,
}

/// What ties a child to the parent's field.
#[derive(Clone, Copy)]
pub(crate) enum Tie {
    /// A column of the child.
    Column(&'static str),
    /// A table of ties: its name, its column for the parent, its column for the child, and the
    /// child's column that the latter names.
    Through {
        table: &'static str,
        parent: &'static str,
        child: &'static str,
        key: &'static str,
    },
}

impl<P: Noun, C: Noun> Clone for Relation<P, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Noun, C: Noun> Copy for Relation<P, C> {}

impl<P: Noun, C: Noun> Relation<P, C> {
    /// The children whose `child` equals the parent's `parent`.
    pub(crate) fn columns(parent: P::Field, child: C::Field) -> Self {
        Self {
            parent,
            tie: Tie::Column(child.shape().column),
            child: PhantomData,
        }
    }

    /// The children named beside the parent in a table of ties.
    pub(crate) fn through<L: Noun>(
        parent: P::Field,
        tie_parent: L::Field,
        tie_child: L::Field,
        key: C::Field,
    ) -> Self {
        Self {
            parent,
            tie: Tie::Through {
                table: L::table(),
                parent: tie_parent.shape().column,
                child: tie_child.shape().column,
                key: key.shape().column,
            },
            child: PhantomData,
        }
    }

    /// Whether a related row that the viewer may see passes the filter.
    pub(crate) fn some(&self, sight: &Sight<'_>, parent: &DynIden, filter: &Filter<C>) -> Expr {
        let child = sight.name();
        let visible = sight.visible::<C>(&child);
        #[cfg(mutants)]
        let visible = visible.without_the_policy("relation_filter_past_the_policy");
        let visible = filter.among(sight, &child, visible);
        let parent = Expr::col((parent.clone(), self.parent.shape().column));
        let children = |column: &'static str, is: Expr| {
            let named = Expr::col((child.clone(), column));
            let mut select = Query::select();
            select.from_as(C::table(), child.clone());
            if C::IS_SHORT && sight.backend == DbBackend::Postgres {
                // Found once for the whole statement. No row of a condition is null.
                select
                    .expr(named.clone())
                    .and_where(visible.only(Term::new(named.is_not_null())).sql());
                return sight.phrase("coalesce(? = any(array(?)), false)", [is, select.into()]);
            }
            select
                .expr(Expr::cust("1"))
                .and_where(visible.keyed(named.eq(is)).sql());
            sight.row_by_row(select)
        };
        match self.tie {
            Tie::Column(column) => children(column, parent),
            // One within the other, so that a row's ties are read before what they lead to.
            Tie::Through {
                table,
                parent: of,
                child: names,
                key,
            } => {
                let ties = sight.name();
                let tie = |column| Expr::col((ties.clone(), column));
                let mut select = Query::select();
                select
                    .expr(Expr::cust("1"))
                    .from_as(table, ties.clone())
                    .and_where(tie(of).eq(parent))
                    .and_where(children(key, tie(names)));
                sight.row_by_row(select)
            }
        }
    }
}

impl Tie {
    /// Adds the table of ties, if there is one, to a selection from the child; gives the column that
    /// names the parent.
    pub(crate) fn join(
        self,
        sight: &Sight<'_>,
        select: &mut SelectStatement,
        child: &DynIden,
    ) -> Expr {
        match self {
            Tie::Column(column) => Expr::col((child.clone(), column)),
            Tie::Through {
                table,
                parent,
                child: names,
                key,
            } => {
                let ties = sight.name();
                select.join_as(
                    sea_orm::JoinType::InnerJoin,
                    table,
                    ties.clone(),
                    Expr::col((ties.clone(), names)).eq(Expr::col((child.clone(), key))),
                );
                Expr::col((ties.into_iden(), parent))
            }
        }
    }
}
