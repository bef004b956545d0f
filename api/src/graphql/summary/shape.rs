//! How sums are shown: the same in form for money, projects and outputs, each with its own keys and figures.

use super::{
    CountingMethod,
    control::{OutputSummaryControl, ProjectSummaryControl, SummaryControl},
    counts::{OutputFigures, ProjectFigures},
    dimension::{OutputDimension, ProjectDimension, SummaryDimension},
    figures::FundingFigures,
    keyed::{GroupKey, KeyRow, Keyed},
    keys::{OutputKeys, ProjectKeys, SummaryKeys},
};
use crate::graphql::known::{AllAtOnce, AtOnce, Form, Known, Plan};
use async_graphql::{Object, OutputType, Positioned, TypeName, parser::types::Field};
use entity::summary::{self, Figures, Group};
use std::{borrow::Cow, sync::Arc};

/// What distinguishes one kind of summary from another.
pub(in crate::graphql) trait Shape: Sized + Send + Sync + 'static {
    /// What its types are called by.
    const NAME: &'static str;
    /// Whether amounts are in currencies, which are never compared.
    const CURRENCIES: bool;
    /// The field of the figures with the amounts, and their type.
    const AMOUNTS: Option<(&'static str, &'static str)>;
    /// By what groups are grouped.
    type Dimension: OutputType + Copy + PartialEq;
    /// Their keys.
    type Keys: Known + From<GroupKey<Self::Dimension>>;
    /// Their figures.
    type Figures: Known + From<Figures>;
    /// The control totals, of the total and of the parts.
    type Control: OutputType + From<(Figures, summary::Control)>;

    /// The part of the key that this field of the keys shows as a row, and of which kind.
    fn row(field: &str) -> Option<(Self::Dimension, KeyRow)>;
}

/// Sums of money.
pub(in crate::graphql) enum Funding {}

impl Shape for Funding {
    const NAME: &'static str = "Funding";
    const CURRENCIES: bool = true;
    const AMOUNTS: Option<(&'static str, &'static str)> = Some(("amounts", "AmountFigures"));
    type Dimension = SummaryDimension;
    type Keys = SummaryKeys;
    type Figures = AtOnce<FundingFigures>;
    type Control = SummaryControl;

    fn row(field: &str) -> Option<(SummaryDimension, KeyRow)> {
        Some(match field {
            "party" => (SummaryDimension::Party, KeyRow::Party),
            "funder" => (SummaryDimension::Funder, KeyRow::Funder),
            "technologyArea" => (SummaryDimension::TechnologyArea, KeyRow::TechnologyArea),
            "hostCountry" => (SummaryDimension::HostCountry, KeyRow::Country),
            "leadInstitute" => (SummaryDimension::LeadInstitute, KeyRow::Institute),
            _ => return None,
        })
    }
}

/// Numbers of projects, and how long they last.
pub(in crate::graphql) enum Projects {}

impl Shape for Projects {
    const NAME: &'static str = "Project";
    const CURRENCIES: bool = false;
    const AMOUNTS: Option<(&'static str, &'static str)> = Some(("durations", "DurationFigures"));
    type Dimension = ProjectDimension;
    type Keys = ProjectKeys;
    type Figures = ProjectFigures;
    type Control = ProjectSummaryControl;

    fn row(field: &str) -> Option<(ProjectDimension, KeyRow)> {
        Some(match field {
            "party" => (ProjectDimension::Party, KeyRow::Party),
            "funder" => (ProjectDimension::Funder, KeyRow::Funder),
            "technologyArea" => (ProjectDimension::TechnologyArea, KeyRow::TechnologyArea),
            "hostCountry" => (ProjectDimension::HostCountry, KeyRow::Country),
            "leadInstitute" => (ProjectDimension::LeadInstitute, KeyRow::Institute),
            _ => return None,
        })
    }
}

/// Numbers of outputs.
pub(in crate::graphql) enum Outputs {}

impl Shape for Outputs {
    const NAME: &'static str = "Output";
    const CURRENCIES: bool = false;
    const AMOUNTS: Option<(&'static str, &'static str)> = None;
    type Dimension = OutputDimension;
    type Keys = OutputKeys;
    type Figures = OutputFigures;
    type Control = OutputSummaryControl;

