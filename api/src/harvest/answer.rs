//! The document that answers: the envelope, and what is in it.
//!
//! The data keep no dates of change, and one may not be made from the time of an import, which hidden rows
//! would move. So every record counts as changed today: who harvests from a day on is given everything, and
//! never misses what has changed.

use super::{
    Asked, Collection, EARLIEST, Fault, Format, PAGE, Repository, SETS, Token, Trouble,
    asked::{Listing, Question},
    cerif,
    collection::within,
    dublin, identifier,
    page::{self, Found},
    record::Record,
};
use crate::xml::Xml;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{ReadError, Reader};

const ROOT: &[(&str, &str)] = &[
    ("xmlns", "http://www.openarchives.org/OAI/2.0/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    ),
];

/// What is known of an answer before it is asked: by which name, at which address, and when.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The address that was asked, without arguments.
    pub address: &'a str,
    /// The time.
    pub time: DateTime<Utc>,
}

/// The whole answer, and the protocol's code if it is an error. The reader has to be the public's.
///
/// # Errors
/// If the data cannot be read.
pub async fn answer(
    reader: &Reader,
    known: &Answer<'_>,
    asked: &Asked,
) -> Result<(Vec<u8>, Option<&'static str>), Trouble> {
    let told = match asked.question() {
        Ok(question) => known.told(reader, question).await?,
        Err(fault) => Err(fault),
    };
    let mut out = Out {
        known,
        reader,
        xml: Xml::new(Vec::new())?,
    };
    out.envelope(asked, told.as_ref().err())?;
    let code = match told {
        Ok(told) => {
            out.told(told)?;
            None
        }
        Err(fault) => {
            let code = fault.kind.code();
            out.xml.text("error", &[("code", code)], fault.told)?;
            Some(code)
        }
    };
    Ok((out.xml.finish()?, code))
}

/// What was found.
enum Told {
    Identify,
    Formats,
    Sets,
    Page(Page),
    Record(Record, Format),
}

/// A page of a list: what was asked, how far it is, and the records.
struct Page {
    found: Found,
    of: Token,
    /// Whether it is the whole list.
    whole: bool,
}

impl Answer<'_> {
    async fn told(
        &self,
        reader: &Reader,
        question: Question,
    ) -> Result<Result<Told, Fault>, Trouble> {
        Ok(match question {
            Question::Identify => Ok(Told::Identify),
            Question::Sets => Ok(Told::Sets),
            Question::Formats(None) => Ok(Told::Formats),
            Question::Formats(Some(text)) => {
                let found = self.record(reader, &text).await?;
                found.map(|_| Told::Formats).ok_or(Fault::unknown())
            }
            Question::Record(text, format) => {
                let found = self.record(reader, &text).await?;
                let told = found.map(|record| Told::Record(record, format));
                told.ok_or(Fault::unknown())
            }
            Question::List(listing) => list(reader, listing).await?,
            Question::Rest(token) => rest(reader, token).await?,
        })
    }

    async fn record(&self, reader: &Reader, text: &str) -> Result<Option<Record>, Trouble> {
        match identifier::read(&self.repository.domain, text) {
            Some((collection, key)) => page::one(reader, collection, &key).await,
            None => Ok(None),
        }
    }
}

async fn list(reader: &Reader, listing: Listing) -> Result<Result<Told, Fault>, Trouble> {
    let today = reader.today();
    let is_within = listing.from.is_none_or(|from| from <= today)
        && listing.until.is_none_or(|until| today <= until);
    let collections = within(listing.set.as_deref());
    let found = match is_within {
        true => page::page(reader, &collections, None, PAGE).await?,
        false => return Ok(Err(Fault::none())),
    };
    let Some(first) = found.records.first() else {
        return Ok(Err(Fault::none()));
    };
    let size = match found.more {
        true => page::count(reader, &collections).await?,
        false => 0,
    };
    let of = Token {
        records: listing.records,
        format: listing.format,
        set: listing.set,
        behind: (first.collection, String::new()),
        cursor: 0,
        size,
    };
    let whole = !found.more;
    Ok(Ok(Told::Page(Page { found, of, whole })))
}

async fn rest(reader: &Reader, of: Token) -> Result<Result<Told, Fault>, Trouble> {
    let (collection, key) = &of.behind;
    let collections = within(of.set.as_deref());
    if !collections.contains(collection) {
        return Ok(Err(Fault::token()));
    }
    let behind = Some((*collection, key.as_str()));
    let found = match page::page(reader, &collections, behind, PAGE).await {
        // There was something when the token was given.
        Ok(found) if found.records.is_empty() => return Ok(Err(Fault::token())),
        // Its key is that of no record.
        Err(Trouble::Read(ReadError::UnknownCursor)) => return Ok(Err(Fault::token())),
        found => found?,
    };
    let whole = false;
    Ok(Ok(Told::Page(Page { found, of, whole })))
}

struct Out<'a> {
    known: &'a Answer<'a>,
    reader: &'a Reader,
    xml: Xml<Vec<u8>>,
}

