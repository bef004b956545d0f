//! Finding the entries: every word asked for, or a beginning or a near spelling of it, under the
//! viewer's policy.

use super::{
    SearchKind, grams,
    rank::{Ranking, Word},
};
use crate::{
    policy::{
        Recorded, Term,
        sight::{Sight, all, any, word},
    },
    query::{Institute, InstituteField, Output, OutputField, Project, ProjectField},
    read::{Field, Filter, Key, Noun},
    store::{ReadError, Reader},
    table::search_entry,
    value::{fold, identifier},
};
use sea_orm::{
    DbBackend, ExprTrait, Order,
    sea_query::{DynIden, Expr, Query, SelectStatement, UnionType},
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

impl Searched {
    /// What the search examines: the words are looked up in every kind that is wanted.
    fn examined(&self) -> Vec<Recorded> {
        fn of<N: Noun>(filter: &Option<Filter<N>>) -> Vec<Recorded> {
            let by_filter = filter.iter().flat_map(Filter::examined);
            N::RECORDED
                .by_itself()
                .into_iter()
                .chain(by_filter)
                .collect()
        }
        let kinds = self.kinds.iter();
        let facets = kinds.flat_map(|kind| match kind {
            SearchKind::Project => of(&self.projects),
            SearchKind::Institute => of(&self.institutes),
            SearchKind::Output => of(&self.outputs),
        });
        facets.collect()
    }
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
        let mut words: Vec<Word> = words.into_iter().map(Word::from).collect();
        self.sitting.examine(searched.examined());
        let mut found = self.hits(searched, &words, true).await?;
        if found.unknown.iter().any(|unknown| *unknown) {
            self.spell(&mut words, &found.unknown).await?;
            if words.iter().any(|word| !word.near.is_empty()) {
                found = self.hits(searched, &words, false).await?;
            }
        }
        let Matches { mut ranked, .. } = found;
        #[cfg(mutants)]
        crate::mutant::rank_from_the_corpus(&self.sitting, &searched.text, &mut ranked).await?;
        ranked.sort_unstable_by(|a, b| (b.0, a.1, &a.2).cmp(&(a.0, b.1, &b.2)));
        Ok(Hits {
            hits: ranked
                .into_iter()
                .map(|(_, kind, key)| Hit { kind, key })
                .collect(),
            marked: words.into_iter().flat_map(Word::marked).collect(),
        })
    }

    /// What holds every word, ranked, but not in the order of the ranks. If it is asked, also which words the
    /// public vocabulary does not have.
    async fn hits(
        &self,
        searched: &Searched,
        words: &[Word],
        asks_for_unknown: bool,
    ) -> Result<Matches, ReadError> {
        let sight = self.sight();
        let mut is_ordered = false;
        loop {
            let mut hits = hits(&sight, searched, words);
            if is_ordered {
                hits.order_by(search_entry::Column::Kind, Order::Asc)
                    .order_by(search_entry::Column::Key, Order::Asc);
            }
            // If there is one hit more than are ranked, they are read once more in the order of their keys, so that
            // the same ones are ranked each time.
            hits.limit(MOST_HITS + u64::from(!is_ordered));
            let version = self.sitting.reads_version();
            let reads_version = version.is_some();
            let unknown = unknown(&sight, words, asks_for_unknown);
            let select = Query::select()
                .exprs(
                    [in_one_text(&sight, hits), unknown]
                        .into_iter()
                        .chain(version),
                )
                .take();
            let rows = self.sitting.by_itself(&select).await?;
            let row = rows.first();
            let text = |place: usize| -> Result<Option<String>, ReadError> {
                let text = row.map(|row| row.try_get_by_index::<Option<String>>(place));
                Ok(text.transpose()?.flatten())
            };
            if reads_version && let Some(version) = text(2)? {
                self.sitting.has_read_version(&version);
            }
            let unknown = text(1)?.unwrap_or_default();
            let mut found = Matches {
                unknown: unknown.chars().map(|unknown| unknown == UNKNOWN).collect(),
                ranked: Vec::new(),
            };
            let mut ranking = Ranking::new(words);
            for hit in text(0)?.unwrap_or_default().split_terminator(BETWEEN_HITS) {
                let mut columns = hit.split(BETWEEN_COLUMNS);
                let kind = columns.next().and_then(SearchKind::from_word);
                if let (Some(kind), Some(key), Some(title)) = (kind, columns.next(), columns.next())
                {
                    found
                        .ranked
                        .push((ranking.rank(title), kind, key.to_owned()));
                }
            }
            if is_ordered || found.ranked.len() as u64 <= MOST_HITS {
                return Ok(found);
            }
            is_ordered = true;
        }
    }

    /// Adds the near spellings that the public vocabulary has for the words that it does not have itself.
    async fn spell(&self, words: &mut [Word], unknown: &[bool]) -> Result<(), ReadError> {
        let Some(select) = candidates(&self.sight(), words, unknown) else {
            return Ok(());
        };
        for row in self.sitting.all(&select).await? {
            let place: i32 = row.try_get_by_index(0)?;
            let candidate: String = row.try_get_by_index(1)?;
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            if let Some(word) = words.get_mut(place)
                && word.near.len() < MOST_NEAR
                && grams::is_near(&word.word, &candidate)
            {
                word.near.push(candidate);
            }
        }
        Ok(())
    }
}

