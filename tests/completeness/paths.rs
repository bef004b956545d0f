//! The paths to a row, and what comes by each of them.

use crate::{
    oracle::{self, World},
    support::{Person, Service},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Every path.
pub const PATHS: [&str; 7] = [
    "lookup", "list", "relation", "filter", "search", "node", "export",
];

/// Keys by table of the data package.
pub type Keys = BTreeMap<&'static str, BTreeSet<String>>;

/// Whether a path can lead to rows of this table.
pub fn reaches(path: &str, sheet: &str) -> bool {
    let sheets: &[&str] = match path {
        "lookup" => &["projects", "outputs", "funders"],
        "list" => &["projects", "outputs", "funders", "contributions"],
        "relation" | "filter" => &[
            "projects",
            "participations",
            "allocations",
            "contributions",
            "ledger",
            "outputs",
            "output_projects",
            "funders",
        ],
        "search" => &["projects", "outputs"],
        "node" => &["projects", "outputs", "funders", "contributions", "ledger"],
        _ => &[],
    };
    let related = path == "relation" && ["proposals", "output_grants"].contains(&sheet);
    sheets.contains(&sheet) || related || path == "export"
}

/// What the oracle gives, and what of it each path can reach.
pub struct Wanted<'a> {
    shown: &'a BTreeMap<&'static str, oracle::Table>,
}

impl<'a> Wanted<'a> {
    pub fn of(shown: &'a BTreeMap<&'static str, oracle::Table>) -> Self {
        Self { shown }
    }

    fn keys(&self, sheet: &str) -> impl Iterator<Item = &'a String> {
        self.shown[sheet].keys()
    }

    /// The cells of one column.
    fn column(&self, sheet: &str, column: usize) -> BTreeSet<String> {
        self.shown[sheet]
            .values()
            .map(|row| row[column].clone())
            .collect()
    }

    /// The funders that belong to a Party.
    fn of_a_party(&self) -> impl Iterator<Item = String> {
        let of_a_party = self.shown["funders"]
            .iter()
            .filter(|(_, row)| !row[3].is_empty());
        of_a_party.map(|(key, _)| key.clone())
    }

    /// What must come by this path. By a relation comes only what hangs on something.
    pub fn reachable(&self, path: &str) -> Keys {
        let guarded = [
            "projects",
            "participations",
            "allocations",
            "proposals",
            "contributions",
            "ledger",
            "outputs",
            "output_projects",
            "output_grants",
            "funders",
        ];
        let sheets = guarded.into_iter().filter(|sheet| reaches(path, sheet));
        let hanging = ["relation", "filter"].contains(&path);
        sheets
            .map(|sheet| {
                let keys = match sheet {
                    "projects" if hanging => self.column("participations", 0),
                    "outputs" if hanging => self.column("output_projects", 0),
                    "funders" if hanging => {
                        let paying = self.column("contributions", 2);
                        paying.into_iter().chain(self.of_a_party()).collect()
                    }
                    _ => self.keys(sheet).cloned().collect(),
                };
                (sheet, keys)
            })
            .collect()
    }
}

/// What came by each path.
pub struct Paths(BTreeMap<&'static str, Keys>);

const LISTS: &str = "{
    projects(first: 200) { nodes { number } } outputs(first: 200) { nodes { key } }
    funders(first: 200) { nodes { key } } contributions(first: 200) { nodes { key } } }";

const PROJECTS: &str = "{ projects(first: 60) { nodes { number
    participations(first: 15) { nodes { role institute { key participations(first: 5) { totalCount } } } }
    funding { totals { currency } contributions(first: 10) { nodes { key funder { key } ledger(first: 6) { nodes { key } } } } }
    proposal { text } outputs(first: 40) { nodes { key } } } } }";

const BACK: &str = "{ institutes(first: 60) { nodes { participations(first: 60) { nodes { project { number } } } } }
    parties(first: 60) { nodes { funders(first: 20) { nodes { key } } } }
    outputs(first: 60) { nodes { key grants { holderKind holderKey } } } }";

impl Paths {
    pub fn found(&self, path: &str) -> &Keys {
        &self.0[path]
    }

    /// Asks by every path.
    pub async fn ask(service: &Service, person: &Person, wanted: &Wanted<'_>) -> Self {
        let exported = export(service, person).await;
        let probed = probes(service, person, wanted).await;
        let mut paths: BTreeMap<&'static str, Keys> = probed;
        paths.insert("list", lists(service, person).await);
        paths.insert("relation", relations(service, person).await);
        paths.insert("node", nodes(service, person, wanted).await);
        paths.insert("export", exported);
        Self(paths)
    }
}

