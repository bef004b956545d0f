//! Finding the entries: every word asked for, or a beginning or a near spelling of it, under the
//! viewer's policy.

use super::{
    SearchKind, grams,
    rank::{Term, rank},
};
use crate::{
    policy::sight::Sight,
    query::{Institute, InstituteField, Output, OutputField, Project, ProjectField},
    read::{Field, Filter, Key, Noun},
    store::{ReadError, Reader},
    table::search_entry,
    value::fold,
};
use sea_orm::{
    DbBackend, ExprTrait,
    sea_query::{Alias, Expr, Query, SelectStatement},
};

/// What to search for.
pub struct Searched {
    /// The words, as typed.
    pub text: String,
    /// Only projects that this lets through.
    pub projects: Option<Filter<Project>>,
    /// Only institutes that this lets through.
    pub institutes: Option<Filter<Institute>>,
    /// Only outputs that this lets through.
    pub outputs: Option<Filter<Output>>,
    /// Which kinds are wanted.
    pub kinds: Vec<SearchKind>,
}

/// What was found, best first.
pub struct Hits {
    /// The hits.
    pub hits: Vec<Hit>,
    /// The folded words to be marked in a snippet: those asked for, and near spellings that matched.
    pub marked: Vec<String>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: SearchKind,
    /// Its natural key.
    pub key: String,
}

/// Why a search was not answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// No word to search for.
    #[error("nothing to search for")]
    NoWords,
    /// More words than a search takes.
    #[error("more than {0} words")]
    TooManyWords(usize),
    /// The database failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A search takes so many words.
const MOST_WORDS: usize = 12;
/// So many near spellings are tried for one word.
const MOST_NEAR: usize = 20;
/// So many hits are ranked, in the order of their keys.
const MOST_HITS: u64 = 10_000;

impl Reader {
    /// Finds what the viewer may see and holds every word.
    ///
    /// # Errors
    /// If there is nothing to search for, or the database fails.
    pub async fn search(&self, searched: &Searched) -> Result<Hits, SearchError> {
        let mut words = fold::words(&searched.text);
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let words = distinct_in_order(&searched.text, words);
        if words.is_empty() {
            return Err(SearchError::NoWords);
        }
        if words.len() > MOST_WORDS {
            return Err(SearchError::TooManyWords(MOST_WORDS));
        }
        let terms = self.near(words).await?;
        let mut ranked: Vec<(u32, SearchKind, String)> = Vec::new();
        let sight = self.sight();
        let select = hits(&sight, searched, &terms);
        for row in self.sitting.all(&select).await? {
            let kind: String = row.try_get_by_index(0).map_err(ReadError::from)?;
            let key: String = row.try_get_by_index(1).map_err(ReadError::from)?;
            let title: String = row.try_get_by_index(2).map_err(ReadError::from)?;
            if let Some(kind) = SearchKind::from_word(&kind) {
                ranked.push((rank(&terms, &title), kind, key));
            }
        }
        ranked.sort_by(|a, b| (b.0, a.1, &a.2).cmp(&(a.0, b.1, &b.2)));
        Ok(Hits {
            hits: ranked
                .into_iter()
                .map(|(_, kind, key)| Hit { kind, key })
                .collect(),
            marked: terms
                .into_iter()
                .flat_map(|term| [vec![term.word], term.near].concat())
                .collect(),
        })
    }

    /// The near spellings that the public vocabulary has for each word.
    async fn near(&self, words: Vec<String>) -> Result<Vec<Term>, ReadError> {
        let sight = self.sight();
        let grams: Vec<String> = words
            .iter()
            .filter(|word| grams::mistakes(word) > 0)
            .flat_map(|word| grams::of(word))
            .collect();
        let mut candidates: Vec<(String, Vec<String>)> = Vec::new();
        let mut select = Query::select();
        select
            .columns([Alias::new("word"), Alias::new("gram")])
            .from(Alias::new("search_grams"))
            .and_where(sight.among(Expr::col(Alias::new("gram")), grams))
            .order_by(Alias::new("word"), sea_orm::Order::Asc);
        for row in self.sitting.all(&select).await? {
            let word: String = row.try_get_by_index(0)?;
            let gram: String = row.try_get_by_index(1)?;
            match candidates.last_mut() {
                Some((last, grams)) if *last == word => grams.push(gram),
                _ => candidates.push((word, vec![gram])),
            }
        }
        let near = |word: &str| -> Vec<String> {
            let own = grams::of(word);
            candidates
                .iter()
                .filter(|(_, grams)| {
                    grams.iter().filter(|gram| own.contains(gram)).count() >= grams::shared(word)
                })
                .filter(|(candidate, _)| grams::is_near(word, candidate))
                .map(|(candidate, _)| candidate.clone())
                .take(MOST_NEAR)
                .collect()
        };
        Ok(words
            .iter()
            .map(|word| Term {
                word: word.clone(),
                near: near(word),
            })
            .collect())
    }
}