/// The entries that were found.
struct Matches {
    ranked: Vec<(u32, SearchKind, String)>,
    /// Of each word whether it stands in no public text, not even as the beginning of another word, although
    /// it is long enough to be mistyped.
    unknown: Vec<bool>,
}

/// Says of a word that the vocabulary does not have it.
const UNKNOWN: char = '1';

/// Stand between the columns of a hit and between hits: control characters, which no key and no folded word holds.
const BETWEEN_COLUMNS: char = '\u{1f}';
const BETWEEN_HITS: char = '\u{1e}';

/// All hits as one text: what would be a thousand short messages is one.
fn in_one_text(sight: &Sight<'_>, hits: SelectStatement) -> Expr {
    let at = sight.name();
    let column = |column: search_entry::Column| Expr::col((at.clone(), column));
    let (aggregate, character) = match sight.backend {
        DbBackend::Postgres => ("string_agg", "chr"),
        _ => ("group_concat", "char"),
    };
    let (columns, hits_end) = (u32::from(BETWEEN_COLUMNS), u32::from(BETWEEN_HITS));
    let text = sight.phrase(
        &format!(
            "{aggregate}(? || {character}({columns}) || ? || {character}({columns}) || ?, {character}({hits_end}))"
        ),
        [
            column(search_entry::Column::Kind),
            column(search_entry::Column::Key),
            column(search_entry::Column::Title),
        ],
    );
    let mut all = Query::select();
    all.expr(text).from_subquery(hits, at);
    all.into()
}

/// Of each word whether it is unknown, one letter after another.
fn unknown(sight: &Sight<'_>, words: &[Word], asks: bool) -> Expr {
    let known = |word: &Word| -> Expr {
        if !asks || grams::mistakes(&word.word) == 0 {
            return Expr::cust("'0'");
        }
        let mut is_known = beginning_with(&word.word);
        is_known.expr(Expr::cust("1"));
        sight.phrase(
            "case when ? then '0' else '1' end",
            [Expr::exists(is_known)],
        )
    };
    let unknown = words.iter().map(known);
    let unknown = unknown.reduce(|all, one| sight.phrase("? || ?", [all, one]));
    unknown.unwrap_or_else(|| Expr::cust("''"))
}

/// The words of the public vocabulary that begin so.
fn beginning_with(word: &str) -> SelectStatement {
    let column = || Expr::col("word");
    let begins_so = column()
        .gte(grams::beginning(word))
        .and(column().lt(format!("{}{}", grams::beginning(word), char::MAX)));
    Query::select()
        .from("search_words")
        .and_where(begins_so)
        .take()
}

/// The words of the public vocabulary that share enough groups of letters with each word that it does not have;
/// nothing, if there is none.
fn candidates(sight: &Sight<'_>, words: &[Word], unknown: &[bool]) -> Option<SelectStatement> {
    let word = || Expr::col("word");
    let places = words.iter().zip(unknown).enumerate();
    let selects = places
        .filter(|(_, (_, unknown))| **unknown)
        .map(|(place, (typed, _))| {
            let shared = i32::try_from(grams::shared(&typed.word)).unwrap_or(i32::MAX);
            Query::select()
                .expr_as(Expr::cust(place.to_string()), "place")
                .expr(word())
                .from("search_grams")
                .and_where(sight.among(Expr::col("gram"), grams::of(&typed.word)))
                .group_by_col("word")
                .and_having(Expr::cust("count(*)").gte(shared))
                .take()
        });
    let mut select = selects.reduce(|mut all, one| {
        all.union(UnionType::All, one);
        all
    })?;
    for column in ["place", "word"] {
        select.order_by(column, Order::Asc);
    }
    Some(select)
}

/// A word as it was typed, folded: a compound with its parts.
struct Typed {
    word: String,
    parts: Vec<String>,
}