    fn row(field: &str) -> Option<(OutputDimension, KeyRow)> {
        Some(match field {
            "institute" => (OutputDimension::Institute, KeyRow::Institute),
            "project" => (OutputDimension::Project, KeyRow::Project),
            "technologyArea" => (OutputDimension::TechnologyArea, KeyRow::TechnologyArea),
            "hostCountry" => (OutputDimension::HostCountry, KeyRow::Country),
            _ => return None,
        })
    }
}

/// Sums by group.
pub(in crate::graphql) struct Summary<S: Shape> {
    pub(super) groups: AllAtOnce<SummaryGroup<S>>,
    pub(super) rest: Option<S::Figures>,
    pub(super) total: S::Figures,
    pub(super) control: S::Control,
    pub(super) method: CountingMethod,
    pub(super) additive: bool,
}

impl<S: Shape> TypeName for Summary<S> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Summary", S::NAME).into()
    }
}

/// Sums by group, of what the viewer may see: what is withheld is in no figure. Whatever is added is exact;
/// amounts of money stay in the currency they were stated in.
#[Object(name_type)]
impl<S: Shape> Summary<S> {
    /// The groups that are listed, in order.
    async fn groups(&self) -> &AllAtOnce<SummaryGroup<S>> {
        &self.groups
    }

    /// All groups that are not listed, together; null if there is none, or it was not wanted.
    async fn rest(&self) -> Option<&S::Figures> {
        self.rest.as_ref()
    }

    /// All entries, each once.
    async fn total(&self) -> &S::Figures {
        &self.total
    }

    /// Sums with which the reader can check that nothing is missing and nothing counted twice.
    async fn control(&self) -> &S::Control {
        &self.control
    }

    /// How an entry is counted that belongs to several groups.
    async fn method(&self) -> CountingMethod {
        self.method
    }

    /// Whether the groups may be added: not where an entry may count wholly in several of them.
    async fn additive(&self) -> bool {
        self.additive
    }
}

/// A group.
pub(in crate::graphql) struct SummaryGroup<S: Shape> {
    keys: S::Keys,
    unknown: Vec<S::Dimension>,
    figures: S::Figures,
}

impl<S: Shape> SummaryGroup<S> {
    pub(super) fn of(keyed: &Arc<Keyed<S::Dimension>>, group: Group) -> Self {
        let parts = keyed.by.iter().zip(&group.key);
        let unknown = parts.filter(|(_, part)| part.is_unknown());
        Self {
            unknown: unknown.map(|(by, _)| *by).collect(),
            keys: S::Keys::from(GroupKey {
                keyed: keyed.clone(),
                key: group.key,
            }),
            figures: S::Figures::from(group.figures),
        }
    }
}

/// What is known of a group.
pub(in crate::graphql) enum GroupWay<S: Shape> {
    Keys(Plan<<S::Keys as Known>::Way>),
    Figures(Plan<<S::Figures as Known>::Way>),
}

impl<S: Shape> Known for SummaryGroup<S> {
    type Way = GroupWay<S>;

    fn way(field: &Positioned<Field>) -> Option<GroupWay<S>> {
        let selected = &field.node.selection_set.node;
        match field.node.name.node.as_str() {
            "keys" => Plan::of::<S::Keys>(selected).map(GroupWay::Keys),
            "figures" => Plan::of::<S::Figures>(selected).map(GroupWay::Figures),
            _ => None,
        }
    }

    fn show<F: Form>(&self, way: &GroupWay<S>, form: F) -> Option<F::Shown> {
        match way {
            GroupWay::Keys(plan) => form.object(plan, &self.keys),
            GroupWay::Figures(plan) => form.object(plan, &self.figures),
        }
    }
}

impl<S: Shape> TypeName for SummaryGroup<S> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Group", S::NAME).into()
    }
}

/// A group, and its figures.
#[Object(name_type)]
impl<S: Shape> SummaryGroup<S> {
    /// What it is grouped by.
    async fn keys(&self) -> &S::Keys {
        &self.keys
    }

    /// By what it is grouped that the records, as far as the viewer may see them, do not tell.
    async fn unknown(&self) -> Vec<S::Dimension> {
        self.unknown.clone()
    }

    /// Its figures.
    async fn figures(&self) -> &S::Figures {
        &self.figures
    }
}
