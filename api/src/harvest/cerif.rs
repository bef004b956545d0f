//! A record in OpenAIRE's profile of CERIF 1.1 (Guidelines for CRIS Managers). The order of the elements is
//! that of its schema.
//!
//! What the profile has no element for is left out: reduced dates of projects, the programme, the status. Who
//! paid is guarded and stands in no record.

use super::{
    Collection,
    identifier::internal,
    record::{Body, Link, Organisation, Record, Result, Work},
};
use crate::xml::{Attributes, Xml};
use std::io;

pub(super) const NAMESPACE: &str = "https://www.openaire.eu/cerif-profile/1.1/";

const PUBLICATION_TYPES: &str =
    "https://www.openaire.eu/cerif-profile/vocab/COAR_Publication_Types";
const PRODUCT_TYPES: &str = "https://www.openaire.eu/cerif-profile/vocab/COAR_Product_Types";
const PATENT_TYPES: &str = "https://www.openaire.eu/cerif-profile/vocab/COAR_Patent_Types";

/// The language of the records.
const ENGLISH: Attributes<'static> = &[("xml:lang", "en")];

type Out = Xml<Vec<u8>>;

pub(super) fn write(xml: &mut Out, record: &Record) -> io::Result<()> {
    let id = internal(record.collection, &record.key);
    xml.open(
        element(record.collection),
        &[("xmlns", NAMESPACE), ("id", &id)],
    )?;
    match &record.body {
        Body::Organisation(one) => organisation(xml, one)?,
        Body::Project(one) => project(xml, &record.key, one)?,
        Body::Output(one) => output(xml, record.collection, one)?,
    }
    xml.close()
}

fn element(collection: Collection) -> &'static str {
    match collection {
        Collection::Parties | Collection::Funders | Collection::Institutes => "OrgUnit",
        Collection::Projects => "Project",
        Collection::Publications => "Publication",
        Collection::Products => "Product",
        Collection::Patents => "Patent",
    }
}

fn organisation(xml: &mut Out, one: &Organisation) -> io::Result<()> {
    xml.known("Acronym", &[], one.short.as_deref())?;
    xml.text("Name", ENGLISH, &one.name)?;
    identifier(xml, "RORID", one.ror.as_deref())?;
    xml.known("ElectronicAddress", &[], one.url.as_deref())?;
    match &one.part_of {
        Some(whole) => linked(xml, "PartOf", &[], whole),
        None => Ok(()),
    }
}

fn project(xml: &mut Out, number: &str, one: &Work) -> io::Result<()> {
    xml.text("Title", ENGLISH, &one.title)?;
    identifier(xml, "ProjectReference", Some(number))?;
    identifier(xml, "URL", one.url.as_deref())?;
    xml.known("StartDate", &[], day(one.starts_on.as_deref()))?;
    xml.known("EndDate", &[], day(one.ends_on.as_deref()))?;
    let of = |role: &'static str| {
        one.institutes
            .iter()
            .filter(move |(known, _)| known == role)
    };
    if of("leading").chain(of("participating")).next().is_some() {
        xml.open("Consortium", &[])?;
        for (_, institute) in of("leading") {
            linked(xml, "Coordinator", &[], institute)?;
        }
        for (_, institute) in of("participating") {
            linked(xml, "Partner", &[], institute)?;
        }
        xml.close()?;
    }
    for area in &one.areas {
        xml.text("Keyword", ENGLISH, area)?;
    }
    xml.known("Abstract", ENGLISH, one.summary.as_deref())?;
    // They are no part of the consortium.
    for (_, institute) in of("collaborator") {
        linked(xml, "Link", &[("type", "foreign collaborator")], institute)?;
    }
    Ok(())
}

fn output(xml: &mut Out, collection: Collection, one: &Result) -> io::Result<()> {
    let (scheme, kind) = kind(&one.kind);
    let kind = format!("http://purl.org/coar/resource_type/{kind}");
    xml.text("Type", &[("xmlns", scheme)], &kind)?;
    match collection {
        Collection::Products => xml.text("Name", ENGLISH, &one.title)?,
        _ => xml.text("Title", ENGLISH, &one.title)?,
    }
    if collection == Collection::Publications {
        xml.known("PublicationDate", &[], one.published_on.as_deref())?;
    }
    match (collection, &one.owner) {
        (Collection::Patents, Some(owner)) => {
            xml.open("Holders", &[])?;
            linked(xml, "Holder", &[], owner)?;
            xml.close()?;
        }
        (Collection::Patents, None) => {}
        _ => {
            xml.known("DOI", &[], one.doi.as_deref())?;
            xml.known("URL", &[], one.url.as_deref())?;
        }
    }
    for project in &one.projects {
        linked(xml, "OriginatesFrom", &[], project)?;
    }
    match &one.owner {
        Some(owner) if collection != Collection::Patents => {
            linked(xml, "Link", &[("type", "owner")], owner)
        }
        _ => Ok(()),
    }
}

/// An output's kind in the COAR vocabulary, and the part of it that the profile takes there.
fn kind(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "conference" => (PUBLICATION_TYPES, "c_c94f"),
        "report" => (PUBLICATION_TYPES, "c_93fc"),
        "publication" => (PUBLICATION_TYPES, "c_18cf"),
        "patent" => (PATENT_TYPES, "c_15cd"),
        "dataset" => (PRODUCT_TYPES, "c_ddb1"),
        "software" => (PRODUCT_TYPES, "c_5ce6"),
        _ => (PRODUCT_TYPES, "c_1843"),
    }
}

/// A link to another record, with its name.
fn linked(
    xml: &mut Out,
    name: &'static str,
    attributes: Attributes<'_>,
    link: &Link,
) -> io::Result<()> {
    xml.open(name, attributes)?;
    let id = internal(link.collection, &link.key);
    xml.open(element(link.collection), &[("id", &id)])?;
    let named = match link.collection {
        Collection::Projects => "Title",
        _ => "Name",
    };
    xml.text(named, ENGLISH, &link.name)?;
    xml.close()?;
    xml.close()
}

fn identifier(xml: &mut Out, kind: &str, text: Option<&str>) -> io::Result<()> {
    let kind = format!("https://w3id.org/cerif/vocab/IdentifierTypes#{kind}");
    xml.known("Identifier", &[("type", &kind)], text)
}

/// A date of which the day is known; the profile takes no other here.
fn day(text: Option<&str>) -> Option<&str> {
    text.filter(|text| text.len() == "2026-11-23".len())
}
