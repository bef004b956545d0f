//! A record in Dublin Core, which every harvester reads.

use super::record::{Body, Link, Organisation, Record, Result, Work};
use crate::xml::Xml;
use entity::value::identifier::doi_address;
use std::io;

pub(super) const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";

const ROOT: &[(&str, &str)] = &[
    ("xmlns:oai_dc", NAMESPACE),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
];

pub(super) fn write(xml: &mut Xml<Vec<u8>>, record: &Record) -> io::Result<()> {
    xml.open("oai_dc:dc", ROOT)?;
    match &record.body {
        Body::Organisation(one) => organisation(xml, &record.key, one)?,
        Body::Project(one) => project(xml, &record.key, one)?,
        Body::Output(one) => output(xml, &record.key, one)?,
    }
    xml.close()
}

fn organisation(xml: &mut Xml<Vec<u8>>, key: &str, one: &Organisation) -> io::Result<()> {
    xml.text("dc:title", &[], &one.name)?;
    xml.known("dc:title", &[], one.short.as_deref())?;
    xml.text("dc:type", &[], "organisation")?;
    xml.text("dc:identifier", &[], key)?;
    xml.known("dc:identifier", &[], one.ror.as_deref())?;
    xml.known("dc:identifier", &[], one.url.as_deref())?;
    xml.known("dc:relation", &[], name(one.part_of.as_ref()))?;
    xml.known("dc:coverage", &[], one.country.as_deref())
}

fn project(xml: &mut Xml<Vec<u8>>, number: &str, one: &Work) -> io::Result<()> {
    xml.text("dc:title", &[], &one.title)?;
    for area in &one.areas {
        xml.text("dc:subject", &[], area)?;
    }
    xml.known("dc:description", &[], one.summary.as_deref())?;
    for (_, institute) in &one.institutes {
        xml.text("dc:contributor", &[], &institute.name)?;
    }
    xml.known("dc:date", &[], one.starts_on.as_deref())?;
    xml.known("dc:date", &[], one.ends_on.as_deref())?;
    xml.text("dc:type", &[], "project")?;
    xml.text("dc:identifier", &[], number)?;
    xml.known("dc:identifier", &[], one.url.as_deref())?;
    xml.known("dc:source", &[], one.source.as_deref())?;
    xml.known("dc:coverage", &[], one.host.as_deref())
}

fn output(xml: &mut Xml<Vec<u8>>, key: &str, one: &Result) -> io::Result<()> {
    xml.text("dc:title", &[], &one.title)?;
    xml.known("dc:contributor", &[], name(one.owner.as_ref()))?;
    xml.known("dc:date", &[], one.published_on.as_deref())?;
    xml.text("dc:type", &[], &one.kind)?;
    xml.text("dc:identifier", &[], key)?;
    if let Some(doi) = &one.doi {
        xml.text("dc:identifier", &[], &doi_address(doi))?;
    }
    xml.known("dc:identifier", &[], one.url.as_deref())?;
    xml.known("dc:source", &[], one.source.as_deref())?;
    for project in &one.projects {
        xml.text(
            "dc:relation",
            &[],
            &format!("{}: {}", project.key, project.name),
        )?;
    }
    Ok(())
}

fn name(link: Option<&Link>) -> Option<&str> {
    link.map(|link| link.name.as_str())
}
