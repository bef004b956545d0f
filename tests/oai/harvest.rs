//! A harvest holds what the oracle says that everyone may see: every row, each with its values, and no other.

use super::*;
use crate::{
    oracle::{self, Scopes, Viewer, Who, World},
    support::world,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

fn records() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("api/data/istc")
}

/// The world that everyone sees.
fn seen(service: &Service, world: &World) -> World {
    let viewer = Viewer {
        who: Who::Public,
        scopes: Scopes::CARD,
    };
    let shown = oracle::shown(world, &viewer, service.today());
    let mut sheets = world.sheets();
    for sheet in &mut sheets {
        sheet.rows = shown[sheet.name].values().cloned().collect();
    }
    World::of(&sheets)
}

/// Where a record of an output stands.
fn place(kind: &str) -> &'static str {
    match kind {
        "publication" | "conference" | "report" => "Publications",
        "patent" => "Patents",
        _ => "Products",
    }
}

/// Identifiers as they should be; keys in these worlds need no escape.
fn expected(seen: &World) -> BTreeSet<String> {
    let parties = seen
        .parties
        .iter()
        .map(|one| format!("OrgUnits/parties/{}", one.code));
    let funders = seen
        .funders
        .iter()
        .map(|one| format!("OrgUnits/funders/{}", one.key));
    let institutes = seen
        .institutes
        .iter()
        .map(|one| format!("OrgUnits/institutes/{}", one.key));
    let projects = seen
        .projects
        .iter()
        .map(|one| format!("Projects/{}", one.number));
    let outputs = seen
        .outputs
        .iter()
        .map(|one| format!("{}/{}", place(&one.kind), one.key));
    parties
        .chain(funders)
        .chain(institutes)
        .chain(projects)
        .chain(outputs)
        .map(|path| format!("{NAME}{path}"))
        .collect()
}

