//! One project as an activity. The order of the elements is that of the standard's schema.

use super::{
    AREAS, FUNDER, HOST, LEDGER, MONEY, OUTPUTS, PARTS, Tally, Trouble,
    status::{Status, end, start},
};
use crate::xml::{Attributes, Xml};
use chrono::NaiveDate;
use entity::{
    Contribution, ContributionField, Country, CountryField, Funder, FunderField, Institute,
    InstituteField, LedgerEntry, LedgerEntryField, Output, OutputField, Participation,
    ParticipationField, Project, ProjectField, TechnologyArea, TechnologyAreaField, read::Row,
    value::Currency,
};
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

const CENTRE: &str = "International Science and Technology Center";
/// Codelist `OrganisationType`: government, multilateral, research.
const GOVERNMENT: &str = "10";
const MULTILATERAL: &str = "40";
const RESEARCH: &str = "80";
/// Codelist `OrganisationRole`: who pays, who answers for it, who does it.
const FUNDING: &str = "1";
const ACCOUNTABLE: &str = "2";
const IMPLEMENTING: &str = "4";
/// Codelist `TransactionType`: committed to the Centre, paid out by it.
const INCOMING_COMMITMENT: &str = "11";
const DISBURSEMENT: &str = "3";
/// Codelist `DocumentCategory`: results.
const RESULTS: &str = "A08";

pub(super) fn write<W: Write>(
    xml: &mut Xml<W>,
    tally: &mut Tally,
    organisation: &str,
    today: NaiveDate,
    row: &Row<Project>,
) -> Result<(), Trouble> {
    let starts = day(row.text(ProjectField::StartsOn)?);
    let ends = day(row.text(ProjectField::EndsOn)?);
    if starts.is_none() && ends.is_none() {
        tally.undated_projects += 1;
        return Ok(());
    }
    tally.activities += 1;
    let title = row.known_text(ProjectField::Title)?;
    let status = row.known_text(ProjectField::Status)?;
    xml.open("iati-activity", &[("xml:lang", "en")])?;
    let number = row.known_text(ProjectField::Number)?;
    xml.text("iati-identifier", &[], &format!("{organisation}-{number}"))?;
    let reporting = [("ref", organisation), ("type", MULTILATERAL)];
    told(xml, "reporting-org", &reporting, CENTRE)?;
    told(xml, "title", &[], title)?;
    let summary = row.text(ProjectField::Summary)?;
    told(xml, "description", &[], summary.unwrap_or(title))?;
    participants(xml, row)?;
    xml.empty("activity-status", &[("code", Status::of(status).code())])?;
    if let Some(day) = starts {
        dated(xml, start(status, day, today), day)?;
    }
    if let Some(day) = ends {
        dated(xml, end(status, day, today), day)?;
    }
    if let Some(country) = row.related::<Country>(HOST)?.first() {
        let code = country.known_text(CountryField::Code)?;
        xml.empty("recipient-country", &[("code", code)])?;
    }
    for area in &row.related::<TechnologyArea>(AREAS)?.rows {
        // Of a sector the standard wants to know the share; a tag has none.
        let code = area.known_text(TechnologyAreaField::Key)?;
        let tag = [("code", code), ("vocabulary", "99")];
        told(
            xml,
            "tag",
            &tag,
            area.known_text(TechnologyAreaField::Name)?,
        )?;
    }
    for money in &row.related::<Contribution>(MONEY)?.rows {
        contribution(xml, tally, money)?;
    }
    for output in &row.related::<Output>(OUTPUTS)?.rows {
        document(xml, output)?;
    }
    Ok(xml.close()?)
}

/// The funders that are seen to pay, the Centre, the institutes that do the work.
fn participants<W: Write>(xml: &mut Xml<W>, row: &Row<Project>) -> Result<(), Trouble> {
    let mut funders = BTreeMap::new();
    for money in &row.related::<Contribution>(MONEY)?.rows {
        if let Some(funder) = money.related::<Funder>(FUNDER)?.first() {
            funders.insert(funder.key(), funder);
        }
    }
    for funder in funders.values() {
        // Of what kind a partner is, the records do not say.
        let kind = match funder.known_text(FunderField::Kind)? {
            "partner" => None,
            _ => Some(("type", GOVERNMENT)),
        };
        let attributes: Vec<_> = [("role", FUNDING)].into_iter().chain(kind).collect();
        let name = funder.known_text(FunderField::Name)?;
        told(xml, "participating-org", &attributes, name)?;
    }
    let centre = [("role", ACCOUNTABLE), ("type", MULTILATERAL)];
    told(xml, "participating-org", &centre, CENTRE)?;
    for part in &row.related::<Participation>(PARTS)?.rows {
        let role = part.known_text(ParticipationField::Role)?;
        let institute = part.related::<Institute>(HOST)?.first();
        if let Some(institute) = institute.filter(|_| role != "collaborator") {
            let attributes = [("role", IMPLEMENTING), ("type", RESEARCH)];
            let name = institute.known_text(InstituteField::Name)?;
            told(xml, "participating-org", &attributes, name)?;
        }
    }
    Ok(())
}

