//! What a viewer is entitled to on its day, in numbers.
//!
//! Everything is counted by the database among the rows that the noun's policy lets the viewer see: one
//! statement for each of the three counts, however many rows there are. No rule is said again: how far
//! a facet is open is asked of `policy/access.rs`, once for each group of projects that are alike in all
//! that it follows from (a few hundred groups at most), and what a standing opens likewise.

mod opens;

use crate::{
    policy::{
        Recorded,
        access::{self, Access},
        sight::{Sight, column},
        table::{Facet, LEVELS},
    },
    query::{Output, OwnStanding, Project},
    read::Noun,
    standing::{LiveStanding, Standing, never},
    store::{ReadError, Reader},
    table::{output, project, standing},
    viewer::Scope,
};
use chrono::NaiveDate;
use sea_orm::{
    ExprTrait, IdenStatic,
    sea_query::{Alias, CaseStatement, DynIden, Expr, Func, Query, SelectStatement},
};
use std::collections::HashMap;

/// The projects that the viewer may see.
#[derive(Clone, Debug, Default)]
pub struct ProjectCounts {
    /// How many there are.
    pub projects: u64,
    /// How far each facet of them is open, in the order of the rule's table.
    pub facets: Vec<FacetCount>,
}

/// On how many of the projects that the viewer may see a facet is open.
#[derive(Clone, Debug)]
pub struct FacetCount {
    /// Which facet.
    pub facet: Facet,
    /// The scope that it needs.
    pub scope: Scope,
    /// Whether the viewer's token has that scope.
    pub in_scope: bool,
    /// On so many all of it is open.
    pub granted: u64,
    /// On so many the viewer's own rows are.
    pub own: u64,
    /// On so many nothing is.
    pub withheld: u64,
}

/// On how many projects that the viewer may see it has a standing.
#[derive(Clone, Debug)]
pub struct StandingCount {
    /// Which standing.
    pub kind: Standing,
    /// On so many projects.
    pub projects: u64,
    /// The first day on which the first of them no longer holds, among those whose end is known.
    pub first_end: Option<NaiveDate>,
    /// The first day on which the last of them no longer holds, among those whose end is known.
    pub last_end: Option<NaiveDate>,
    /// On so many no end is known.
    pub without_end: u64,
}

/// How many outputs of a level the viewer may see.
#[derive(Clone, Debug)]
pub struct OutputCount {
    /// The level's word in the data.
    pub level: &'static str,
    /// The scope that it needs; none where it is everyone's.
    pub scope: Option<Scope>,
    /// Whether the viewer's token has that scope.
    pub in_scope: bool,
    /// So many.
    pub outputs: u64,
}

/// Visible projects that are alike in all that access follows from.
struct Alike {
    programme: String,
    status: String,
    live: Vec<LiveStanding>,
    projects: u64,
}

