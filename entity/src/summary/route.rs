//! The way from the rows that are summed to what they are grouped by: along relations, under the policy of
//! every noun on the way.

use crate::{
    policy::{Recorded, sight::Sight},
    read::{Field, Filter, Guarded, Noun, Relation, Shape, Tie, guarded, noun::Kind},
    store::Sitting,
};
use sea_orm::{
    ExprTrait, IdenStatic,
    sea_query::{Alias, DynIden, Expr, Query},
};
use std::{marker::PhantomData, sync::Arc};

/// A way from the rows of `N` to rows of `C`.
pub struct Route<N: Noun, C: Noun> {
    steps: Vec<Step>,
    many: bool,
    ends: PhantomData<fn() -> (N, C)>,
}

/// A column at the end of a way.
pub struct Source<N: Noun> {
    pub(super) steps: Vec<Step>,
    pub(super) column: &'static str,
    pub(super) kind: Kind,
    /// Of a reduced date: the columns of its months, where they are kept.
    pub(super) months: Option<[&'static str; 2]>,
    /// Whether one row of `N` may have several values.
    pub(super) many: bool,
    start: PhantomData<fn() -> N>,
}

impl<N: Noun> Source<N> {
    /// Whether one row may have several values there.
    pub fn is_many(&self) -> bool {
        self.many
    }

    /// Whether it is the same column at the end of the same way.
    pub(super) fn is(&self, other: &Self) -> bool {
        let names = |source: &Self| -> Vec<(&'static str, &'static str)> {
            let steps = source.steps.iter();
            steps.map(|step| (step.name, step.table)).collect()
        };
        self.column == other.column && names(self) == names(other)
    }
}

/// One relation on the way. Ways that begin with the same steps share their tables.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) table: &'static str,
    pub(super) on: Arc<On>,
    /// How its rows are entered in the record of access, where a group's key tells of them.
    pub(super) told: Option<Told>,
}

/// Rows on the way that are guarded more closely than those that are summed.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) recorded: Recorded,
    /// The column of their key.
    pub(super) key: &'static str,
    /// Which of them the public would not be shown.
    pub(super) guarded: fn(&Sitting, &Sight<'_>, &DynIden) -> Guarded,
}

/// Which rows of the table, under its name, belong to a row before it, under its own.
type On = dyn Fn(&Sight<'_>, &DynIden, &DynIden) -> Expr + Send + Sync;

impl<N: Noun> Route<N, N> {
    /// The rows themselves.
    pub fn here() -> Self {
        Self {
            steps: Vec::new(),
            many: false,
            ends: PhantomData,
        }
    }
}

impl<N: Noun, C: Noun> Route<N, C> {
    /// On to the one related row, by a step of this name.
    pub fn to<D: Noun>(self, name: &'static str, relation: Relation<C, D>) -> Route<N, D> {
        let key = relation.parent.shape().column;
        self.step(name, key, relation, Filter::All(Vec::new()))
    }

    /// On to each related row that a filter lets through.
    pub fn to_each<D: Noun>(
        self,
        name: &'static str,
        relation: Relation<C, D>,
        filter: Filter<D>,
    ) -> Route<N, D> {
        let key = relation.parent.shape().column;
        self.each_of(name, key, relation, filter)
    }

    /// On to each row, of those that a filter lets through, that is related to the `P` whose key stands in a
    /// column of the rows here. Whoever sees that column must see that `P`.
    pub(super) fn each_of<P: Noun, D: Noun>(
        mut self,
        name: &'static str,
        key: &'static str,
        relation: Relation<P, D>,
        filter: Filter<D>,
    ) -> Route<N, D> {
        self.many = true;
        self.step(name, key, relation, filter)
    }

    /// The same, where a group's key tells of the related rows what the rows that are summed do not: they are
    /// entered in the record of access.
    pub fn to_each_told<D: Noun>(
        self,
        name: &'static str,
        relation: Relation<C, D>,
    ) -> Route<N, D> {
        let mut route = self.to_each(name, relation, Filter::All(Vec::new()));
        if let (Some(step), Some(key)) = (route.steps.last_mut(), D::KEY.first()) {
            step.told = Some(Told {
                recorded: D::RECORDED,
                key: key.shape().column,
                guarded: guarded::<D>,
            });
        }
        route
    }

    fn step<P: Noun, D: Noun>(
        mut self,
        name: &'static str,
        key: &'static str,
        relation: Relation<P, D>,
        filter: Filter<D>,
    ) -> Route<N, D> {
        self.steps.push(Step {
            name,
            table: D::table(),
            on: Arc::new(move |sight, before, at| {
                let key = Expr::col((before.clone(), Alias::new(key)));
                let visible = sight.visible(at);
                let visible = filter.among(sight, at, visible);
                visible.keyed(tied(sight, relation.tie, key, at)).sql()
            }),
            told: None,
        });
        Route {
            steps: self.steps,
            many: self.many,
            ends: PhantomData,
        }
    }

    /// A field of the rows at its end.
    pub fn field(self, field: C::Field) -> Source<N> {
        self.column(field.shape())
    }

    /// A text that is written beside the rows at its end, and that whoever sees them may see.
    pub(super) fn text(self, column: impl IdenStatic) -> Source<N> {
        self.column(Shape {
            kind: Kind::Text,
            column: column.as_str(),
            folded: None,
            ignores_case: false,
            months: None,
        })
    }

    fn column(self, shape: Shape) -> Source<N> {
        Source {
            steps: self.steps,
            column: shape.column,
            kind: shape.kind,
            months: shape.months,
            many: self.many,
            start: PhantomData,
        }
    }
}

/// Whether the row under the name `at` is tied to `key`.
fn tied(sight: &Sight<'_>, tie: Tie, key: Expr, at: &DynIden) -> Expr {
    match tie {
        Tie::Column(column) => Expr::col((at.clone(), Alias::new(column))).eq(key),
        Tie::Through {
            table,
            parent,
            child,
            key: own,
        } => {
            let ties = sight.name();
            let of = |column| Expr::col((ties.clone(), Alias::new(column)));
            Expr::exists(
                Query::select()
                    .expr(Expr::cust("1"))
                    .from_as(Alias::new(table), ties.clone())
                    .and_where(of(parent).eq(key))
                    .and_where(of(child).eq(Expr::col((at.clone(), Alias::new(own)))))
                    .take(),
            )
        }
    }
}