async fn lists(service: &Service, person: &Person) -> Keys {
    let data = service.data(person, LISTS).await;
    [
        ("projects", "number"),
        ("outputs", "key"),
        ("funders", "key"),
        ("contributions", "key"),
    ]
    .into_iter()
    .map(|(list, field)| {
        (
            list,
            items(&data[list]["nodes"])
                .map(|row| text(&row[field]))
                .collect(),
        )
    })
    .collect()
}

async fn relations(service: &Service, person: &Person) -> Keys {
    let data = service.data(person, PROJECTS).await;
    let mut keys = Keys::new();
    let mut add = |sheet, parts: &[String]| {
        keys.entry(sheet).or_default().insert(parts.join("\u{1f}"));
    };
    for project in items(&data["projects"]["nodes"]) {
        let number = text(&project["number"]);
        for part in items(&project["participations"]["nodes"]) {
            let role = text(&part["role"]).to_lowercase();
            add(
                "participations",
                &[number.clone(), text(&part["institute"]["key"]), role],
            );
        }
        for total in items(&project["funding"]["totals"]) {
            add("allocations", &[number.clone(), text(&total["currency"])]);
        }
        for contribution in items(&project["funding"]["contributions"]["nodes"]) {
            add("contributions", &[text(&contribution["key"])]);
            add("funders", &[text(&contribution["funder"]["key"])]);
            for entry in items(&contribution["ledger"]["nodes"]) {
                add("ledger", &[text(&entry["key"])]);
            }
        }
        for output in items(&project["outputs"]["nodes"]) {
            add("outputs", &[text(&output["key"])]);
            add("output_projects", &[text(&output["key"]), number.clone()]);
        }
        if !project["proposal"].is_null() {
            add("proposals", &[number]);
        }
    }
    let data = service.data(person, BACK).await;
    for institute in items(&data["institutes"]["nodes"]) {
        for part in items(&institute["participations"]["nodes"]) {
            add("projects", &[text(&part["project"]["number"])]);
        }
    }
    for party in items(&data["parties"]["nodes"]) {
        for funder in items(&party["funders"]["nodes"]) {
            add("funders", &[text(&funder["key"])]);
        }
    }
    for output in items(&data["outputs"]["nodes"]) {
        for grant in items(&output["grants"]) {
            let kind = text(&grant["holderKind"]).to_lowercase();
            add(
                "output_grants",
                &[text(&output["key"]), kind, text(&grant["holderKey"])],
            );
        }
    }
    keys
}

async fn nodes(service: &Service, person: &Person, wanted: &Wanted<'_>) -> Keys {
    let mut keys = Keys::new();
    for (sheet, noun) in [
        ("projects", "Project"),
        ("outputs", "Output"),
        ("funders", "Funder"),
        ("contributions", "Contribution"),
        ("ledger", "LedgerEntry"),
    ] {
        let known: Vec<&String> = wanted.keys(sheet).collect();
        let id = |key: &String| URL_SAFE_NO_PAD.encode(format!("{noun}\u{1f}{key}"));
        for some in known.chunks(90) {
            let ids: Vec<String> = some.iter().map(|key| id(key)).collect();
            let question = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
            let answer = service
                .ask_with(person, question, json!({ "ids": ids }))
                .await;
            for (node, key) in items(&answer.data()["nodes"]).zip(some) {
                if node["__typename"] == noun && node["id"] == id(key) {
                    keys.entry(sheet).or_default().insert((*key).clone());
                }
            }
        }
    }
    keys
}

/// A field that says whether a row is there, by path, table and key.
struct Probe {
    path: &'static str,
    sheet: &'static str,
    key: String,
    field: String,
}

/// Looks each row up, filters by it, and searches for it.
async fn probes(
    service: &Service,
    person: &Person,
    wanted: &Wanted<'_>,
) -> BTreeMap<&'static str, Keys> {
    let mut found: BTreeMap<&'static str, Keys> = ["lookup", "filter", "search"]
        .map(|path| (path, Keys::new()))
        .into();
    let probes = written(wanted);
    for some in probes.chunks(30) {
        let fields = some
            .iter()
            .enumerate()
            .map(|(place, probe)| format!("p{place}: {}", probe.field));
        let data = service
            .data(
                person,
                &format!("{{ {} }}", fields.collect::<Vec<_>>().join(" ")),
            )
            .await;
        for (place, probe) in some.iter().enumerate() {
            let answer = &data[format!("p{place}")];
            let is_there = match probe.path {
                "lookup" => !answer.is_null(),
                "filter" => answer["totalCount"].as_u64() > Some(0),
                _ => items(&answer["nodes"]).any(|hit| {
                    [&hit["node"]["number"], &hit["node"]["key"]].contains(&&json!(probe.key))
                }),
            };
            if is_there {
                let keys = found
                    .entry(probe.path)
                    .or_default()
                    .entry(probe.sheet)
                    .or_default();
                keys.insert(probe.key.clone());
            }
        }
    }
    found
}

