//! Records as plain data, whatever form they are given in.

use super::{Collection, Trouble};
use entity::{
    Country, CountryField, Funder, FunderField, Institute, InstituteField, Output, OutputField,
    Participation, ParticipationField, Party, PartyField, Project, ProjectField, TechnologyArea,
    TechnologyAreaField,
    read::{Noun, Place, Read, Row},
};

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) collection: Collection,
    pub(super) key: String,
    pub(super) body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Organisation(Organisation),
    Project(Box<Work>),
    Output(Box<Result>),
}

/// A Party, a funder, an institute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Organisation {
    pub(super) name: String,
    pub(super) short: Option<String>,
    pub(super) ror: Option<String>,
    pub(super) url: Option<String>,
    pub(super) country: Option<String>,
    pub(super) part_of: Option<Link>,
}

/// A project's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) starts_on: Option<String>,
    pub(super) ends_on: Option<String>,
    pub(super) host: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) areas: Vec<String>,
    /// Institutes, each with its role.
    pub(super) institutes: Vec<(String, Link)>,
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Result {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) published_on: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) owner: Option<Link>,
    pub(super) projects: Vec<Link>,
}

/// Another record, and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) collection: Collection,
    pub(super) key: String,
    pub(super) name: String,
}

type Got<T> = std::result::Result<T, Trouble>;

/// Where in a question its parts stand.
const FIRST: Place = 1;
const SECOND: Place = 2;
const THIRD: Place = 3;

fn own<N: Noun>(row: &Row<N>, field: N::Field) -> Got<Option<String>> {
    Ok(row.text(field)?.map(str::to_owned))
}

fn known<N: Noun>(row: &Row<N>, field: N::Field) -> Got<String> {
    Ok(row.known_text(field)?.to_owned())
}

/// A noun that is harvested: what has to be asked, and what becomes of a row.
pub(super) trait Harvested: Noun + Sized {
    fn question() -> Read<Self>;
    fn record(collection: Collection, row: &Row<Self>) -> Got<Record>;
}

fn countries() -> Read<Country> {
    Read::new().all_fields()
}

fn country<N: Noun>(row: &Row<N>, place: Place) -> Got<Option<String>> {
    let found = row.related::<Country>(place)?;
    found
        .first()
        .map_or(Ok(None), |row| own(&row, CountryField::Name))
}

impl Harvested for Party {
    fn question() -> Read<Self> {
        Read::new().all_fields()
    }

    fn record(collection: Collection, row: &Row<Self>) -> Got<Record> {
        let organisation = Organisation {
            name: known(row, PartyField::Name)?,
            short: own(row, PartyField::Code)?,
            ..Organisation::default()
        };
        Ok(Record {
            collection,
            key: known(row, PartyField::Code)?,
            body: Body::Organisation(organisation),
        })
    }
}

impl Harvested for Funder {
    fn question() -> Read<Self> {
        let mut read = Read::new().all_fields();
        read.child(&[FIRST], Self::country(), countries());
        read.child(&[SECOND], Self::party(), Party::question());
        read
    }

    fn record(collection: Collection, row: &Row<Self>) -> Got<Record> {
        let party = row.related::<Party>(SECOND)?.first();
        let link = |row: &Row<Party>| -> Got<Link> {
            Ok(Link {
                collection: Collection::Parties,
                key: known(row, PartyField::Code)?,
                name: known(row, PartyField::Name)?,
            })
        };
        let organisation = Organisation {
            name: known(row, FunderField::Name)?,
            ror: own(row, FunderField::Ror)?,
            country: country(row, FIRST)?,
            part_of: party.map(|party| link(&party)).transpose()?,
            ..Organisation::default()
        };
        Ok(Record {
            collection,
            key: known(row, FunderField::Key)?,
            body: Body::Organisation(organisation),
        })
    }
}

impl Harvested for Institute {
    fn question() -> Read<Self> {
        let mut read = Read::new().all_fields();
        read.child(&[FIRST], Self::country(), countries());
        read
    }

