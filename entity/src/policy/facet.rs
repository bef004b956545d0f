//! A line of the rule's table as a condition on rows that hang on a project.

use super::{
    condition::{Condition, all, any, sql},
    sight::{Reading, Sight, column, one_of},
    table::{Applies, Cell, Facet, Rule, UNTIL_FUNDED},
};
use crate::{query::Project, standing::Standing, table::project as table};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

/// Whether the viewer sees a row of this facet that hangs on the project numbered `project`; `own`
/// says whether the row is the holder's own.
pub(super) fn rows(sight: &Sight<'_>, facet: Facet, project: Expr, own: &Condition) -> Condition {
    let on_one_that_opens = |own: &Condition| {
        let at = sight.name();
        let opened = any(facet.rules().map(|rule| opens(sight, rule, &at, own)));
        let opens = all([sight.sees::<Project>(&at), opened]);
        let number = table::Column::Number;
        sight.names_one(project.clone(), table::Entity, &at, number, opens)
    };
    match own {
        // A set of projects can tell nothing of the row.
        Condition::Sql(_) if sight.reading != Reading::SingleRows => any([
            on_one_that_opens(&Condition::Never),
            all([own.clone(), on_one_that_opens(&Condition::Always)]),
        ]),
        own => on_one_that_opens(own),
    }
}

/// One line, as a condition on the project under the name `at`.
fn opens(sight: &Sight<'_>, rule: &Rule, at: &DynIden, own: &Condition) -> Condition {
    // Holders of any standing that the line marks so.
    let marked = |cell: Cell| {
        let standings: Vec<Standing> = rule
            .marks()
            .filter(|(_, mark)| *mark == cell)
            .map(|(standing, _)| standing)
            .collect();
        sight.stands(&standings, column(at, table::Column::Number))
    };
    #[cfg(mutants)]
    let own = &crate::mutant::instead("own_rows_are_all_rows", own.clone(), || Condition::Always);
    let until_funded = one_of(column(at, table::Column::Status), UNTIL_FUNDED);
    all([
        sight.covers(rule.scope),
        applies(rule.applies, at),
        any([
            sight.is_secretariat(),
            marked(Cell::Yes),
            all([own.clone(), marked(Cell::Own)]),
            all([sql(until_funded), marked(Cell::UntilFunded)]),
        ]),
    ])
}

fn applies(applies: Applies, at: &DynIden) -> Condition {
    let programme = column(at, table::Column::Programme);
    match applies {
        Applies::Always => Condition::Always,
        Applies::ToRegular => sql(programme.eq("regular")),
        Applies::ToOthers => sql(programme.ne("regular")),
    }
}