impl From<Typed> for Word {
    fn from(typed: Typed) -> Self {
        Self {
            word: typed.word,
            parts: typed.parts,
            near: Vec::new(),
        }
    }
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
        // A DOI is found by the address of its resolver too.
        let doi = identifier::doi(compound);
        let words = fold::words(doi.as_deref().unwrap_or(compound));
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

/// The entries that hold every word and whose rows the viewer may see: the public ones by the full-text
/// index, which holds no others and of which everyone may see each, and the rest by reading those that
/// the policy lets through.
fn hits(sight: &Sight<'_>, searched: &Searched, words: &[Word]) -> SelectStatement {
    let mut select = entries(sight, searched, |entry| {
        let id = Expr::col((entry.clone(), search_entry::Column::Id));
        let found = match sight.backend {
            DbBackend::Postgres => {
                let text = Expr::col((entry.clone(), "words"));
                sight.phrase("? @@ ?", [text, in_known_words(sight, words)])
            }
            _ => sight.phrase(
                "? in (select rowid from search_text where search_text match ?)",
                [id, Expr::val(FTS5.query(words))],
            ),
        };
        (is_public(entry).and(found), None)
    });
    let guarded = entries(sight, searched, |entry| {
        let found = Term::new(holds(sight, entry, words));
        (is_public(entry).not(), Some(found))
    });
    select.union(UnionType::All, guarded);
    select
}

/// Entries of the kinds that are wanted. `matches` says which, for the name of their table: a condition
/// on what is public, and one that is evaluated only on entries whose rows the viewer may see.
fn entries(
    sight: &Sight<'_>,
    searched: &Searched,
    matches: impl Fn(&DynIden) -> (Expr, Option<Term>),
) -> SelectStatement {
    let entry = sight.name();
    let column = |column: search_entry::Column| Expr::col((entry.clone(), column));
    let (public, guarded) = matches(&entry);
    let kinds = searched.kinds.iter().map(|kind| {
        let key = column(search_entry::Column::Key);
        let guarded = guarded.clone();
        let (projects, institutes, outputs) =
            (&searched.projects, &searched.institutes, &searched.outputs);
        let is_filtered = match kind {
            SearchKind::Project => projects.is_some(),
            SearchKind::Institute => institutes.is_some(),
            SearchKind::Output => outputs.is_some(),
        };
        // Public entries are led to by their words alone: those of a kind are many more.
        let of = match guarded {
            Some(_) => column(search_entry::Column::Kind),
            None => sight.without_index(column(search_entry::Column::Kind)),
        };
        let is_of_it = of.eq(word(kind.word()));
        // Public entries are everyone's; none needs to be looked at once more.
        if guarded.is_none() && !is_filtered {
            return is_of_it;
        }
        let visible = match kind {
            SearchKind::Project => visible(sight, key, ProjectField::Number, projects, guarded),
            SearchKind::Institute => visible(sight, key, InstituteField::Key, institutes, guarded),
            SearchKind::Output => visible(sight, key, OutputField::Key, outputs, guarded),
        };
        is_of_it.and(visible)
    });
    Query::select()
        .expr_as(
            column(search_entry::Column::Kind),
            search_entry::Column::Kind,
        )
        .expr_as(column(search_entry::Column::Key), search_entry::Column::Key)
        .expr(column(search_entry::Column::Title))
        .from_as(search_entry::Entity, entry.clone())
        .and_where(public)
        .and_where(any(kinds))
        .take()
}

fn is_public(entry: &DynIden) -> Expr {
    Expr::col((entry.clone(), search_entry::Column::IsPublic))
}

fn visible<N: Noun>(
    sight: &Sight<'_>,
    key: Expr,
    field: N::Field,
    filter: &Option<Filter<N>>,
    guarded: Option<Term>,
) -> Expr {
    let at = sight.name();
    let mut visible = sight.visible::<N>(&at);
    #[cfg(mutants)]
    {
        visible = visible
            .without_the_policy("snippet_from_a_hidden_output")
            .without_the_policy("search_past_the_policy");
    }
    if let Some(term) = guarded {
        visible = visible.only(term);
    }
    if let Some(filter) = filter {
        visible = filter.among(sight, &at, visible);
    }
    let is_it = Expr::col((at.clone(), field.shape().column)).eq(key);
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from_as(N::table(), at.clone())
        .and_where(visible.keyed(is_it).sql());
    sight.row_by_row(select)
}

/// Whether an entry holds every word, looked up in the entry itself.
fn holds(sight: &Sight<'_>, entry: &DynIden, words: &[Word]) -> Expr {
    let text = Expr::col((entry.clone(), "words"));
    if sight.backend == DbBackend::Postgres {
        let query = Expr::val(TSQUERY.query(words));
        return sight.phrase("? @@ cast(? as tsquery)", [text, query]);
    }
    // Each word stands between spaces.
    let begins = |word: &str| sight.contains(text.clone(), &format!(" {word}"));
    let is = |word: &str| sight.contains(text.clone(), &format!(" {word} "));
    all(words.iter().map(|word| {
        let near = word.near.iter().map(|near| is(near));
        let parts = word
            .parts
            .split_last()
            .map(|(last, parts)| all(parts.iter().map(|part| is(part)).chain([begins(last)])));
        any([begins(&word.word)].into_iter().chain(near).chain(parts))
    }))
}

/// How a language of full-text search writes a query. Words hold letters and digits only, so that neither
/// language's syntax can be typed.
struct Syntax {
    quote: char,
    beginning: &'static str,
    or: &'static str,
    and: &'static str,
}

const TSQUERY: Syntax = Syntax {
    quote: '\'',
    beginning: ":*",
    or: " | ",
    and: " & ",
};

const FTS5: Syntax = Syntax {
    quote: '"',
    beginning: " *",
    or: " OR ",
    and: " AND ",
};

impl Syntax {
    fn word(&self, word: &str) -> String {
        let quote = self.quote;
        format!("{quote}{word}{quote}")
    }