    fn record(collection: Collection, row: &Row<Self>) -> Got<Record> {
        let organisation = Organisation {
            name: known(row, InstituteField::Name)?,
            short: own(row, InstituteField::ShortName)?,
            ror: own(row, InstituteField::Ror)?,
            url: own(row, InstituteField::Url)?,
            country: country(row, FIRST)?,
            part_of: None,
        };
        Ok(Record {
            collection,
            key: known(row, InstituteField::Key)?,
            body: Body::Organisation(organisation),
        })
    }
}

fn institutes() -> Read<Institute> {
    let mut read = Read::new();
    read.field(InstituteField::Name);
    read
}

fn institute<N: Noun>(row: &Row<N>, place: Place) -> Got<Option<Link>> {
    let found = row.related::<Institute>(place)?;
    let Some(row) = found.first() else {
        return Ok(None);
    };
    Ok(Some(Link {
        collection: Collection::Institutes,
        key: known(&row, InstituteField::Key)?,
        name: known(&row, InstituteField::Name)?,
    }))
}

impl Harvested for Project {
    fn question() -> Read<Self> {
        let mut parts = Read::<Participation>::new();
        parts.child(&[FIRST], Participation::institute(), institutes());
        let mut areas = Read::<TechnologyArea>::new();
        areas.field(TechnologyAreaField::Name);
        let mut read = Read::new();
        for field in [
            ProjectField::Title,
            ProjectField::Summary,
            ProjectField::StartsOn,
            ProjectField::EndsOn,
            ProjectField::Url,
            ProjectField::Source,
        ] {
            read.field(field);
        }
        read.child(&[FIRST], Self::host_country(), countries());
        read.child(&[SECOND], Self::participations(), parts);
        read.child(&[THIRD], Self::areas(), areas);
        read
    }

    fn record(collection: Collection, row: &Row<Self>) -> Got<Record> {
        let mut institutes = Vec::new();
        for part in &row.related::<Participation>(SECOND)?.rows {
            if let Some(link) = institute(part, FIRST)? {
                institutes.push((known(part, ParticipationField::Role)?, link));
            }
        }
        let areas = row.related::<TechnologyArea>(THIRD)?;
        let areas = areas.rows.iter();
        let work = Work {
            title: known(row, ProjectField::Title)?,
            summary: own(row, ProjectField::Summary)?,
            starts_on: own(row, ProjectField::StartsOn)?,
            ends_on: own(row, ProjectField::EndsOn)?,
            host: country(row, FIRST)?,
            url: own(row, ProjectField::Url)?,
            source: own(row, ProjectField::Source)?,
            areas: areas
                .map(|area| known(area, TechnologyAreaField::Name))
                .collect::<Got<_>>()?,
            institutes,
        };
        Ok(Record {
            collection,
            key: known(row, ProjectField::Number)?,
            body: Body::Project(Box::new(work)),
        })
    }
}

impl Harvested for Output {
    fn question() -> Read<Self> {
        let mut projects = Read::<Project>::new();
        projects.field(ProjectField::Title);
        let mut read = Read::new();
        for field in [
            OutputField::Title,
            OutputField::Kind,
            OutputField::PublishedOn,
            OutputField::Doi,
            OutputField::Url,
            OutputField::Source,
        ] {
            read.field(field);
        }
        read.child(&[FIRST], Self::institute(), institutes());
        read.child(&[SECOND], Self::projects(), projects);
        read
    }

    fn record(collection: Collection, row: &Row<Self>) -> Got<Record> {
        let link = |row: &Row<Project>| -> Got<Link> {
            Ok(Link {
                collection: Collection::Projects,
                key: known(row, ProjectField::Number)?,
                name: known(row, ProjectField::Title)?,
            })
        };
        let projects = row.related::<Project>(SECOND)?;
        let result = Result {
            title: known(row, OutputField::Title)?,
            kind: known(row, OutputField::Kind)?,
            published_on: own(row, OutputField::PublishedOn)?,
            doi: own(row, OutputField::Doi)?,
            url: own(row, OutputField::Url)?,
            source: own(row, OutputField::Source)?,
            owner: institute(row, FIRST)?,
            projects: projects
                .rows
                .iter()
                .map(|row| link(row))
                .collect::<Got<_>>()?,
        };
        Ok(Record {
            collection,
            key: known(row, OutputField::Key)?,
            body: Body::Output(Box::new(result)),
        })
    }
}
