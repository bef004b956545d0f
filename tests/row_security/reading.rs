//! What the role that serves reads by nothing but selecting, and what it should.

use crate::{
    oracle::{self, Sight, Standing, Viewer, Who, World},
    support::{Fresh, SERVING},
};
use std::collections::{BTreeMap, BTreeSet};

/// The tables that carry guarded rows, as the data package names them, with their keys.
pub const GUARDED: &[(&str, &[&str])] = &[
    ("projects", &["number"]),
    ("participations", &["project", "institute", "role"]),
    ("allocations", &["project", "currency"]),
    ("proposals", &["project"]),
    ("contributions", &["key"]),
    ("ledger", &["key"]),
    ("outputs", &["key"]),
    ("output_projects", &["output", "project"]),
    ("output_grants", &["output", "holder_kind", "holder"]),
    ("funders", &["key"]),
];

/// Entries for outputs and for rows of money, of which only the holders are compared: which there are, the rows
/// show.
const ENTRIES: [&str; 2] = ["output_entries", "row_entries"];

/// The settings by which the database is told who asks, and with what standing in the programme.
pub fn settings(world: &World, viewer: &Viewer, today: &str) -> String {
    let (kind, holder) = match &viewer.who {
        Who::Public => ("public", ""),
        Who::Party(code) => ("party", code.as_str()),
        Who::Partner(key) => ("funder", key.as_str()),
        Who::Institute(key) => ("institute", key.as_str()),
        Who::Secretariat => ("secretariat", ""),
    };
    let sight = Sight::of(world, viewer, today.parse().unwrap());
    let standings = oracle::standings(world, viewer, today.parse().unwrap());
    let has = |kind| standings.iter().any(|(live, _, _)| *live == kind);
    let yes = |given: bool| if given { "yes" } else { "no" };
    let settings = [
        ("viewer", kind),
        ("holder", holder),
        ("today", today),
        ("funding", yes(viewer.scopes.funding)),
        ("results", yes(viewer.scopes.results)),
        ("reports", yes(viewer.scopes.reports)),
        ("board", yes(has(Standing::Board))),
        ("member", yes(has(Standing::Member))),
        (
            "participates",
            yes(sight.is_some_and(|sight| sight.belongs_to_programme())),
        ),
    ];
    let set = settings.map(|(name, value)| format!("set_config('istc.{name}', '{value}', true)"));
    format!("do $$ begin perform {}; end $$;", set.join(", "))
}

/// What the role that serves reads of these tables, by nothing but selecting: the keys by table.
pub fn read(fresh: &Fresh, settings: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: Vec<(&str, String)> = GUARDED
        .iter()
        .map(|(table, key)| {
            let key: Vec<String> = key.iter().map(|column| format!("\"{column}\"")).collect();
            (*table, format!("concat_ws(E'\\x1f', {})", key.join(", ")))
        })
        .collect();
    tables.push(("project_areas", "project".into()));
    tables.push(("search_entries", "concat_ws(E'\\x1f', kind, key)".into()));
    for entries in ENTRIES {
        let holders = "concat_ws(E'\\x1f', holder_kind, holder)";
        tables.push((entries, holders.into()));
    }
    let standing = "concat_ws(E'\\x1f', kind, project, until_day)";
    tables.push((
        "standing",
        format!("case when project <> '' then {standing} end"),
    ));
    let selects: Vec<String> = tables
        .iter()
        .map(|(table, key)| format!("select '{table}', {key} from {table} where {key} is not null"))
        .collect();
    let sql = format!("begin; {settings} {}; commit;", selects.join(" union all "));
    let mut keys: BTreeMap<String, BTreeSet<String>> = tables
        .iter()
        .map(|(table, _)| ((*table).to_owned(), BTreeSet::new()))
        .collect();
    for line in fresh.psql(SERVING, &sql).lines() {
        let (table, key) = line.split_once('|').expect("a table and a key");
        keys.get_mut(table).unwrap().insert(key.to_owned());
    }
    keys
}

/// What the oracle gives, in the same form.
pub fn right(world: &World, viewer: &Viewer, today: &str) -> BTreeMap<String, BTreeSet<String>> {
    let day = today.parse().unwrap();
    let visible = oracle::visible(world, viewer, day);
    let mut right: BTreeMap<String, BTreeSet<String>> = GUARDED
        .iter()
        .map(|(table, _)| ((*table).to_owned(), visible[table].clone()))
        .collect();
    let areas = world
        .projects
        .iter()
        .filter(|project| {
            !project.areas.is_empty() && visible["projects"].contains(&project.number)
        })
        .map(|project| project.number.clone());
    right.insert("project_areas".into(), areas.collect());
    let entries = [
        ("project", "projects"),
        ("institute", "institutes"),
        ("output", "outputs"),
    ];
    let entries = entries.iter().flat_map(|(kind, table)| {
        visible[table]
            .iter()
            .map(move |key| format!("{kind}\u{1f}{key}"))
    });
    right.insert("search_entries".into(), entries.collect());
    // Whose entries may be read at all.
    let board = oracle::standings(world, viewer, day)
        .iter()
        .any(|(kind, _, _)| *kind == Standing::Board);
    let holder = match &viewer.who {
        Who::Party(code) => Some(format!("party\u{1f}{code}")),
        Who::Partner(key) => Some(format!("funder\u{1f}{key}")),
        Who::Institute(key) => Some(format!("institute\u{1f}{key}")),
        Who::Public | Who::Secretariat => None,
    };
    let board = board.then(|| "board\u{1f}".to_owned());
    let holders: BTreeSet<String> = holder.into_iter().chain(board).collect();
    for entries in ENTRIES {
        right.insert(entries.into(), holders.clone());
    }
    // On projects that are hidden too: what the viewer is told of them is for the first wall to say.
    let standing = oracle::standings(world, viewer, day)
        .into_iter()
        .filter_map(|(kind, project, until)| {
            let kind = format!("{kind:?}").to_lowercase();
            let until = until.map_or("9999-12-31".into(), |day| day.to_string());
            Some(format!("{kind}\u{1f}{}\u{1f}{until}", project?))
        });
    right.insert("standing".into(), standing.collect());
    right
}

pub fn compare(fresh: &Fresh, world: &World, viewer: &Viewer, today: &str) {
    // Who is refused at the door asks nothing.
    if Sight::of(world, viewer, today.parse().unwrap()).is_none() {
        return;
    }
    let (read, right) = (
        read(fresh, &settings(world, viewer, today)),
        right(world, viewer, today),
    );
    for (table, right) in right {
        let is_right = match ENTRIES.contains(&table.as_str()) {
            true => read[&table].is_subset(&right),
            false => read[&table] == right,
        };
        assert!(
            is_right,
            "{viewer:?} on {today}: {table}: {:?}, not {right:?}",
            read[&table]
        );
    }
}
