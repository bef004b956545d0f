//! What is in a package, cell by cell, against the oracle.

use super::{Office, TODAY};
use crate::{
    oracle::{self, Table, World},
    support::{Content, both, world},
};
use entity::{Scopes, Who, write::Sheet};
use std::collections::BTreeMap;

both! {
    async fn the_secretariats_export_holds_every_cell_of_the_world(database) {
        let office = Office::of(database, Content::World).await;
        let place = office.export_all("all").await;
        let (given, exported) = (tables(&World::load(&world())), tables(&World::load(&place)));
        for (table, rows) in given {
            assert_eq!(exported[table].len(), rows.len(), "{table}");
            for (key, cells) in rows {
                assert_eq!(exported[table][&key], as_written(table, cells), "{table}");
            }
        }
    }
}

/// A row's cells as an export writes them: flags and amounts in full, lists in order and trimmed.
fn as_written(table: &str, cells: Vec<String>) -> Vec<String> {
    let sheet = Sheet::named(table).unwrap();
    let currency = sheet
        .columns
        .iter()
        .position(|column| column.name == "currency");
    let decimals = match currency.map(|place| cells[place].as_str()) {
        Some("JPY") => 0,
        _ => 2,
    };
    let write = |(name, cell): (&str, String)| match name {
        "initial" | "own" | "listed" | "disputed" if cell.is_empty() => "false".to_owned(),
        "amount" if decimals == 2 => match cell.split_once('.') {
            None => format!("{cell}.00"),
            Some((whole, fraction)) => format!("{whole}.{fraction:0<2}"),
        },
        "areas" => {
            let mut areas: Vec<&str> = cell
                .split(';')
                .map(str::trim)
                .filter(|key| !key.is_empty())
                .collect();
            areas.sort_unstable();
            areas.join(";")
        }
        // Items are trimmed; a separator within one keeps its blank.
        "aliases" => cell.replace("; ", ";").replace("\\;", "\\; "),
        _ => cell,
    };
    sheet
        .columns
        .iter()
        .map(|column| column.name)
        .zip(cells)
        .map(write)
        .collect()
}

/// Who exports, and whether what they see refers to nothing that they do not see.
const EXPORTERS: &[(&str, &str)] = &[
    ("public", ""),
    ("party", "JP"),
    ("party", "EU"),
    ("party", "KZ"),
    ("party", "AM"),
    ("party", "KR"),
    ("party", "RU"),
    ("partner", "partner-hidden"),
    ("partner", "agency-us"),
    ("institute", "almaty-physics"),
    ("institute", "idle-kz"),
];

fn both_kinds(kind: &str, key: &str) -> (Who, oracle::Who) {
    let key = key.to_owned();
    match kind {
        "party" => (Who::Party(key.clone()), oracle::Who::Party(key)),
        "partner" => (Who::Partner(key.clone()), oracle::Who::Partner(key)),
        "institute" => (Who::Institute(key.clone()), oracle::Who::Institute(key)),
        _ => (Who::Public, oracle::Who::Public),
    }
}

both! {
    async fn any_other_export_holds_exactly_what_the_viewer_may_see(database) {
        let office = Office::of(database, Content::World).await;
        let everything = World::load(&office.export_all("all").await);
        let mut seen = Vec::new();
        for (kind, key) in EXPORTERS {
            let (who, counterpart) = both_kinds(kind, key);
            for (scopes, told) in [
                (Scopes::all(), oracle::Scopes::ALL),
                (Scopes::default(), oracle::Scopes::CARD),
            ] {
                let viewer = office.keys.viewers.signed_in(who.clone(), scopes);
                let place = office.export(&viewer, &format!("{kind}-{key}-{}", told.funding)).await;
                let counterpart = oracle::Viewer { who: counterpart.clone(), scopes: told };
                let expected = shown(&everything, &counterpart);
                let exported = tables(&World::load(&place));
                assert_eq!(expected.len(), 19);
                for (table, rows) in &expected {
                    assert_eq!(&exported[table], rows, "{table} of {kind} {key} {told:?}");
                }
                seen.push(expected.values().map(BTreeMap::len).sum::<usize>());
            }
        }
        // They are not all the same, and a narrower scope is less wherever there is anything guarded.
        seen.dedup();
        assert!(seen.len() > 10, "{seen:?}");
    }
}

both! {
    async fn any_other_export_can_be_imported_again(database) {
        let office = Office::of(database, Content::World).await;
        for (kind, key) in EXPORTERS {
            let (who, _) = both_kinds(kind, key);
            let place = office.export(&office.viewer(who), &format!("{kind}-{key}.zip")).await;
            let other = Office::of(database, Content::Empty).await;
            other.import(&place).await;
        }
    }
}

/// The rows of every table of a package, as the oracle's secretariat sees them: all.
fn tables(world: &World) -> BTreeMap<&'static str, Table> {
    let all = oracle::Viewer {
        who: oracle::Who::Secretariat,
        scopes: oracle::Scopes::ALL,
    };
    shown(world, &all)
}

fn shown(world: &World, viewer: &oracle::Viewer) -> BTreeMap<&'static str, Table> {
    oracle::shown(world, viewer, TODAY.parse().unwrap())
}
