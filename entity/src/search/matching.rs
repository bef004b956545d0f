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
        let words = typed(&searched.text);
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
        #[cfg(mutants)]
        crate::mutant::rank_from_the_corpus(&self.sitting, &searched.text, &mut ranked).await?;
        ranked.sort_by(|a, b| (b.0, a.1, &a.2).cmp(&(a.0, b.1, &b.2)));
        Ok(Hits {
            hits: ranked
                .into_iter()
                .map(|(_, kind, key)| Hit { kind, key })
                .collect(),
            marked: terms.into_iter().flat_map(Term::marked).collect(),
        })
    }

    /// The near spellings that the public vocabulary has for each word.
    async fn near(&self, words: Vec<Typed>) -> Result<Vec<Term>, ReadError> {
        let sight = self.sight();
        let grams: Vec<String> = words
            .iter()
            .filter(|typed| grams::mistakes(&typed.word) > 0)
            .flat_map(|typed| grams::of(&typed.word))
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
            .into_iter()
            .map(|typed| Term {
                near: near(&typed.word),
                word: typed.word,
                parts: typed.parts,
            })
            .collect())
    }
}

/// A word as it was typed, folded: a compound with its parts.
struct Typed {
    word: String,
    parts: Vec<String>,
}

/// The words asked for, each once, in their order.
fn typed(text: &str) -> Vec<Typed> {
    let mut typed: Vec<Typed> = Vec::new();
    let mut take = |word: String, parts: Vec<String>| {
        if typed.iter().all(|known| known.word != word) {
            typed.push(Typed { word, parts });
        }
    };
    for compound in text.split(char::is_whitespace) {
        let words = fold::words(compound);
        match words.split_first() {
            // `fold::words` puts the whole of a compound before its parts, unless they are too many.
            Some((whole, parts)) if !parts.is_empty() && *whole == parts.concat() => {
                take(whole.clone(), parts.to_vec());
            }
            _ => words.into_iter().for_each(|word| take(word, Vec::new())),
        }
    }
    typed
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
    let visible = sight.rows::<N>(&at);
    #[cfg(mutants)]
    let visible = if crate::mutant::is("snippet_from_a_hidden_output") {
        crate::policy::sight::always()
    } else {
        crate::mutant::instead(
            "search_past_the_policy",
            visible,
            crate::policy::sight::always,
        )
    };
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from_as(Alias::new(N::table()), at.clone())
        .and_where(Expr::col((at.clone(), Alias::new(field.shape().column))).eq(key))
        .and_where(visible);
    if let Some(filter) = filter {
        select.and_where(filter.sql(sight, &at));
    }
    Expr::exists(select)
}

/// Words hold letters and digits only, so that neither language's syntax can be typed.
fn tsquery(terms: &[Term]) -> String {
    query(terms, |word| format!("'{word}'"), ":*", [" | ", " & "])
}

fn fts5(terms: &[Term]) -> String {
    query(terms, |word| format!("\"{word}\""), " *", [" OR ", " AND "])
}

/// Every term: a word that begins so, or a near spelling, or all parts of a compound.
fn query(
    terms: &[Term],
    quoted: fn(&str) -> String,
    beginning: &str,
    [or, and]: [&str; 2],
) -> String {
    let each = terms.iter().map(|term| {
        let mut ways = vec![quoted(&term.word) + beginning];
        ways.extend(term.near.iter().map(|near| quoted(near)));
        if let Some((last, parts)) = term.parts.split_last() {
            let mut parts: Vec<String> = parts.iter().map(|part| quoted(part)).collect();
            parts.push(quoted(last) + beginning);
            ways.push(format!("({})", parts.join(and)));
        }
        format!("({})", ways.join(or))
    });
    each.collect::<Vec<_>>().join(and)
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