impl Reader {
    /// The projects that the viewer may see, and how far their facets are open.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn project_counts(&self) -> Result<ProjectCounts, ReadError> {
        let groups = self.alike().await?;
        let facets = Facet::ALL.into_iter().filter_map(|facet| {
            let scope = facet.rules().next()?.scope;
            let mut count = FacetCount {
                facet,
                scope,
                in_scope: self.terms.covers(scope),
                granted: 0,
                own: 0,
                withheld: 0,
            };
            for group in &groups {
                let told = access::told(
                    &self.terms,
                    facet,
                    &group.programme,
                    &group.status,
                    &group.live,
                );
                let counted = match told.access {
                    Access::Granted => &mut count.granted,
                    Access::Own => &mut count.own,
                    Access::Withheld => &mut count.withheld,
                };
                *counted += group.projects;
            }
            Some(count)
        });
        Ok(ProjectCounts {
            projects: groups.iter().map(|group| group.projects).sum(),
            facets: facets.collect(),
        })
    }

    /// On how many projects the viewer has each standing that such a viewer can have.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn standing_counts(&self) -> Result<Vec<StandingCount>, ReadError> {
        let sight = self.sight().of_whole_tables();
        let (mut select, at) = visible::<OwnStanding>(&sight);
        let project = || column(&at, standing::Column::Project);
        let until = || column(&at, standing::Column::UntilDay);
        let ends = || CaseStatement::new().case(until().ne(never()), until());
        let endless = CaseStatement::new().case(until().eq(never()), project());
        select
            .expr(column(&at, standing::Column::Kind))
            .expr(Func::count_distinct(project()))
            .expr(Func::min(ends()))
            .expr(Func::max(ends()))
            .expr(Func::count_distinct(endless))
            .add_group_by([column(&at, standing::Column::Kind)]);
        let mut counts = HashMap::new();
        for row in self.sitting.all(&select).await? {
            let kind: String = row.try_get_by_index(0)?;
            let Some(kind) = Standing::from_word(&kind) else {
                continue;
            };
            let count = StandingCount {
                kind,
                projects: row.try_get_by_index::<i64>(1)?.unsigned_abs(),
                first_end: row.try_get_by_index(2)?,
                last_end: row.try_get_by_index(3)?,
                without_end: row.try_get_by_index::<i64>(4)?.unsigned_abs(),
            };
            counts.insert(kind, count);
        }
        Ok(self
            .kinds()
            .into_iter()
            .map(|kind| {
                counts.remove(&kind).unwrap_or(StandingCount {
                    kind,
                    projects: 0,
                    first_end: None,
                    last_end: None,
                    without_end: 0,
                })
            })
            .collect())
    }

    /// How many outputs the viewer may see, by the level that stands in their records.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn output_counts(&self) -> Result<Vec<OutputCount>, ReadError> {
        let sight = self.sight().of_whole_tables();
        self.sitting.examine([Recorded::Results]);
        let (mut select, at) = visible::<Output>(&sight);
        let level = || column(&at, output::Column::Access);
        select
            .expr(level())
            .expr(Expr::cust("count(*)"))
            .add_group_by([level()]);
        let mut counts: HashMap<String, u64> = HashMap::new();
        for row in self.sitting.all(&select).await? {
            let outputs: i64 = row.try_get_by_index(1)?;
            counts.insert(row.try_get_by_index(0)?, outputs.unsigned_abs());
        }
        let levels = LEVELS.iter().map(|level| {
            let scope = (!level.everyone).then_some(Scope::Results);
            OutputCount {
                level: level.level,
                scope,
                in_scope: scope.is_none_or(|scope| self.terms.covers(scope)),
                outputs: counts.get(level.level).copied().unwrap_or_default(),
            }
        });
        Ok(levels.collect())
    }

    /// The standings on projects that such a viewer can have at all.
    fn kinds(&self) -> Vec<Standing> {
        let holder = self.terms.holder.kind();
        Standing::ALL
            .into_iter()
            .filter(|kind| kind.is_of_a_project() && holder.can_have(*kind))
            .collect()
    }

    /// The visible projects by programme, status, and the viewer's standings on them.
    async fn alike(&self) -> Result<Vec<Alike>, ReadError> {
        let sight = self.sight().of_whole_tables();
        let kinds = self.kinds();
        let (mut one, at) = visible::<Project>(&sight);
        let mut names = Vec::new();
        for of in [project::Column::Programme, project::Column::Status] {
            names.push(Alias::new(of.as_str()));
            one.expr_as(column(&at, of), Alias::new(of.as_str()));
        }
        for kind in &kinds {
            let number = column(&at, project::Column::Number);
            let holds = CaseStatement::new()
                .case(sight.holds(&[*kind], number).sql(), Expr::cust("1"))
                .finally(Expr::cust("0"));
            names.push(Alias::new(kind.word()));
            one.expr_as(holds, Alias::new(kind.word()));
        }
        // Grouped outside, by names: an expression with bound values is no expression to group by.
        let each = sight.name();
        let mut select = Query::select();
        select
            .columns(names.clone())
            .expr(Expr::cust("count(*)"))
            .from_subquery(one, each)
            .add_group_by(names.iter().cloned().map(Expr::col));
        let mut groups = Vec::new();
        for row in self.sitting.all(&select).await? {
            let mut live = Vec::new();
            for (place, kind) in kinds.iter().enumerate() {
                if row.try_get_by_index::<i32>(2 + place)? != 0 {
                    // When it ends makes no difference to what is open today.
                    live.push(LiveStanding {
                        kind: *kind,
                        until: None,
                    });
                }
            }
            let projects: i64 = row.try_get_by_index(2 + kinds.len())?;
            groups.push(Alike {
                programme: row.try_get_by_index(0)?,
                status: row.try_get_by_index(1)?,
                live,
                projects: projects.unsigned_abs(),
            });
        }
        Ok(groups)
    }
}

/// From the rows of a noun that the viewer may see, and no others.
fn visible<N: Noun>(sight: &Sight<'_>) -> (SelectStatement, DynIden) {
    let at = sight.name();
    let select = Query::select()
        .from_as(Alias::new(N::table()), at.clone())
        .and_where(sight.visible::<N>(&at).sql())
        .take();
    (select, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_needs_one_scope_whatever_the_project() {
        for facet in Facet::ALL {
            let mut scopes: Vec<Scope> = facet.rules().map(|rule| rule.scope).collect();
            scopes.dedup();
            assert_eq!(scopes.len(), 1, "{facet:?}");
        }
    }
}
