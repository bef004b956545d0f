//! Random documents: what is measured over the graph of fragments is what a naive count finds
//! that writes every fragment out.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// A selection of a random document. A spread names its fragment by distance, so that
/// fragments spread later ones only and there are no cycles.
#[derive(Debug, Clone)]
enum Chosen {
    Field(&'static str, Vec<Chosen>),
    Inline(Vec<Chosen>),
    Spread(usize),
}

/// Definitions: the operation first, then its fragments.
type Definitions = Vec<Vec<Chosen>>;

const FIELDS: [&str; 9] = [
    "a",
    "nodes",
    "edges",
    "totalCount",
    "search",
    "manifest",
    "list(first: 3)",
    "list(last: 0)",
    "nodes(ids: [1 2])",
];

fn selection() -> impl Strategy<Value = Chosen> {
    let name = prop::sample::select(&FIELDS[..]);
    let leaf = prop_oneof![
        name.clone()
            .prop_map(|name| Chosen::Field(name, Vec::new())),
        (1..4_usize).prop_map(Chosen::Spread),
    ];
    leaf.prop_recursive(3, 12, 3, move |within| {
        let within = prop::collection::vec(within, 1..4);
        prop_oneof![
            (name.clone(), within.clone()).prop_map(|(name, set)| Chosen::Field(name, set)),
            within.prop_map(Chosen::Inline),
        ]
    })
}

fn definitions() -> impl Strategy<Value = Definitions> {
    prop::collection::vec(prop::collection::vec(selection(), 1..4), 1..6)
}

/// The document as text. A spread beyond the last fragment becomes a field.
fn write(definitions: &Definitions) -> String {
    let mut text = String::new();
    for (index, set) in definitions.iter().enumerate() {
        if index > 0 {
            write!(text, " fragment F{index} on Query").unwrap();
        }
        write_set(&mut text, definitions.len(), index, set);
    }
    text
}

fn write_set(text: &mut String, count: usize, index: usize, set: &[Chosen]) {
    text.push_str(" {");
    for selection in set {
        match selection {
            Chosen::Field(name, within) => {
                write!(text, " {name}").unwrap();
                if !within.is_empty() {
                    write_set(text, count, index, within);
                }
            }
            Chosen::Inline(within) => {
                text.push_str(" ...");
                write_set(text, count, index, within);
            }
            Chosen::Spread(by) if index + by < count => {
                write!(text, " ...F{}", index + by).unwrap();
            }
            Chosen::Spread(_) => text.push_str(" a"),
        }
    }
    text.push_str(" }");
}

/// What a naive walk finds in a selection set.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    selections: u64,
    width: u64,
    depth: u32,
    levels: u32,
    cost: u64,
    once: u64,
    page: bool,
}

impl Found {
    fn add(&mut self, other: Found) {
        self.selections += other.selections;
        self.width += other.width;
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.cost += other.cost;
        self.once += other.once;
        self.page |= other.page;
    }
}

fn walk(definitions: &Definitions, index: usize, set: &[Chosen]) -> Found {
    let mut sum = Found::default();
    for selection in set {
        let found = match selection {
            Chosen::Field(name, within) => field(name, walk(definitions, index, within)),
            Chosen::Inline(within) => fragment(walk(definitions, index, within)),
            Chosen::Spread(by) => match definitions.get(index + by) {
                Some(set) => fragment(walk(definitions, index + by, set)),
                None => field("a", Found::default()),
            },
        };
        sum.add(found);
    }
    sum
}

fn fragment(within: Found) -> Found {
    Found {
        selections: within.selections + 1,
        levels: within.levels + 1,
        ..within
    }
}

fn field(name: &str, within: Found) -> Found {
    let own = match name {
        "totalCount" => 10,
        "search" => 20,
        "manifest" => 100,
        _ => 1,
    };
    let times = match name {
        "list(first: 3)" => 3,
        "list(last: 0)" => 1,
        "nodes(ids: [1 2])" => 2,
        _ if within.page => 20,
        _ => 1,
    };
    let cost = own + within.once + times * within.cost;
    let once = name == "totalCount";
    Found {
        selections: within.selections + 1,
        width: 1,
        depth: within.depth + 1,
        levels: within.levels + u32::from(within.selections > 0),
        cost: if once { 0 } else { cost },
        once: if once { cost } else { 0 },
        page: matches!(name, "nodes" | "edges"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn measures_equal_those_of_a_naive_walk(definitions in definitions()) {
        let source = write(&definitions);
        tokens(&source).unwrap();
        let document = parse_query(&source).unwrap();
        let spreads = census::take(&document, &input_types()).unwrap();
        let order = order::innermost_first(&document, &spreads).unwrap();
        let operation = operation(&document, None).unwrap();
        let variables = Variables::default();
        let prices = Prices::new(operation, &variables);
        let tally = Expansion::new(&document, &order, &prices).operation(operation);
        let measured = Found {
            selections: tally.selections,
            width: tally.width,
            depth: tally.depth,
            levels: tally.levels,
            cost: tally.cost,
            once: tally.once,
            page: tally.connection,
        };
        let mut found = walk(&definitions, 0, &definitions[0]);
        found.cost += std::mem::take(&mut found.once);
        prop_assert_eq!(measured, found, "{}", source);
    }

    #[test]
    fn no_text_makes_the_scan_panic(source in any::<String>()) {
        let _refused_or_not = tokens(&source);
    }
}
