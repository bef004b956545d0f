//! Which rows a viewer sees because it sees the row that they are related to. A statement that comes from that
//! row need not ask for them once more; row security, which knows no relations, does.

use super::table::Facet;
use crate::query::{
    Allocation, Contribution, Ending, Funder, LedgerEntry, OwnStanding, Participation, Project,
    ProjectArea, Proposal,
};
use std::any::TypeId;

/// Whether a viewer that sees a row of `P` sees the rows of `C` that name it or that it names.
pub(crate) fn is_implied<P: 'static, C: 'static>() -> bool {
    let is =
        |parent: TypeId, child: TypeId| TypeId::of::<P>() == parent && TypeId::of::<C>() == child;
    let project = TypeId::of::<Project>();
    // What hangs on a project is seen only where the project is.
    let on_a_project = [
        TypeId::of::<Participation>(),
        TypeId::of::<ProjectArea>(),
        TypeId::of::<Allocation>(),
        TypeId::of::<Proposal>(),
        TypeId::of::<Contribution>(),
        TypeId::of::<OwnStanding>(),
        TypeId::of::<Ending>(),
    ];
    // Whoever sees a row of money sees who pays it.
    let tells_who_pays = Facet::Contributions.tells_who_pays() && Facet::Ledger.tells_who_pays();
    let contribution = TypeId::of::<Contribution>();
    is_of_the_card::<P, C>()
        || on_a_project.into_iter().any(|parent| is(parent, project))
        || tells_who_pays && is(contribution, TypeId::of::<Funder>())
        || tells_who_pays && is(TypeId::of::<LedgerEntry>(), contribution)
}

/// Whether rows of `C` are seen by exactly those who see the row of `P` that they hang on: participations and
/// areas belong to their project's card.
pub(crate) fn is_of_the_card<P: 'static, C: 'static>() -> bool {
    let on_the_card = [TypeId::of::<Participation>(), TypeId::of::<ProjectArea>()];
    TypeId::of::<P>() == TypeId::of::<Project>() && on_the_card.contains(&TypeId::of::<C>())
}
