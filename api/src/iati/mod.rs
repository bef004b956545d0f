//! Activities of the International Aid Transparency Initiative, in its standard 2.03: each project that a
//! viewer may see, with the money that it may see.
//!
//! What the standard has no place for is left out and counted at the end of the file: money without a day,
//! adjustments, and projects none of whose days are known, for it wants one of each activity.

mod activity;
mod status;

use crate::xml::Xml;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    Contribution, ContributionField, Country, CountryField, Funder, FunderField, Institute,
    InstituteField, LedgerEntry, Output, OutputField, Participation, ParticipationField, Project,
    ProjectField, ReadError, Reader, TechnologyArea, TechnologyAreaField,
    read::{NotAsked, Page, Place, Read},
};
use std::io::{self, Write};

/// Projects that are read at once.
const PAGE: u32 = 100;

/// The organisation that reports, as long as the operator names none: of no register, and said so.
pub const ORGANISATION: &str = "XI-UNREGISTERED-ISTC";

/// Whether this has the form of an organisation's identifier: no space, and nothing of `/&|?`, which the
/// standard forbids.
pub fn is_organisation(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"/&|?".contains(&byte);
    (3..=100).contains(&text.len()) && text.bytes().all(allowed)
}

/// Where in the question its parts stand.
const HOST: Place = 1;
const PARTS: Place = 2;
const AREAS: Place = 3;
const MONEY: Place = 4;
const OUTPUTS: Place = 5;
/// Within a contribution.
const FUNDER: Place = 1;
const LEDGER: Place = 2;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The database failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A fault of this program.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// The file cannot be written.
    #[error(transparent)]
    Written(#[from] io::Error),
}

/// What was written, and what had no place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Projects.
    pub activities: u64,
    /// Commitments and disbursements.
    pub transactions: u64,
    /// Projects of which no day is known.
    pub undated_projects: u64,
    /// Commitments and disbursements whose day is not known, without those of such projects.
    pub undated_transactions: u64,
    /// Adjustments, without those of such projects.
    pub adjustments: u64,
}

/// A file in the making, page by page.
pub struct Activities<W: Write> {
    xml: Xml<W>,
    organisation: String,
    after: Option<entity::read::Key>,
    tally: Tally,
}

impl<W: Write> Activities<W> {
    /// Begins a file in which this organisation reports.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(out: W, organisation: &str, time: DateTime<Utc>) -> Result<Self, Trouble> {
        let mut xml = Xml::new(out)?;
        let time = time.to_rfc3339_opts(SecondsFormat::Secs, true);
        xml.open(
            "iati-activities",
            &[("version", "2.03"), ("generated-datetime", &time)],
        )?;
        Ok(Self {
            xml,
            organisation: organisation.to_owned(),
            after: None,
            tally: Tally::default(),
        })
    }

    /// Writes the next page of what the reader may see; whether there is another.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub async fn page(&mut self, reader: &Reader) -> Result<bool, Trouble> {
        let page = Page {
            limit: Some(PAGE),
            after: self.after.take(),
            ..Page::default()
        };
        let found = reader.read(&question().page(page)).await?;
        for row in &found.rows {
            activity::write(
                &mut self.xml,
                &mut self.tally,
                &self.organisation,
                reader.today(),
                row,
            )?;
        }
        self.after = found.rows.last().map(|row| row.key());
        Ok(found.more_after)
    }

    /// Ends the file; gives back what it was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<(W, Tally), Trouble> {
        self.xml.close()?;
        let Tally {
            undated_projects,
            undated_transactions,
            adjustments,
            ..
        } = self.tally;
        self.xml.comment(&format!(
            " Left out, as the standard has no place for it: {undated_projects} projects of which no day is known, {undated_transactions} transactions whose day is not known, {adjustments} adjustments. "
        ))?;
        Ok((self.xml.finish()?, self.tally))
    }
}

fn question() -> Read<Project> {
    let mut countries = Read::<Country>::new();
    countries.field(CountryField::Code);
    let mut institutes = Read::<Institute>::new();
    institutes.field(InstituteField::Name);
    let mut parts = Read::<Participation>::new();
    parts.field(ParticipationField::Role);
    parts.child(&[HOST], Participation::institute(), institutes);
    let mut areas = Read::<TechnologyArea>::new();
    areas.field(TechnologyAreaField::Name);
    let mut funders = Read::<Funder>::new();
    funders.field(FunderField::Name).field(FunderField::Kind);
    let mut money = Read::<Contribution>::new();
    for field in [
        ContributionField::Amount,
        ContributionField::Currency,
        ContributionField::CommittedOn,
    ] {
        money.field(field);
    }
    money.child(&[FUNDER], Contribution::funder(), funders);
    money.child(
        &[LEDGER],
        Contribution::ledger(),
        Read::<LedgerEntry>::new().all_fields(),
    );
    let mut outputs = Read::<Output>::new();
    outputs.field(OutputField::Title).field(OutputField::Url);
    let mut read = Read::new();
    for field in [
        ProjectField::Title,
        ProjectField::Summary,
        ProjectField::Status,
        ProjectField::StartsOn,
        ProjectField::EndsOn,
    ] {
        read.field(field);
    }
    read.child(&[HOST], Project::host_country(), countries);
    read.child(&[PARTS], Project::participations(), parts);
    read.child(&[AREAS], Project::areas(), areas);
    read.child(&[MONEY], Project::contributions(), money);
    read.child(&[OUTPUTS], Project::outputs(), outputs);
    read
}