fn written(wanted: &Wanted<'_>) -> Vec<Probe> {
    let mut probes = Vec::new();
    let mut add = |path, sheet, key: &str, field: String| {
        let key = key.to_owned();
        probes.push(Probe {
            path,
            sheet,
            key,
            field,
        });
    };
    for (sheet, root, by) in [
        ("projects", "project", "number"),
        ("outputs", "output", "key"),
        ("funders", "funder", "key"),
    ] {
        for key in wanted.keys(sheet) {
            add(
                "lookup",
                sheet,
                key,
                format!("{root}(by: {{{by}: {}}}) {{ {by} }}", json!(key)),
            );
        }
    }
    let filter =
        |list: &str, filter: String| format!("{list}(first: 1, filter: {filter}) {{ totalCount }}");
    for (sheet, keys) in wanted.reachable("filter") {
        for key in keys {
            let parts: Vec<Value> = key.split('\u{1f}').map(|part| json!(part)).collect();
            let one = &parts[0];
            let field = match sheet {
                "projects" => filter(
                    "institutes",
                    format!("{{participations: {{some: {{project: {{number: {{eq: {one}}}}}}}}}}}"),
                ),
                "participations" => {
                    let role = parts[2].as_str().unwrap_or_default().to_uppercase();
                    let part = format!(
                        "{{institute: {{key: {{eq: {}}}}}, role: {{eq: {role}}}}}",
                        parts[1]
                    );
                    filter(
                        "projects",
                        format!("{{number: {{eq: {one}}}, participations: {{some: {part}}}}}"),
                    )
                }
                "allocations" => filter(
                    "projects",
                    format!(
                        "{{number: {{eq: {one}}}, allocations: {{some: {{currency: {{eq: {}}}}}}}}}",
                        parts[1]
                    ),
                ),
                "contributions" => filter(
                    "projects",
                    format!("{{contributions: {{some: {{key: {{eq: {one}}}}}}}}}"),
                ),
                "ledger" => filter(
                    "contributions",
                    format!("{{ledger: {{some: {{key: {{eq: {one}}}}}}}}}"),
                ),
                "outputs" => filter(
                    "projects",
                    format!("{{outputs: {{some: {{key: {{eq: {one}}}}}}}}}"),
                ),
                "output_projects" => filter(
                    "outputs",
                    format!(
                        "{{key: {{eq: {one}}}, projects: {{some: {{number: {{eq: {}}}}}}}}}",
                        parts[1]
                    ),
                ),
                _ if wanted.of_a_party().any(|of| of == key) => filter(
                    "parties",
                    format!("{{funders: {{some: {{key: {{eq: {one}}}}}}}}}"),
                ),
                _ => filter(
                    "contributions",
                    format!("{{funder: {{key: {{eq: {one}}}}}}}"),
                ),
            };
            add("filter", sheet, &key, field);
        }
    }
    for (sheet, kind, fields) in [
        ("projects", "PROJECT", "... on Project { number }"),
        ("outputs", "OUTPUT", "... on Output { key }"),
    ] {
        for (key, row) in &wanted.shown[sheet] {
            // Numbers and titles are searched; a title may stand in more rows than one page holds.
            let words = if sheet == "projects" {
                &row[0]
            } else {
                &row[1]
            };
            let field = format!(
                "search(text: {}, kinds: [{kind}], first: 60) {{ nodes {{ node {{ {fields} }} }} }}",
                json!(words)
            );
            add("search", sheet, key, field);
        }
    }
    probes
}

/// A package of what this person may see, as a table of keys.
async fn export(service: &Service, person: &Person) -> Keys {
    let folder = service.export(person).await;
    let world = World::load(folder.path());
    world
        .sheets()
        .into_iter()
        .map(|sheet| {
            let keys = sheet.rows.iter().map(|row| row[..sheet.key].join("\u{1f}"));
            (sheet.name, keys.collect())
        })
        .collect()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
