//! A line of the rule's table as a condition on rows that hang on a project.

use super::{
    project,
    sight::{Sight, all, always, any, column, never, one_of},
    table::{Applies, Cell, Facet, Rule, UNTIL_FUNDED},
};
use crate::table::project as table;
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

/// Whether the viewer sees a row of this facet that hangs on the project numbered `project`; `own`
/// says whether the row is the holder's own.
pub(super) fn rows(sight: &Sight<'_>, facet: Facet, project: Expr, own: Expr) -> Expr {
    let at = sight.name();
    let opened: Vec<Expr> = facet
        .rules()
        .filter_map(|rule| opens(sight, rule, &at, own.clone()))
        .collect();
    if opened.is_empty() {
        return never();
    }
    Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(table::Entity, at.clone())
            .and_where(column(&at, table::Column::Number).eq(project))
            .and_where(project::visible(sight, &at))
            .and_where(any(opened))
            .take(),
    )
}

/// One line, as a condition on the project under the name `at`; nothing if it can open nothing.
fn opens(sight: &Sight<'_>, rule: &Rule, at: &DynIden, own: Expr) -> Option<Expr> {
    let terms = sight.terms;
    if !terms.covers(rule.scope) {
        return None;
    }
    let number = || column(at, table::Column::Number);
    let mut marks = Vec::new();
    if terms.is_secretariat() {
        marks.push(always());
    }
    for (standing, cell) in rule.marks() {
        let holds = if standing.is_of_a_project() {
            if terms.of_a_project(&[standing]).is_empty() {
                continue;
            }
            sight.holds(&[standing], number())
        } else if terms.has(standing) {
            always()
        } else {
            continue;
        };
        marks.push(match cell {
            Cell::No => continue,
            Cell::Yes => holds,
            Cell::Own => holds.and(own.clone()),
            Cell::UntilFunded => holds.and(one_of(column(at, table::Column::Status), UNTIL_FUNDED)),
        });
    }
    if marks.is_empty() {
        return None;
    }
    Some(all([applies(rule.applies, at), any(marks)]))
}

fn applies(applies: Applies, at: &DynIden) -> Expr {
    let programme = column(at, table::Column::Programme);
    match applies {
        Applies::Always => always(),
        Applies::ToRegular => programme.eq("regular"),
        Applies::ToOthers => programme.ne("regular"),
    }
}