fn contribution<W: Write>(
    xml: &mut Xml<W>,
    tally: &mut Tally,
    row: &Row<Contribution>,
) -> Result<(), Trouble> {
    let funder = row.related::<Funder>(FUNDER)?.first();
    let committed = Transaction {
        kind: INCOMING_COMMITMENT,
        reference: row.known_text(ContributionField::Key)?,
        day: row.text(ContributionField::CommittedOn)?,
        amount: row.int(ContributionField::Amount)?,
        currency: row.known_text(ContributionField::Currency)?,
    };
    if committed.begin(xml, tally)? {
        if let Some(funder) = funder {
            let name = funder.known_text(FunderField::Name)?;
            told(xml, "provider-org", &[], name)?;
        }
        told(xml, "receiver-org", &[("type", MULTILATERAL)], CENTRE)?;
        xml.close()?;
    }
    for entry in &row.related::<LedgerEntry>(LEDGER)?.rows {
        if entry.known_text(LedgerEntryField::Kind)? != "disbursement" {
            tally.adjustments += 1;
            continue;
        }
        let paid = Transaction {
            kind: DISBURSEMENT,
            reference: entry.known_text(LedgerEntryField::Key)?,
            day: entry.text(LedgerEntryField::BookedOn)?,
            amount: entry.int(LedgerEntryField::Amount)?,
            currency: entry.known_text(LedgerEntryField::Currency)?,
        };
        if paid.begin(xml, tally)? {
            told(xml, "provider-org", &[("type", MULTILATERAL)], CENTRE)?;
            xml.close()?;
        }
    }
    Ok(())
}

/// Money on a day.
struct Transaction<'a> {
    kind: &'a str,
    reference: &'a str,
    day: Option<&'a str>,
    amount: Option<i64>,
    currency: &'a str,
}

impl Transaction<'_> {
    /// Begins the element, unless the day is not known: then nothing is written.
    fn begin<W: Write>(&self, xml: &mut Xml<W>, tally: &mut Tally) -> Result<bool, Trouble> {
        let currency = Currency::parse(self.currency);
        let (Some(day), Some(amount), Some(currency)) = (day(self.day), self.amount, currency)
        else {
            tally.undated_transactions += 1;
            return Ok(false);
        };
        tally.transactions += 1;
        let day = day.to_string();
        xml.open("transaction", &[("ref", self.reference)])?;
        xml.empty("transaction-type", &[("code", self.kind)])?;
        xml.empty("transaction-date", &[("iso-date", &day)])?;
        xml.text(
            "value",
            &[("currency", currency.code()), ("value-date", &day)],
            &currency.decimal(amount),
        )?;
        Ok(true)
    }
}

fn document<W: Write>(xml: &mut Xml<W>, output: &Row<Output>) -> Result<(), Trouble> {
    let Some(url) = output.text(OutputField::Url)? else {
        return Ok(());
    };
    // Addresses lead to pages; what lies behind them is not known.
    xml.open("document-link", &[("url", url), ("format", "text/html")])?;
    told(xml, "title", &[], output.known_text(OutputField::Title)?)?;
    xml.empty("category", &[("code", RESULTS)])?;
    Ok(xml.close()?)
}

/// An element that says something in words.
fn told<W: Write>(
    xml: &mut Xml<W>,
    name: &'static str,
    attributes: Attributes<'_>,
    text: &str,
) -> io::Result<()> {
    xml.open(name, attributes)?;
    xml.text("narrative", &[], text)?;
    xml.close()
}

fn dated<W: Write>(xml: &mut Xml<W>, kind: &str, day: NaiveDate) -> io::Result<()> {
    let day = day.to_string();
    xml.empty("activity-date", &[("type", kind), ("iso-date", &day)])
}

/// A date of which the day is known.
fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}
