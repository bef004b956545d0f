//! Which outputs exist for a viewer, which of their projects, and which grants.

use super::{
    Policy, project,
    sight::{Sight, all, always, any, column, never, one_of},
    table::{CONFIDENTIAL_LEVEL, EMBARGOED_LEVEL, LEVELS, Level},
    terms::Holder,
};
use crate::{
    query::{Output, OutputGrant, OutputProject},
    standing::Standing,
    table::{membership, output as table, output_grant, output_project, standing},
    viewer::Scope,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

impl Policy for Output {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        visible(sight, at)
    }
}

/// The tie between an output and a project is seen where both are.
impl Policy for OutputProject {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        project::is_visible(sight, column(at, output_project::Column::Project)).and(is_visible(
            sight,
            column(at, output_project::Column::Output),
        ))
    }
}

/// A grant is seen by its holder, the owning institute and the secretariat.
impl Policy for OutputGrant {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        if !sight.terms.covers(Scope::Results) {
            return never();
        }
        if sight.terms.is_secretariat() {
            return always();
        }
        any([held(sight, at), {
            let of = sight.name();
            Expr::exists(
                Query::select()
                    .expr(Expr::cust("1"))
                    .from_as(table::Entity, of.clone())
                    .and_where(
                        column(&of, table::Column::Key)
                            .eq(column(at, output_grant::Column::Output)),
                    )
                    .and_where(owned(sight, &of))
                    .take(),
            )
            .and(of_no_former_party(sight, at))
        }])
    }
}

fn is_visible(sight: &Sight<'_>, key: Expr) -> Expr {
    let at = sight.name();
    Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(table::Entity, at.clone())
            .and_where(column(&at, table::Column::Key).eq(key))
            .and_where(visible(sight, &at))
            .take(),
    )
}

fn visible(sight: &Sight<'_>, at: &DynIden) -> Expr {
    let mut ways: Vec<Expr> = LEVELS
        .iter()
        .filter_map(|level| at_level(sight, level, at))
        .collect();
    if sight.terms.covers(Scope::Results) {
        if sight.terms.is_secretariat() {
            return always();
        }
        ways.push(owned(sight, at));
        ways.push(granted(sight, at));
    }
    any(ways)
}

/// The outputs that are read at this level today and that the level opens to the viewer.
fn at_level(sight: &Sight<'_>, level: &Level, at: &DynIden) -> Option<Expr> {
    let terms = sight.terms;
    let scoped = terms.covers(Scope::Results);
    let mut ways = Vec::new();
    if level.everyone || (level.participants && terms.participates && scoped) {
        ways.push(on_a_visible_project(sight, at, None).or(has_no_project(sight, at)));
    }
    let standings = terms.of_a_project(level.on_a_project);
    if !standings.is_empty() && scoped {
        ways.push(on_a_visible_project(sight, at, Some(&standings)));
    }
    if ways.is_empty() {
        return None;
    }
    Some(all([read_at(sight, level, at), any(ways)]))
}

/// Before `embargoed_until` every level but the confidential one is read as `project`; a reduced
/// date ends at its last day.
fn read_at(sight: &Sight<'_>, level: &Level, at: &DynIden) -> Expr {
    let access = || column(at, table::Column::Access);
    let embargo = || column(at, table::Column::EmbargoedUntilLast);
    let embargoed = embargo().is_not_null().and(embargo().gt(sight.terms.today));
    let free = embargo().is_null().or(embargo().lte(sight.terms.today));
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

/// Whether one of its projects is visible, and the viewer holds one of `standings` on that project.
/// A standing on an invisible project opens nothing.
fn on_a_visible_project(sight: &Sight<'_>, at: &DynIden, standings: Option<&[Standing]>) -> Expr {
    let tie = sight.name();
    let number = || column(&tie, output_project::Column::Project);
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from_as(output_project::Entity, tie.clone())
        .and_where(column(&tie, output_project::Column::Output).eq(column(at, table::Column::Key)))
        .and_where(project::is_visible(sight, number()));
    if let Some(standings) = standings {
        select.and_where(sight.holds(standings, number()));
    }
    Expr::exists(select)
}

fn has_no_project(sight: &Sight<'_>, at: &DynIden) -> Expr {
    let tie = sight.name();
    Expr::not_exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(output_project::Entity, tie.clone())
            .and_where(
                column(&tie, output_project::Column::Output).eq(column(at, table::Column::Key)),
            )
            .take(),
    )
}

fn owned(sight: &Sight<'_>, at: &DynIden) -> Expr {
    match &sight.terms.holder {
        Holder::Institute(key) => {
            let institute = column(at, table::Column::Institute);
            institute
                .clone()
                .is_not_null()
                .and(institute.eq(key.as_str()))
        }
        _ => never(),
    }
}

fn granted(sight: &Sight<'_>, at: &DynIden) -> Expr {
    let grant = sight.name();
    Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(output_grant::Entity, grant.clone())
            .and_where(
                column(&grant, output_grant::Column::Output).eq(column(at, table::Column::Key)),
            )
            .and_where(held(sight, &grant))
            .take(),
    )
}

/// A Party's grant is not seen by the owner either after the Party left; the secretariat sees it.
fn of_no_former_party(sight: &Sight<'_>, grant: &DynIden) -> Expr {
    let today = sight.terms.today;
    let holder = || column(grant, output_grant::Column::Holder);
    let leaving = sight.name();
    let left = Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(membership::Entity, leaving.clone())
            .and_where(column(&leaving, membership::Column::Party).eq(holder()))
            .and_where(column(&leaving, membership::Column::RepresentedBy).is_null())
            .and_where(column(&leaving, membership::Column::LeftFirst).lte(today))
            .take(),
    );
    let live = sight.name();
    let member = Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(standing::Entity, live.clone())
            .and_where(column(&live, standing::Column::HolderKind).eq("party"))
            .and_where(column(&live, standing::Column::Holder).eq(holder()))
            .and_where(column(&live, standing::Column::Kind).eq(Standing::Member.word()))
            .and_where(column(&live, standing::Column::FromDay).lte(today))
            .and_where(column(&live, standing::Column::UntilDay).gt(today))
            .take(),
    );
    any([
        column(grant, output_grant::Column::HolderKind).ne("party"),
        left.not(),
        member,
    ])
}

/// Whether the grant is the viewer's. A Party's ends when the Party leaves.
fn held(sight: &Sight<'_>, grant: &DynIden) -> Expr {
    let terms = sight.terms;
    if matches!(terms.holder, Holder::Party(_)) && !terms.has(Standing::Member) {
        return never();
    }
    match terms.holder.kind_and_key() {
        Some((kind, key)) => one_of(column(grant, output_grant::Column::HolderKind), &[kind])
            .and(column(grant, output_grant::Column::Holder).eq(key)),
        None => never(),
    }
}
