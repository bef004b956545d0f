//! Which outputs exist for a viewer, which of their projects, and which grants.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, exists, known, sql},
    project,
    sight::{Sight, column},
    table::{CONFIDENTIAL_LEVEL, EMBARGOED_LEVEL, LEVELS, Level},
    terms::Kind,
};
use crate::{
    query::{Output, OutputGrant, OutputProject},
    standing::Standing,
    table::{membership, output as table, output_grant, output_project, standing},
    viewer::Scope,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

impl Policy for Output {
    const RECORDED: Recorded = Recorded::Results;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let scoped = sight.covers(Scope::Results);
        let regardless = any([sight.is_secretariat(), owned(sight, at), granted(sight, at)]);
        any([
            open_by_level(sight, at),
            all([scoped, any([regardless, opened_by_standing(sight, at)])]),
        ])
    }
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

/// The outputs whose level today opens them to the viewer, as far as one of their projects is visible
/// or they have none.
fn open_by_level(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let participates = all([sight.covers(Scope::Results), sight.participates()]);
    let levels = LEVELS.iter().map(|level| {
        let open = any([
            known(level.everyone),
            all([known(level.participants), participates.clone()]),
        ]);
        all([sql(read_at(sight, level, at)), open])
    });
    all([
        any(levels),
        any([
            on_a_visible_project(sight, at, |_| Condition::Always),
            has_no_project(sight, at),
        ]),
    ])
}

/// The outputs whose level today opens them to the viewer's standing on one of their visible projects.
fn opened_by_standing(sight: &Sight<'_>, at: &DynIden) -> Condition {
    any(LEVELS.iter().map(|level| {
        all([
            sql(read_at(sight, level, at)),
            on_a_visible_project(sight, at, |number| sight.holds(level.on_a_project, number)),
        ])
    }))
}

/// Before `embargoed_until` every level but the confidential one is read as `project`; a reduced
/// date ends at its last day.
fn read_at(sight: &Sight<'_>, level: &Level, at: &DynIden) -> Expr {
    let access = || column(at, table::Column::Access);
    let embargo = || {
        let last = column(at, table::Column::EmbargoedUntilLast);
        #[cfg(mutants)]
        let last = crate::mutant::instead("reduced_embargo_in_favour", last, || {
            column(at, table::Column::EmbargoedUntilFirst)
        });
        last
    };
    let today = || {
        let today = sight.today();
        #[cfg(mutants)]
        let today = crate::mutant::instead("embargo_a_day_too_short", today, || {
            Expr::val(sight.day() + chrono::Days::new(1))
        });
        today
    };
    let embargoed = embargo().is_not_null().and(embargo().gt(today()));
    let free = embargo().is_null().or(embargo().lte(today()));
    if level.level == CONFIDENTIAL_LEVEL {
        access().eq(level.level)
    } else if level.level == EMBARGOED_LEVEL {
        access()
            .eq(level.level)
            .or(access().ne(CONFIDENTIAL_LEVEL).and(embargoed))
    } else {
        access().eq(level.level).and(free)
    }
}

/// Whether one of its projects is visible and meets the condition. A standing on an invisible project
/// opens nothing.
fn on_a_visible_project(
    sight: &Sight<'_>,
    at: &DynIden,
    condition: impl FnOnce(Expr) -> Condition,
) -> Condition {
    let tie = sight.name();
    let number = || column(&tie, output_project::Column::Project);
    let visible = project::is_visible(sight, number());
    #[cfg(mutants)]
    let visible = crate::mutant::instead("standing_on_an_invisible_project", visible, || {
        Condition::Always
    });
    sight.has_one(
        column(at, table::Column::Key),
        output_project::Entity,
        &tie,
        output_project::Column::Output,
        all([visible, condition(number())]),
    )
}

fn has_no_project(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let tie = sight.name();
    let is_tied = column(&tie, output_project::Column::Output).eq(column(at, table::Column::Key));
    exists(sight, output_project::Entity, &tie, sql(is_tied)).not()
}

fn owned(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let institute = column(at, table::Column::Institute);
    all([
        sight.is_viewers(Kind::Institute, institute.clone()),
        sql(institute.is_not_null()),
    ])
}

fn granted(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let grant = sight.name();
    sight.has_one(
        column(at, table::Column::Key),
        output_grant::Entity,
        &grant,
        output_grant::Column::Output,
        held(sight, &grant),
    )
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
