//! A line of the rule's table as a condition on rows that hang on a project. What a standing on a project
//! opens is derived (`derived.rs`); what follows from the viewer alone is known here.

use super::{
    condition::{Condition, all, any, sql},
    derived::Opens,
    sight::{Sight, column, one_of},
    table::{Applies, Cell, Facet, Rule, UNTIL_FUNDED},
};
use crate::{query::Project, table::project as table};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

/// Whether the viewer sees a row of this facet that hangs on the project numbered `project`; `own`
/// says whether the row is the holder's own.
pub(super) fn rows(sight: &Sight<'_>, facet: Facet, project: Expr, own: &Condition) -> Condition {
    #[cfg(mutants)]
    let own = &crate::mutant::instead("own_rows_are_all_rows", own.clone(), || Condition::Always);
    let opened = |opens: Opens| sight.is_opened(opens, project.clone());
    let rules = facet.rules();
    all([
        sight.covers(facet.scope()),
        any([
            sight.is_secretariat(),
            any(rules.map(|rule| by_the_programme(sight, rule, project.clone()))),
            opened(Opens::All(facet)),
            all([own.clone(), opened(Opens::Own(facet))]),
        ]),
    ])
}

/// Whether a standing of the viewer's in the programme opens it: on which projects, is told by each.
fn by_the_programme(sight: &Sight<'_>, rule: &Rule, project: Expr) -> Condition {
    any(rule
        .marks()
        .filter(|(standing, _)| !standing.is_of_a_project())
        .map(|(standing, cell)| {
            let has = sight.has(standing);
            if matches!(has, Condition::Never) {
                return has;
            }
            let at = sight.name();
            let until_funded = match cell {
                Cell::UntilFunded => sql(one_of(column(&at, table::Column::Status), UNTIL_FUNDED)),
                _ => Condition::Always,
            };
            let opens = all([
                sight.sees::<Project>(&at),
                applies(rule.applies, &at),
                until_funded,
            ]);
            let number = table::Column::Number;
            all([
                has,
                sight.names_one(project.clone(), table::Entity, &at, number, opens),
            ])
        }))
}

fn applies(applies: Applies, at: &DynIden) -> Condition {
    let programme = column(at, table::Column::Programme);
    match applies {
        Applies::Always => Condition::Always,
        Applies::ToRegular => sql(programme.eq("regular")),
        Applies::ToOthers => sql(programme.ne("regular")),
    }
}
