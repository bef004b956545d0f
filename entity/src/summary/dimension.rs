//! By what each noun can be grouped.

use super::{
    part::Part,
    route::{Route, Source},
};
use crate::{
    policy::table::Facet,
    query::{
        Contribution, ContributionField, Funder, FunderField, LedgerEntry, LedgerEntryField,
        Output, OutputField, OutputProject, OutputProjectField, Participation, ParticipationField,
        Project, ProjectArea, ProjectAreaField, ProjectField, TechnologyArea, TechnologyAreaField,
    },
    read::{Filter, Noun, Relation, Test, Value},
    table::{contribution, ledger_entry, project},
    value::FiscalCalendar,
};
use sea_orm::IdenStatic;

/// A noun whose rows can be summed. Its key is one text.
pub trait Summed: Noun + Sized {
    /// What is added up, and in which unit. Without a unit it is a plain number of the row, which is divided
    /// only where it is summed: means and medians are of whole rows, and told in hundredths.
    fn measure() -> Option<(Self::Field, Option<Self::Field>)>;
    /// The project that a row belongs to, or each of them, where distinct ones can be counted.
    fn project() -> Option<Source<Self>>;
    /// The date of what is added up, by which it can be converted.
    fn dated() -> Option<Self::Field> {
        None
    }
    /// Where the kept sums have what rows are grouped by; `None` if they do not have it, or are of other rows.
    fn kept(_: &Dimension<Self>) -> Option<KeptColumn> {
        None
    }
}

/// By what sums are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeptColumn {
    /// The Party that the funder belongs to.
    Party,
    /// The calendar year of commitment.
    Year,
}

/// One thing that rows are grouped by.
pub struct Dimension<N: Noun> {
    /// The column.
    pub source: Source<N>,
    /// What becomes of its values.
    pub bucket: Bucket,
}

/// What becomes of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// They are the groups.
    Value,
    /// The years of a date.
    Year,
    /// The quarters of a date.
    Quarter,
    /// The years of a date as a government counts them.
    FiscalYear(FiscalCalendar),
}

impl Bucket {
    /// Of months, counted from the year 0: how many a bucket has, and how late the first one begins.
    /// Nothing for values that are not gathered.
    pub(super) fn months(self) -> Option<(u32, u32)> {
        match self {
            Bucket::Value => None,
            Bucket::Year => Some((12, 0)),
            Bucket::Quarter => Some((3, 0)),
            Bucket::FiscalYear(calendar) => Some((12, calendar.months_late())),
        }
    }

    /// The bucket of this number, if it is known.
    pub(super) fn part(self, number: Option<i64>) -> Part {
        let Some(number) = number.and_then(|number| i32::try_from(number).ok()) else {
            return Part::Unknown;
        };
        match self {
            Bucket::Quarter => Part::Quarter(
                number.div_euclid(4),
                number.rem_euclid(4).unsigned_abs() + 1,
            ),
            Bucket::FiscalYear(calendar) => Part::Year(calendar.named(number)),
            Bucket::Year | Bucket::Value => Part::Year(number),
        }
    }
}

impl Summed for Contribution {
    fn measure() -> Option<(ContributionField, Option<ContributionField>)> {
        Some((ContributionField::Amount, Some(ContributionField::Currency)))
    }

    fn project() -> Option<Source<Self>> {
        Some(Route::here().field(ContributionField::ProjectNumber))
    }

    fn dated() -> Option<ContributionField> {
        Some(ContributionField::CommittedOn)
    }

    fn kept(by: &Dimension<Self>) -> Option<KeptColumn> {
        let party = Route::<Self, Self>::here().party();
        let year = Route::<Self, Self>::here().field(ContributionField::CommittedOn);
        match by.bucket {
            Bucket::Value if by.source.is(&party) => Some(KeptColumn::Party),
            Bucket::Year if by.source.is(&year) => Some(KeptColumn::Year),
            _ => None,
        }
    }
}

impl Summed for LedgerEntry {
    fn measure() -> Option<(LedgerEntryField, Option<LedgerEntryField>)> {
        Some((LedgerEntryField::Amount, Some(LedgerEntryField::Currency)))
    }

    fn project() -> Option<Source<Self>> {
        Some(Route::<Self, Self>::here().number())
    }

    fn dated() -> Option<LedgerEntryField> {
        Some(LedgerEntryField::BookedOn)
    }
}

impl Summed for Project {
    fn measure() -> Option<(ProjectField, Option<ProjectField>)> {
        Some((ProjectField::DurationMonths, None))
    }

    fn project() -> Option<Source<Self>> {
        None
    }
}

impl Summed for Output {
    fn measure() -> Option<(OutputField, Option<OutputField>)> {
        None
    }

    fn project() -> Option<Source<Self>> {
        let here: Route<Self, Self> = Route::here();
        Some(here.project().field(ProjectField::Number))
    }
}

impl<N: Noun> Route<N, Contribution> {
    fn via_funder(self) -> Route<N, Funder> {
        self.to("funder", Contribution::funder())
    }

    fn via_project(self) -> Route<N, Project> {
        self.to("project", Contribution::project())
    }
}

impl<N: Noun> Route<N, LedgerEntry> {
    fn via_funder(self) -> Route<N, Funder> {
        self.to("contribution", LedgerEntry::contribution())
            .via_funder()
    }