type Facts = BTreeSet<(&'static str, String)>;

/// What Dublin Core says of each project and output, but for the names of countries and what is computed.
fn facts(seen: &World) -> BTreeMap<String, Facts> {
    let institute = |key: &str| {
        seen.institutes
            .iter()
            .find(|one| one.key == key)
            .map(|one| one.name.clone())
    };
    let mut all = BTreeMap::new();
    for one in &seen.projects {
        let mut facts = Facts::from([
            ("title", one.title.clone()),
            ("description", one.summary.clone()),
            ("source", one.source.clone()),
        ]);
        facts.extend([
            ("date", one.starts_on.clone()),
            ("date", one.ends_on.clone()),
        ]);
        let parts = seen
            .participations
            .iter()
            .filter(|part| part.project == one.number);
        facts.extend(parts.filter_map(|part| Some(("contributor", institute(&part.institute)?))));
        let areas = one
            .areas
            .split(';')
            .filter_map(|key| seen.technology_areas.iter().find(|area| area.key == key));
        facts.extend(areas.map(|area| ("subject", area.name.clone())));
        all.insert(format!("{NAME}Projects/{}", one.number), facts);
    }
    for one in &seen.outputs {
        let mut facts = Facts::from([
            ("title", one.title.clone()),
            ("date", one.published_on.clone()),
            ("source", one.source.clone()),
        ]);
        facts.extend(institute(&one.institute).map(|name| ("contributor", name)));
        for tie in seen
            .output_projects
            .iter()
            .filter(|tie| tie.output == one.key)
        {
            let title = &seen.project(&tie.project).unwrap().title;
            facts.insert(("relation", format!("{}: {title}", tie.project)));
        }
        all.insert(format!("{NAME}{}/{}", place(&one.kind), one.key), facts);
    }
    for facts in all.values_mut() {
        facts.retain(|(_, text)| !text.is_empty());
    }
    all
}

fn told_of(record: &Element) -> Facts {
    const NAMES: [&str; 7] = [
        "title",
        "description",
        "date",
        "contributor",
        "subject",
        "relation",
        "source",
    ];
    let fields = record.at(&["metadata", "oai_dc:dc"]).children.iter();
    fields
        .filter_map(|field| {
            let name = NAMES
                .into_iter()
                .find(|name| field.name == format!("dc:{name}"))?;
            Some((name, field.text.clone()))
        })
        .collect()
}

/// Holds a whole harvest against the world; the sizes of its pages.
async fn harvested(service: &Service, world: &World) -> Vec<usize> {
    let seen = seen(service, world);
    let (records, pages) = list(service, "ListRecords", &[("metadataPrefix", "oai_dc")]).await;
    assert_eq!(identifiers(&records), expected(&seen));
    let facts = facts(&seen);
    let mut held = 0;
    for record in &records {
        if let Some(facts) = facts.get(&record.at(&["header", "identifier"]).text) {
            assert_eq!(&told_of(record), facts);
            held += 1;
        }
    }
    assert_eq!(held, facts.len());
    // The sets are parts of the whole, each record in one.
    let mut parts = BTreeSet::new();
    for set in SETS {
        let arguments = [
            ("verb", "ListRecords"),
            ("metadataPrefix", "oai_dc"),
            ("set", *set),
        ];
        if told(service, &arguments).await.child("error").is_some() {
            continue;
        }
        let (records, _) = list(service, "ListRecords", &arguments[1..]).await;
        assert!(
            records
                .iter()
                .all(|record| record.at(&["header", "setSpec"]).text == *set)
        );
        for identifier in identifiers(&records) {
            assert!(parts.insert(identifier));
        }
    }
    assert_eq!(parts, expected(&seen));
    pages
}

both! {
    async fn a_harvest_is_what_everyone_may_see(database) {
        let service = Service::of_the_world(database).await;
        let all = World::load(&world());
        harvested(&service, &all).await;
        // On the day on which an embargo ends, what it kept back is harvested.
        let late = format!("{NAME}Publications/o-emb-tomorrow");
        let arguments = [("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", late.as_str())];
        assert!(told(&service, &arguments).await.child("error").is_some());
        service.set_today("2026-11-24");
        assert!(told(&service, &arguments).await.child("error").is_none());
        harvested(&service, &all).await;
    }
}

both! {
    async fn the_public_records_are_harvested_page_by_page(database) {
        let service = Service::of_the_records(database).await;
        let pages = harvested(&service, &World::load(&records())).await;
        let (last, full) = pages.split_last().unwrap();
        assert!(full.len() > 10 && full.iter().all(|size| *size == 100) && *last <= 100, "{pages:?}");
    }
}

both! {
    async fn no_guarded_value_is_in_any_record(database) {
        let service = Service::of_the_world(database).await;
        let all = World::load(&world());
        let amounts = all.contributions.iter().map(|one| &one.amount).chain(all.allocations.iter().map(|one| &one.amount));
        let texts = all.proposals.iter().map(|one| &one.text).chain(all.contributions.iter().map(|one| &one.note));
        let guarded: Vec<&String> = amounts.chain(all.ledger.iter().map(|one| &one.amount)).chain(texts).filter(|one| one.len() > 4).collect();
        assert!(guarded.len() > 50);
        for format in ["oai_dc", "oai_cerif_openaire"] {
            let (records, _) = list(&service, "ListRecords", &[("metadataPrefix", format)]).await;
            for record in &records {
                for one in record.all() {
                    let texts = one.attributes.iter().map(|(_, value)| value).chain([&one.text]);
                    for text in texts {
                        let low = text.to_lowercase();
                        assert!(!low.contains("canary") && !low.contains("x-00"), "{record:?}");
                        assert!(guarded.iter().all(|one| !text.contains(one.as_str())), "{record:?}");
                    }
                    assert!(!["Amount", "Funded", "Funding"].contains(&one.name.as_str()));
                }
            }
        }
    }
}

/// The elements of the profile that are written, each in the order of its schema.
const ORDER: &[(&str, &[&str])] = &[
    (
        "OrgUnit",
        &[
            "Acronym",
            "Name",
            "Identifier",
            "ElectronicAddress",
            "PartOf",
        ],
    ),
    (
        "Project",
        &[
            "Title",
            "Identifier",
            "StartDate",
            "EndDate",
            "Consortium",
            "Keyword",
            "Abstract",
            "Link",
        ],
    ),
    (
        "Publication",
        &[
            "Type",
            "Title",
            "PublicationDate",
            "DOI",
            "URL",
            "OriginatesFrom",
            "Link",
        ],
    ),
    (
        "Product",
        &["Type", "Name", "DOI", "URL", "OriginatesFrom", "Link"],
    ),
    ("Patent", &["Type", "Title", "Holders", "OriginatesFrom"]),
    ("Consortium", &["Coordinator", "Partner"]),
];

both! {
    async fn cerif_has_its_elements_in_order_and_its_links_lead_to_records(database) {
        let service = Service::of_the_world(database).await;
        let (records, _) = list(&service, "ListRecords", &[("metadataPrefix", "oai_cerif_openaire")]).await;
        let identifiers = identifiers(&records);
        let (mut linked, mut met) = (0, BTreeSet::new());
        for record in &records {
            let metadata = record.at(&["metadata"]);
            assert_eq!(metadata.children.len(), 1);
            let root = &metadata.children[0];
            assert_eq!(root.get("xmlns"), Some("https://www.openaire.eu/cerif-profile/1.1/"));
            let identifier = &record.at(&["header", "identifier"]).text;
            assert!(identifier.ends_with(&format!("{}s/{}", root.name, root.get("id").unwrap())), "{identifier}");
            for one in root.all() {
                if let Some((name, order)) = ORDER.iter().find(|(name, _)| one.name == *name) {
                    let places: Vec<_> = one.names().iter().map(|child| order.iter().position(|known| known == child)).collect();
                    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{one:?}");
                    met.insert(*name);
                    met.extend(one.children.iter().map(|child| child.name.as_str()).filter_map(|child| order.iter().find(|known| **known == child)));
                    let id = one.get("id");
                    if let Some(id) = id {
                        assert!(identifiers.contains(&format!("{NAME}{name}s/{id}")), "{id}");
                        linked += 1;
                    }
                }
                if one.name.ends_with("Date") && one.name != "PublicationDate" {
                    assert!(one.text.parse::<chrono::NaiveDate>().is_ok(), "{one:?}");
                }
            }
        }
        assert!(linked > records.len() * 3 / 2, "{linked}");
        for name in ["Acronym", "PartOf", "Coordinator", "Partner", "Keyword", "Abstract", "DOI", "OriginatesFrom", "ElectronicAddress"] {
            assert!(met.contains(name), "{name} is in no record");
        }
    }
}