/// The words asked for, each once, as they were typed; of a compound the whole stands for its parts.
fn distinct_in_order(text: &str, words: Vec<String>) -> Vec<String> {
    let mut ordered: Vec<String> = Vec::new();
    for compound in text.split(char::is_whitespace) {
        let parts = fold::words(compound);
        // `fold::words` puts a compound's whole before its parts.
        let wanted = if parts.len() > 2 {
            parts.get(..1)
        } else {
            parts.get(..)
        };
        for word in wanted.unwrap_or_default() {
            if words.contains(word) && !ordered.contains(word) {
                ordered.push(word.clone());
            }
        }
    }
    ordered
}

/// The entries that hold every term and whose rows the viewer may see.
fn hits(sight: &Sight<'_>, searched: &Searched, terms: &[Term]) -> SelectStatement {
    let entry = sight.name();
    let column = |column: search_entry::Column| Expr::col((entry.clone(), column));
    let mut select = Query::select();
    select
        .expr(column(search_entry::Column::Kind))
        .expr(column(search_entry::Column::Key))
        .expr(column(search_entry::Column::Title))
        .from_as(search_entry::Entity, entry.clone());
    match sight.backend {
        DbBackend::Postgres => {
            select.and_where(sight.phrase(
                "? @@ cast(? as tsquery)",
                [
                    Expr::col((entry.clone(), Alias::new("words"))),
                    Expr::val(tsquery(terms)),
                ],
            ));
        }
        _ => {
            select.and_where(sight.phrase(
                "? in (select rowid from search_text where search_text match ?)",
                [column(search_entry::Column::Id), Expr::val(fts5(terms))],
            ));
        }
    }
    let key = || column(search_entry::Column::Key);
    let mut kinds = Vec::new();
    for kind in &searched.kinds {
        let visible = match kind {
            SearchKind::Project => visible(sight, key(), ProjectField::Number, &searched.projects),
            SearchKind::Institute => {
                visible(sight, key(), InstituteField::Key, &searched.institutes)
            }
            SearchKind::Output => visible(sight, key(), OutputField::Key, &searched.outputs),
        };
        kinds.push(
            column(search_entry::Column::Kind)
                .eq(kind.word())
                .and(visible),
        );
    }
    select
        .and_where(crate::policy::sight::any(kinds))
        .order_by(
            (entry.clone(), search_entry::Column::Kind),
            sea_orm::Order::Asc,
        )
        .order_by(
            (entry.clone(), search_entry::Column::Key),
            sea_orm::Order::Asc,
        )
        .limit(MOST_HITS);
    select
}

fn visible<N: Noun>(
    sight: &Sight<'_>,
    key: Expr,
    field: N::Field,
    filter: &Option<Filter<N>>,
) -> Expr {
    let at = sight.name();
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from_as(Alias::new(N::table()), at.clone())
        .and_where(Expr::col((at.clone(), Alias::new(field.shape().column))).eq(key))
        .and_where(N::rows(sight, &at));
    if let Some(filter) = filter {
        select.and_where(filter.sql(sight, &at));
    }
    Expr::exists(select)
}

/// Words hold letters and digits only, so that neither language's syntax can be typed.
fn tsquery(terms: &[Term]) -> String {
    let each = terms.iter().map(|term| {
        let near = term.near.iter().map(|near| format!("'{near}'"));
        let ways: Vec<String> = [format!("'{}':*", term.word)]
            .into_iter()
            .chain(near)
            .collect();
        format!("({})", ways.join(" | "))
    });
    each.collect::<Vec<_>>().join(" & ")
}

fn fts5(terms: &[Term]) -> String {
    let each = terms.iter().map(|term| {
        let near = term.near.iter().map(|near| format!("\"{near}\""));
        let ways: Vec<String> = [format!("\"{}\" *", term.word)]
            .into_iter()
            .chain(near)
            .collect();
        format!("({})", ways.join(" OR "))
    });
    each.collect::<Vec<_>>().join(" AND ")
}

impl Hit {
    /// The key as an id or a cursor carries it.
    pub fn key(&self) -> Key {
        Key(vec![self.key.clone()])
    }
}

/// The rows behind these hits are read by their keys, through the same policies.
impl SearchKind {
    /// The schema's name of this kind of thing.
    pub fn noun(self) -> &'static str {
        match self {
            SearchKind::Project => Project::NAME,
            SearchKind::Institute => Institute::NAME,
            SearchKind::Output => Output::NAME,
        }
    }
}