    fn beginning(&self, word: &str) -> String {
        self.word(word) + self.beginning
    }

    /// What a term is found by besides words that begin so: a near spelling, or all parts of a compound.
    fn other_ways(&self, term: &Word) -> Vec<String> {
        let mut ways: Vec<String> = term.near.iter().map(|near| self.word(near)).collect();
        if let Some((last, parts)) = term.parts.split_last() {
            let mut parts: Vec<String> = parts.iter().map(|part| self.word(part)).collect();
            parts.push(self.beginning(last));
            ways.push(format!("({})", parts.join(self.and)));
        }
        ways
    }

    /// The whole query: every term must match, by a word that begins with it or by one of `other_ways`.
    fn query(&self, terms: &[Word]) -> String {
        let each = terms.iter().map(|term| {
            let mut ways = vec![self.beginning(&term.word)];
            ways.extend(self.other_ways(term));
            format!("({})", ways.join(self.or))
        });
        each.collect::<Vec<_>>().join(self.and)
    }
}

/// The tsquery for public text. A prefix search (`word:*`) is replaced by the words of the public vocabulary that have
/// this prefix, since a GIN index finds whole words about four times as fast; a prefix that more than 64 words have
/// is left as it is.
fn in_known_words(sight: &Sight<'_>, terms: &[Word]) -> Expr {
    const MANY: u64 = 64;
    let each = terms.iter().map(|term| {
        let words = sight.name();
        let mut beginning_so = beginning_with(&term.word);
        beginning_so.column("word").limit(MANY + 1);
        let text = sight.phrase(
            &format!(
                "case when count(*) between 1 and {MANY} then string_agg('''' || ? || '''' \
                 || case when length(?) < {} then '' else ':*' end, ' | ') else ? end",
                grams::LONGEST_KEPT
            ),
            [
                Expr::col((words.clone(), "word")),
                Expr::col((words.clone(), "word")),
                Expr::val(TSQUERY.beginning(&term.word)),
            ],
        );
        let known: Expr = Query::select()
            .expr(text)
            .from_subquery(beginning_so, words)
            .take()
            .into();
        let others = TSQUERY.other_ways(term).into_iter();
        let others: String = others.map(|way| TSQUERY.or.to_owned() + &way).collect();
        sight.phrase("'(' || ? || ? || ')'", [known, Expr::val(others)])
    });
    let text = each.reduce(|all, one| sight.phrase("? || ' & ' || ?", [all, one]));
    let text = text.unwrap_or_else(|| Expr::cust("''"));
    // PostgreSQL evaluates a scalar subquery that depends on no row once for the statement.
    sight.phrase("(select cast(? as tsquery))", [text])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::{TEXT, is_guarded, sql, viewers};

    /// The full-text index holds public entries only; of the others the words are compared behind the policy.
    #[test]
    fn words_are_looked_up_in_public_entries_and_behind_the_policy() {
        let near = vec![format!("{TEXT}s")];
        let words = [Word {
            word: TEXT.to_owned(),
            near,
            parts: vec![TEXT.to_owned(), TEXT.to_owned()],
        }];
        let searched = Searched {
            text: TEXT.to_owned(),
            projects: None,
            institutes: None,
            outputs: None,
            kinds: vec![SearchKind::Project, SearchKind::Output],
        };
        for terms in viewers() {
            for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
                let sight = Sight::new(&terms, backend);
                let text = sql(&hits(&sight, &searched, &words), backend);
                let (public, guarded) = text.split_once("UNION ALL").unwrap();
                assert!(public.contains(r#"WHERE "t0"."is_public" AND"#), "{public}");
                assert!(public.contains(TEXT), "{public}");
                assert!(guarded.contains(r#"WHERE (NOT "t"#), "{guarded}");
                assert_eq!(is_guarded(guarded), Some(true), "{guarded}");
            }
        }
    }
}
