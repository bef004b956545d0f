//! Search: pages of hits, best first.

use super::{
    error::{Problem, Result},
    filter::{Filtering, bounded},
    handle,
    institute::InstituteFilter,
    loaders::Loaders,
    node::{Node, Nodes},
    output::OutputFilter,
    page::{DEFAULT_PAGE, LARGEST_PAGE, PageInfo},
    project::ProjectFilter,
    question::{Part, reader, this_place},
    words::SearchKind,
};
use async_graphql::{Context, InputObject, Object, SimpleObject, Value};
use entity::{
    InstituteField, OutputField, ProjectField,
    read::{Key, Noun, Place, Read, Row},
    search::{self, Hit, Searched},
};
use std::{collections::HashMap, sync::Arc};

/// Which hits are wanted. A filter for one kind says nothing about the others.
#[derive(InputObject)]
pub(super) struct SearchFilter {
    /// Only projects that this lets through.
    projects: Option<ProjectFilter>,
    /// Only institutes that this lets through.
    institutes: Option<InstituteFilter>,
    /// Only outputs that this lets through.
    outputs: Option<OutputFilter>,
}

/// A page of hits, best first.
#[derive(SimpleObject)]
pub(super) struct SearchConnection {
    /// The hits of this page, each with its cursor.
    edges: Vec<SearchEdge>,
    /// The hits of this page.
    nodes: Vec<SearchHit>,
    /// Where this page begins and ends, and whether there are more.
    page_info: PageInfo,
    /// How many hits there are for this viewer, at most 10,000.
    total_count: u64,
}

/// One hit of a page.
#[derive(SimpleObject)]
pub(super) struct SearchEdge {
    /// The hit.
    node: SearchHit,
    /// Points to this hit: give it as `after`, with the same words.
    cursor: String,
}

/// A hit.
#[derive(Clone)]
pub(super) struct SearchHit(Arc<Shown>);

struct Shown {
    hit: Hit,
    highlights: Vec<TextPart>,
    /// By the place of the `node` that asks for it.
    nodes: Arc<HashMap<Place, Nodes>>,
}

/// A piece of text, and whether it is what was searched for.
#[derive(SimpleObject, Clone)]
pub(super) struct TextPart {
    /// The text as it stands in the record.
    text: String,
    /// Whether it matches a word of the search.
    matched: bool,
}

/// A hit of a search.
#[Object]
impl SearchHit {
    /// What it is.
    async fn kind(&self) -> SearchKind {
        match self.0.hit.kind {
            search::SearchKind::Project => SearchKind::Project,
            search::SearchKind::Institute => SearchKind::Institute,
            search::SearchKind::Output => SearchKind::Output,
        }
    }

    /// What was found.
    async fn node(&self, ctx: &Context<'_>) -> Option<Node> {
        let nodes = self.0.nodes.get(&this_place(ctx))?;
        nodes.take(self.0.hit.kind.noun(), &self.0.hit.key())
    }

    /// The part of the record that matches, as plain text.
    async fn snippet(&self) -> String {
        self.0
            .highlights
            .iter()
            .map(|part| part.text.as_str())
            .collect()
    }

    /// The same part, cut where the matching words begin and end, to be highlighted.
    async fn highlights(&self) -> &[TextPart] {
        &self.0.highlights
    }
}

/// Runs a search, as the field's arguments and selection say.
pub(super) async fn run(ctx: &Context<'_>, text: String) -> Result<SearchConnection> {
    let part = Part::of(ctx);
    let filter = match part.argument_value("filter")? {
        Some(value) => {
            bounded(&value)?;
            part.argument::<SearchFilter>("filter")?
        }
        None => None,
    };
    let (projects, institutes, outputs) = match filter {
        Some(filter) => (filter.projects, filter.institutes, filter.outputs),
        None => (None, None, None),
    };
    let kinds = part.argument::<Vec<SearchKind>>("kinds")?;
    let searched = Searched {
        text,
        projects: projects.map(Filtering::filter).transpose()?,
        institutes: institutes.map(Filtering::filter).transpose()?,
        outputs: outputs.map(Filtering::filter).transpose()?,
        kinds: search::SearchKind::ALL
            .into_iter()
            .filter(|kind| {
                kinds
                    .as_ref()
                    .is_none_or(|kinds| kinds.iter().any(|wanted| wanted.is(*kind)))
            })
            .collect(),
    };
    let found = reader(ctx)?.search(&searched).await?;
    let first = first(&part)?;
    let from = match part.argument::<String>("after")? {
        Some(cursor) => {
            let key = handle::read_cursor("after", NAME, &cursor)?;
            let place = found.hits.iter().position(|hit| position(hit) == key);
            place.ok_or_else(|| Problem::input("`after` points to no hit of this search."))? + 1
        }
        None => 0,
    };
    let page: Vec<Hit> = found.hits.iter().skip(from).take(first).cloned().collect();
    let more = from + page.len() < found.hits.len();
    let hits = show(ctx, &part, page, &found.marked).await?;
    let cursor = |hit: &SearchHit| handle::cursor(NAME, &position(&hit.0.hit));
    Ok(SearchConnection {
        page_info: PageInfo {
            has_next_page: more,
            has_previous_page: from > 0,
            start_cursor: hits.first().map(cursor),
            end_cursor: hits.last().map(cursor),
        },
        edges: hits
            .iter()
            .map(|hit| SearchEdge {
                node: hit.clone(),
                cursor: cursor(hit),
            })
            .collect(),
        nodes: hits,
        total_count: found.hits.len() as u64,
    })
}

