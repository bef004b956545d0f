//! Which outputs exist for a viewer, which of their projects, and which grants.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, exists, sql},
    output_entry::{self as entry, OutputEntry},
    project,
    sight::{Sight, column, one_of},
    table::LEVELS,
    terms::Kind,
};
use crate::{
    query::{Output, OutputGrant, OutputProject},
    standing::Standing,
    table::{membership, output as table, output_entry, output_grant, output_project, standing},
    viewer::Scope,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

impl Policy for Output {
    const RECORDED: Recorded = Recorded::Results;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let today = || {
            let today = sight.today();
            #[cfg(mutants)]
            let today = crate::mutant::instead("embargo_a_day_too_short", today, || {
                Expr::val(sight.day() + chrono::Days::new(1))
            });
            today
        };
        let from = |column_of| sql(column(at, column_of).lte(today()));
        let scoped = sight.covers(Scope::Results);
        any([
            from(table::Column::PublicFrom),
            all([
                scoped.clone(),
                sight.participates(),
                from(table::Column::ProgrammeFrom),
            ]),
            all([
                sight.is_secretariat(),
                any([scoped, sql(is_open_to_everyone(sight, at))]),
            ]),
            has_an_entry(sight, at),
        ])
    }
}

/// Whether its level today opens it to everyone who sees one of its projects; to the secretariat these are all.
fn is_open_to_everyone(sight: &Sight<'_>, at: &DynIden) -> Expr {
    let open = LEVELS.iter().filter(|level| level.everyone);
    let open: Vec<&'static str> = open.map(|level| level.level).collect();
    let end = || column(at, table::Column::EmbargoedUntilLast);
    one_of(column(at, table::Column::Access), &open)
        .and(end().is_null().or(end().lte(sight.today())))
}

/// Whether an entry opens it to the viewer today.
fn has_an_entry(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let tie = sight.name();
    sight.has_one(
        column(at, table::Column::Key),
        output_entry::Entity,
        &tie,
        output_entry::Column::Output,
        all([sight.sees::<OutputEntry>(&tie), entry::opens(sight, &tie)]),
    )
}

/// The tie between an output and a project is seen where both are.
impl Policy for OutputProject {
    const RECORDED: Recorded = Recorded::Results;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let output = sight.name();
        all([
            project::is_visible(sight, column(at, output_project::Column::Project)),
            sight.names_one(
                column(at, output_project::Column::Output),
                table::Entity,
                &output,
                table::Column::Key,
                sight.sees::<Output>(&output),
            ),
        ])
    }
}

/// A grant is seen by its holder, the owning institute and the secretariat.
impl Policy for OutputGrant {
    const RECORDED: Recorded = Recorded::Results;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let of = sight.name();
        let of_own_output = sight.names_one(
            column(at, output_grant::Column::Output),
            table::Entity,
            &of,
            table::Column::Key,
            owned(sight, &of),
        );
        all([
            sight.covers(Scope::Results),
            any([
                sight.is_secretariat(),
                held(sight, at),
                all([of_own_output, of_no_former_party(sight, at)]),
            ]),
        ])
    }
}

fn owned(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let institute = column(at, table::Column::Institute);
    all([
        sight.is_viewers(Kind::Institute, institute.clone()),
        sql(institute.is_not_null()),
    ])
}

/// A Party's grant is not seen by the owner either after the Party left; the secretariat sees it.
fn of_no_former_party(sight: &Sight<'_>, grant: &DynIden) -> Condition {
    let holder = || column(grant, output_grant::Column::Holder);
    let leaving = sight.name();
    let has_left = column(&leaving, membership::Column::Party)
        .eq(holder())
        .and(column(&leaving, membership::Column::RepresentedBy).is_null())
        .and(column(&leaving, membership::Column::LeftFirst).lte(sight.today()));
    let live = sight.name();
    let is_member = column(&live, standing::Column::HolderKind)
        .eq("party")
        .and(column(&live, standing::Column::Holder).eq(holder()))
        .and(column(&live, standing::Column::Kind).eq(Standing::Member.word()));
    any([
        sql(column(grant, output_grant::Column::HolderKind).ne("party")),
        exists(sight, membership::Entity, &leaving, sql(has_left)).not(),
        exists(
            sight,
            standing::Entity,
            &live,
            all([sql(is_member), sight.is_live(&live)]),
        ),
    ])
}

/// Whether the grant is the viewer's. A Party's ends when the Party leaves.
fn held(sight: &Sight<'_>, grant: &DynIden) -> Condition {
    all([
        sight.is_named(
            column(grant, output_grant::Column::HolderKind),
            column(grant, output_grant::Column::Holder),
        ),
        any([sight.is(Kind::Party).not(), sight.has(Standing::Member)]),
    ])
}