impl Out<'_> {
    fn envelope(&mut self, asked: &Asked, fault: Option<&Fault>) -> Result<(), Trouble> {
        self.xml.open("OAI-PMH", ROOT)?;
        let time = self.known.time.to_rfc3339_opts(SecondsFormat::Secs, true);
        self.xml.text("responseDate", &[], &time)?;
        let repeats = fault.is_none_or(|fault| fault.kind.repeats());
        let repeated: Vec<(&str, &str)> = asked
            .0
            .iter()
            .filter(|_| repeats)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Ok(self.xml.text("request", &repeated, self.known.address)?)
    }

    fn told(&mut self, told: Told) -> Result<(), Trouble> {
        match told {
            Told::Identify => self.identify()?,
            Told::Formats => {
                self.xml.open("ListMetadataFormats", &[])?;
                for format in Format::ALL {
                    self.xml.open("metadataFormat", &[])?;
                    self.xml.text("metadataPrefix", &[], format.prefix())?;
                    self.xml.text("schema", &[], format.schema())?;
                    self.xml
                        .text("metadataNamespace", &[], format.namespace())?;
                    self.xml.close()?;
                }
            }
            Told::Sets => {
                self.xml.open("ListSets", &[])?;
                for (spec, name) in SETS {
                    self.xml.open("set", &[])?;
                    self.xml.text("setSpec", &[], spec)?;
                    self.xml.text("setName", &[], name)?;
                    self.xml.close()?;
                }
            }
            Told::Record(record, format) => {
                self.xml.open("GetRecord", &[])?;
                self.record(&record, format)?;
            }
            Told::Page(page) => self.page(page)?,
        }
        Ok(self.xml.close()?)
    }

    fn identify(&mut self) -> Result<(), Trouble> {
        let repository = self.known.repository;
        self.xml.open("Identify", &[])?;
        for (name, text) in [
            (
                "repositoryName",
                "Public records of the International Science and Technology Center",
            ),
            ("baseURL", self.known.address),
            ("protocolVersion", "2.0"),
            ("adminEmail", repository.email.as_str()),
            ("earliestDatestamp", EARLIEST),
            ("deletedRecord", "no"),
            ("granularity", "YYYY-MM-DD"),
        ] {
            self.xml.text(name, &[], text)?;
        }
        let namespace = "http://www.openarchives.org/OAI/2.0/oai-identifier";
        let place = format!("{namespace} {namespace}.xsd");
        self.xml.open("description", &[])?;
        self.xml.open(
            "oai-identifier",
            &[("xmlns", namespace), ("xsi:schemaLocation", &place)],
        )?;
        self.xml.text("scheme", &[], "oai")?;
        self.xml
            .text("repositoryIdentifier", &[], &repository.domain)?;
        self.xml.text("delimiter", &[], ":")?;
        let sample = identifier::write(&repository.domain, Collection::Projects, "KZ-2514");
        self.xml.text("sampleIdentifier", &[], &sample)?;
        self.xml.close()?;
        self.xml.close()?;
        self.service()
    }

    /// What OpenAIRE wants to know of a service.
    fn service(&mut self) -> Result<(), Trouble> {
        let address = self.known.address;
        let compatibility =
            "https://www.openaire.eu/cerif-profile/vocab/OpenAIRE_Service_Compatibility";
        self.xml.open("description", &[])?;
        let id = self.known.repository.domain.as_str();
        self.xml
            .open("Service", &[("xmlns", cerif::NAMESPACE), ("id", id)])?;
        self.xml.text(
            "Compatibility",
            &[("xmlns", compatibility)],
            &format!("{compatibility}#1.1"),
        )?;
        self.xml.text("Acronym", &[], "ISTC Data API")?;
        self.xml
            .text("Name", &[("xml:lang", "en")], "ISTC Data API")?;
        self.xml.text("OAIPMHBaseURL", &[], address)?;
        self.xml.close()?;
        Ok(self.xml.close()?)
    }

    fn page(&mut self, page: Page) -> Result<(), Trouble> {
        let Page { found, of, whole } = page;
        self.xml.open(
            match of.records {
                true => "ListRecords",
                false => "ListIdentifiers",
            },
            &[],
        )?;
        for record in &found.records {
            match of.records {
                true => self.record(record, of.format)?,
                false => self.header(record)?,
            }
        }
        if whole {
            return Ok(());
        }
        let (size, cursor) = (of.size.to_string(), of.cursor.to_string());
        let attributes = [("completeListSize", size.as_str()), ("cursor", &cursor)];
        let given = u64::try_from(found.records.len()).unwrap_or_default();
        match found.records.last().filter(|_| found.more) {
            Some(last) => {
                let next = Token {
                    behind: (last.collection, last.key.clone()),
                    cursor: of.cursor.saturating_add(given),
                    ..of
                };
                self.xml
                    .text("resumptionToken", &attributes, &next.write())?;
            }
            None => self.xml.empty("resumptionToken", &attributes)?,
        }
        Ok(())
    }

    fn header(&mut self, record: &Record) -> Result<(), Trouble> {
        let domain = &self.known.repository.domain;
        self.xml.open("header", &[])?;
        let identifier = identifier::write(domain, record.collection, &record.key);
        self.xml.text("identifier", &[], &identifier)?;
        let today = self.reader.today().to_string();
        self.xml.text("datestamp", &[], &today)?;
        self.xml.text("setSpec", &[], record.collection.set())?;
        Ok(self.xml.close()?)
    }

    fn record(&mut self, record: &Record, format: Format) -> Result<(), Trouble> {
        self.xml.open("record", &[])?;
        self.header(record)?;
        self.xml.open("metadata", &[])?;
        match format {
            Format::DublinCore => dublin::write(&mut self.xml, record)?,
            Format::Cerif => cerif::write(&mut self.xml, record)?,
        }
        self.xml.close()?;
        Ok(self.xml.close()?)
    }
}