/// The noun's name in cursors of hits.
const NAME: &str = "SearchHit";

fn position(hit: &Hit) -> Key {
    Key(vec![hit.kind.noun().to_owned(), hit.key.clone()])
}

fn first(part: &Part<'_>) -> Result<usize> {
    let size = match part.argument_value("first")? {
        None => Some(u64::from(DEFAULT_PAGE)),
        Some(Value::Number(number)) => number
            .as_u64()
            .filter(|number| *number <= u64::from(LARGEST_PAGE)),
        Some(_) => None,
    };
    size.and_then(|size| usize::try_from(size).ok())
        .ok_or_else(|| {
            Problem::input(format!(
                "`first` is a whole number from 0 to {LARGEST_PAGE}."
            ))
        })
}

/// What is shown of a page of hits: the rows that are asked for, and the parts that match.
async fn show(
    ctx: &Context<'_>,
    part: &Part<'_>,
    page: Vec<Hit>,
    marked: &[String],
) -> Result<Vec<SearchHit>> {
    let mut asked: Vec<Part<'_>> = Vec::new();
    let mut snippets = false;
    let connection = part.parts("SearchConnection");
    let nodes = connection.iter().filter(|part| part.name() == "nodes");
    let edges: Vec<Part<'_>> = connection
        .iter()
        .filter(|part| part.name() == "edges")
        .flat_map(|edges| edges.parts("SearchEdge"))
        .filter(|part| part.name() == "node")
        .collect();
    for hit in nodes.chain(&edges) {
        for part in hit.parts("SearchHit") {
            match part.name() {
                "node" => asked.push(part),
                "snippet" | "highlights" => snippets = true,
                _ => {}
            }
        }
    }
    let mut nodes: HashMap<Place, Nodes> = HashMap::new();
    for part in &asked {
        for place in part.places() {
            let found = nodes.entry(place).or_default();
            for kind in search::SearchKind::ALL {
                let keys: Vec<Key> = page
                    .iter()
                    .filter(|hit| hit.kind == kind)
                    .map(Hit::key)
                    .collect();
                if !keys.is_empty() {
                    found.load(ctx, part, kind.noun(), keys).await?;
                }
            }
        }
    }
    let mut texts = if snippets {
        texts(ctx, &page).await?
    } else {
        HashMap::new()
    };
    let nodes = Arc::new(nodes);
    let shown = page.into_iter().map(|hit| {
        let text = texts
            .remove(&(hit.kind, hit.key.clone()))
            .unwrap_or_default();
        let highlights = search::snippet(&text, marked)
            .into_iter()
            .map(|part| TextPart {
                text: part.text,
                matched: part.matched,
            });
        SearchHit(Arc::new(Shown {
            highlights: highlights.collect(),
            nodes: nodes.clone(),
            hit,
        }))
    });
    Ok(shown.collect())
}

/// The text of each hit, read through the same policies as the hits themselves.
async fn texts(
    ctx: &Context<'_>,
    page: &[Hit],
) -> Result<HashMap<(search::SearchKind, String), String>> {
    let loaders = ctx
        .data::<Loaders>()
        .map_err(|_| Problem::of_ours("executed without loaders"))?;
    let keys = |kind: search::SearchKind| -> Vec<Key> {
        page.iter()
            .filter(|hit| hit.kind == kind)
            .map(Hit::key)
            .collect()
    };
    let mut texts = HashMap::new();
    for kind in search::SearchKind::ALL {
        let keys = keys(kind);
        if keys.is_empty() {
            continue;
        }
        let read = match kind {
            search::SearchKind::Project => {
                let fields = [
                    ProjectField::Number,
                    ProjectField::Title,
                    ProjectField::Summary,
                ];
                text_of::<entity::Project>(loaders, &fields, keys).await?
            }
            search::SearchKind::Institute => {
                let fields = [
                    InstituteField::Name,
                    InstituteField::ShortName,
                    InstituteField::Aliases,
                    InstituteField::City,
                ];
                text_of::<entity::Institute>(loaders, &fields, keys).await?
            }
            search::SearchKind::Output => {
                let fields = [OutputField::Title, OutputField::Doi];
                text_of::<entity::Output>(loaders, &fields, keys).await?
            }
        };
        texts.extend(read.into_iter().map(|(key, text)| ((kind, key), text)));
    }
    Ok(texts)
}

/// No field of a document stands here: the text that snippets are cut from is asked for once.
const TEXTS: Place = 0;

async fn text_of<N: Noun>(
    loaders: &Loaders,
    fields: &[N::Field],
    keys: Vec<Key>,
) -> Result<Vec<(String, String)>> {
    let ask = || {
        let mut read = Read::<N>::new();
        for field in fields {
            read.field(*field);
        }
        Ok(read)
    };
    let rows = loaders.load::<N>(vec![TEXTS], ask, keys).await?;
    rows.into_iter()
        .map(|(key, row)| Ok((key.0.concat(), joined(&row, fields)?)))
        .collect()
}

fn joined<N: Noun>(row: &Row<N>, fields: &[N::Field]) -> Result<String> {
    let mut parts = Vec::new();
    for field in fields {
        parts.extend(row.text(*field)?.filter(|text| !text.is_empty()));
    }
    Ok(parts.join(" · "))
}

impl SearchKind {
    fn is(self, kind: search::SearchKind) -> bool {
        matches!(
            (self, kind),
            (SearchKind::Project, search::SearchKind::Project)
                | (SearchKind::Institute, search::SearchKind::Institute)
                | (SearchKind::Output, search::SearchKind::Output)
        )
    }
}
