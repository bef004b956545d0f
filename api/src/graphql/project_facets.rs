//! The guarded facets of a project, each with the access the viewer has to it.

use super::{
    error::Result,
    funding::Money,
    object::{Asked, Object, Simple},
    question::Part,
    scalar::{Date, PartialDate},
    words::{AccessLevel, FacetKind, StandingKind},
};
use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, SimpleObject, Value,
    parser::types::Field, registry::Registry, resolver_utils::enum_value,
};
use entity::{
    AllocationField, OwnStanding, ProjectField, ProposalField,
    policy::{access::Access, table::Facet},
    read::{Place, Read, Row},
};
use std::{borrow::Cow, sync::LazyLock};

/// No field of a document stands here: what every `access` of a project is told from is asked for
/// once, however often it is told.
const OWN_STANDING: Place = 0;

/// Asks for what `access` follows from.
pub(super) fn ask_access(read: &mut Read<entity::Project>, _: &Part<'_>) -> Result<()> {
    let mut own = Read::<OwnStanding>::new();
    own.field(entity::OwnStandingField::UntilDay);
    read.field(ProjectField::Programme)
        .field(ProjectField::Status)
        .child(&[OWN_STANDING], entity::Project::own_standings(), own);
    Ok(())
}

/// Asks for what was proposed.
pub(super) fn ask_proposal(read: &mut Read<entity::Project>, part: &Part<'_>) -> Result<()> {
    let all = Read::new().all_fields();
    read.child(&part.places(), entity::Project::proposal(), all);
    Ok(())
}

/// The object type of what a project costs; its rows are those of projects.
pub(super) enum ProjectFunding {}

impl OutputType for ProjectFunding {
    fn type_name() -> Cow<'static, str> {
        "ProjectFunding".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        funding().register::<Self>(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match *self {}
    }
}

/// What a project costs and who pays.
pub(super) fn funding() -> &'static Object<entity::Project> {
    static OBJECT: LazyLock<Object<entity::Project>> = LazyLock::new(|| {
        let description = "What a project costs and who pays, as far as the viewer may see it. What is withheld looks as if\n\
             it were not there; `access` beside it says which.";
        Object::of("ProjectFunding", description)
            .simple::<FacetAccess>(
                "access",
                "How far the allocation is open to the viewer, and why.",
                ask_access,
                |row, asked| FacetAccess::to(row, asked, Facet::Allocation),
            )
            .simples::<Money>(
                "totals",
                "The stored allocation, one amount for each currency. It is never a sum of contributions, and\n\
                 never converted.",
                |read, part| {
                    let all = Read::new().all_fields();
                    read.child(&part.places(), entity::Project::allocations(), all);
                    Ok(())
                },
                |row, asked| {
                    let found = row.related::<entity::Allocation>(asked.place())?;
                    let rows = found.rows.iter();
                    rows.map(|row| {
                        Money::of_row(row, AllocationField::Amount, AllocationField::Currency)
                    })
                    .collect()
                },
            )
            .simple::<FacetAccess>(
                "contributionsAccess",
                "How far the contributions are open to the viewer, and why.",
                ask_access,
                |row, asked| FacetAccess::to(row, asked, Facet::Contributions),
            )
            .simple::<FacetAccess>(
                "ledgerAccess",
                "How far the ledger is open to the viewer, and why.",
                ask_access,
                |row, asked| FacetAccess::to(row, asked, Facet::Ledger),
            )
            .list(
                "contributions",
                entity::Project::contributions(),
                "What each funder committed, as far as the viewer may see it.",
            )
    });
    &OBJECT
}

/// What was proposed.
#[derive(SimpleObject)]
pub(super) struct Proposal {
    /// The text.
    text: String,
    /// When it was submitted.
    submitted_on: Option<PartialDate>,
}

impl Proposal {
    pub(super) fn of(project: &Row<entity::Project>, asked: &Asked) -> Result<Option<Self>> {
        let found = project.related::<entity::Proposal>(asked.place())?;
        let Some(row) = found.first() else {
            return Ok(None);
        };
        Ok(Some(Self {
            text: row.known_text(ProposalField::Text)?.to_owned(),
            submitted_on: row
                .text(ProposalField::SubmittedOn)?
                .map(|text| PartialDate(text.to_owned())),
        }))
    }
}

impl Simple for Proposal {
    const FIELDS: &'static [&'static str] = &["text", "submittedOn"];

    fn value(&self, place: usize) -> Value {
        match place {
            0 => self.text.clone().into(),
            _ => {
                let submitted_on = self.submitted_on.clone();
                submitted_on.map_or(Value::Null, |date| date.0.into())
            }
        }
    }
}

/// How far a facet of a project is open to the viewer.
#[derive(SimpleObject)]
pub(super) struct FacetAccess {
    /// Which facet.
    facet: FacetKind,
    /// How far.
    access: AccessLevel,
    /// The viewer's standings that open it; none for what everyone sees, and for the secretariat.
    because: Vec<StandingKind>,
    /// The first day on which it will no longer be open, if that is known today.
    until: Option<Date>,
}

impl Simple for FacetAccess {
    const FIELDS: &'static [&'static str] = &["facet", "access", "because", "until"];

    fn value(&self, place: usize) -> Value {
        match place {
            0 => enum_value(self.facet),
            1 => enum_value(self.access),
            2 => Value::List(self.because.iter().copied().map(enum_value).collect()),
            _ => {
                let until = self.until.clone();
                until.map_or(Value::Null, |date| date.0.into())
            }
        }
    }
}

impl FacetAccess {
    /// The access to every facet.
    pub(super) fn all(project: &Row<entity::Project>, asked: &Asked) -> Result<Vec<Self>> {
        let own = project.related::<OwnStanding>(OWN_STANDING)?;
        let told = asked.reader()?.access(project, &own)?;
        Ok(told.into_iter().filter_map(Self::tell).collect())
    }

    /// The access to one facet.
    pub(super) fn to(
        project: &Row<entity::Project>,
        asked: &Asked,
        facet: Facet,
    ) -> Result<Option<Self>> {
        let wanted = FacetKind::of(facet.name());
        let all = Self::all(project, asked)?;
        Ok(all.into_iter().find(|access| Some(access.facet) == wanted))
    }

    fn tell(told: entity::policy::access::FacetAccess) -> Option<Self> {
        Some(Self {
            facet: FacetKind::of(told.facet.name())?,
            access: match told.access {
                Access::Granted => AccessLevel::Granted,
                Access::Own => AccessLevel::Own,
                Access::Withheld => AccessLevel::Withheld,
            },
            because: told
                .because
                .into_iter()
                .filter_map(|standing| StandingKind::of(standing.word()))
                .collect(),
            until: told.until.map(|day| Date(day.to_string())),
        })
    }
}