    fn via_project(self) -> Route<N, Project> {
        self.to("contribution", LedgerEntry::contribution())
            .via_project()
    }
}

/// By what money is summed. Most of it stands beside each row.
macro_rules! of_money {
    ($($noun:ident in $table:ident under $facet:expr),+) => {
        $(impl<N: Noun> Route<N, $noun> {
            /// The Party that the funder belongs to, where the data say so.
            pub fn party(self) -> Source<N> {
                self.beside($table::Column::Party, |row| row.via_funder().party())
            }

            /// The key of who committed it.
            pub fn funder(self) -> Source<N> {
                self.beside($table::Column::Funder, |row| row.via_funder().key())
            }

            /// Of what kind the funder is.
            pub fn funder_kind(self) -> Source<N> {
                self.beside($table::Column::FunderKind, |row| row.via_funder().field(FunderField::Kind))
            }

            /// The number of the project that it is for.
            pub fn number(self) -> Source<N> {
                self.beside($table::Column::Project, |row| row.via_project().field(ProjectField::Number))
            }

            /// The project's programme.
            pub fn programme(self) -> Source<N> {
                self.beside($table::Column::Programme, |row| row.via_project().field(ProjectField::Programme))
            }

            /// The project's status.
            pub fn status(self) -> Source<N> {
                self.beside($table::Column::Status, |row| row.via_project().field(ProjectField::Status))
            }

            /// The project's host state.
            pub fn host(self) -> Source<N> {
                self.beside($table::Column::HostCountry, |row| {
                    row.via_project().field(ProjectField::HostCountryCode)
                })
            }

            /// Each of the project's technology areas.
            pub fn area(self) -> Source<N> {
                match $facet.tells_who_pays() {
                    true => self.areas_of($table::Column::Project).field(ProjectAreaField::AreaKey),
                    false => self.via_project().area(),
                }
            }

            /// The name of each of the project's technology areas.
            pub fn area_name(self) -> Source<N> {
                match $facet.tells_who_pays() {
                    true => self.areas_of($table::Column::Project).named(),
                    false => self.via_project().area_name(),
                }
            }

            /// Each institute that leads the project.
            pub fn lead(self) -> Source<N> {
                match $facet.tells_who_pays() {
                    true => self.leads_of($table::Column::Project).field(ParticipationField::InstituteKey),
                    false => self.via_project().lead(),
                }
            }

            fn beside(
                self,
                column: $table::Column,
                from: impl FnOnce(Self) -> Source<N>,
            ) -> Source<N> {
                match $facet.tells_who_pays() {
                    true => self.text(column),
                    false => from(self),
                }
            }
        })+
    };
}

of_money!(
    Contribution in contribution under Facet::Contributions,
    LedgerEntry in ledger_entry under Facet::Ledger
);

impl<N: Noun> Route<N, Funder> {
    /// Its key, where the viewer may see it.
    pub fn key(self) -> Source<N> {
        self.field(FunderField::Key)
    }

    /// The Party it belongs to, where the data say so.
    pub fn party(self) -> Source<N> {
        self.field(FunderField::PartyCode)
    }
}

impl<N: Noun> Route<N, Project> {
    /// Each of its technology areas.
    pub fn area(self) -> Source<N> {
        self.areas_of(NUMBER).field(ProjectAreaField::AreaKey)
    }

    /// The name of each of its technology areas.
    pub fn area_name(self) -> Source<N> {
        self.areas_of(NUMBER).named()
    }

    /// Each institute that leads it.
    pub fn lead(self) -> Source<N> {
        self.leads_of(NUMBER)
            .field(ParticipationField::InstituteKey)
    }

    /// Each contribution to it that the viewer may see.
    pub fn contributions(self) -> Route<N, Contribution> {
        self.to_each_told("contribution", Project::contributions())
    }
}

/// The column of a project's own number.
const NUMBER: project::Column = project::Column::Number;

/// What hangs on the project whose number stands in a column.
impl<N: Noun, C: Noun> Route<N, C> {
    fn areas_of(self, number: impl IdenStatic) -> Route<N, ProjectArea> {
        let all = Filter::All(Vec::new());
        self.each_of("area", number.as_str(), Project::area_ties(), all)
    }

    fn leads_of(self, number: impl IdenStatic) -> Route<N, Participation> {
        let leads = Filter::Is(
            ParticipationField::Role,
            Test::Eq(Value::Text("leading".into())),
        );
        self.each_of("lead", number.as_str(), Project::participations(), leads)
    }
}

impl<N: Noun> Route<N, ProjectArea> {
    fn named(self) -> Source<N> {
        let named: Relation<ProjectArea, TechnologyArea> =
            Relation::columns(ProjectAreaField::AreaKey, TechnologyAreaField::Key);
        self.to("named", named).field(TechnologyAreaField::Name)
    }
}

impl<N: Noun> Route<N, Output> {
    /// Each project that it came from.
    pub fn project(self) -> Route<N, Project> {
        let ties: Relation<Output, OutputProject> =
            Relation::columns(OutputField::Key, OutputProjectField::OutputKey);
        let project = Relation::columns(OutputProjectField::ProjectNumber, ProjectField::Number);
        self.to_each("tie", ties, Filter::All(Vec::new()))
            .to("project", project)
    }
}
