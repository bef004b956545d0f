//! What one viewer may see, as SQL: the terms, and the few phrases that every policy is made of.

use super::Terms;
use sea_orm::{
    DbBackend, ExprTrait, IdenStatic, Statement, Value,
    sea_query::{Alias, ArrayType, DynIden, Expr, IntoIden, SelectStatement},
};
use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU32, Ordering},
};

/// PostgreSQL keeps no text with this character and refuses a parameter that holds it, so that no
/// comparison with one is put to a database.
pub(crate) const NEVER_KEPT: char = '\0';

/// The offset that keeps PostgreSQL from joining a subquery with what is around it. It stands in the statement
/// itself ([`with_constant_fences`]).
const FENCE: u64 = 0;

/// The statement with its fences as constants. sea-query makes parameters of them, of which PostgreSQL does not know
/// that they pass over no row: it would neither leave them out of the plan nor keep in memory what it found for
/// the rows before. No statement has an offset for another purpose.
pub(crate) fn with_constant_fences(mut statement: Statement) -> Statement {
    const OFFSET: &str = "OFFSET $";
    let Some(values) = &mut statement.values else {
        return statement;
    };
    let is_fenced = statement.db_backend == DbBackend::Postgres && statement.sql.contains(OFFSET);
    // Each parameter stands there once, and nothing else is written with this sign.
    if !is_fenced || statement.sql.matches('$').count() != values.0.len() {
        return statement;
    }
    let mut sql = String::with_capacity(statement.sql.len());
    let mut kept = Vec::with_capacity(values.0.len());
    let mut parts = statement.sql.split('$');
    sql.push_str(parts.next().unwrap_or_default());
    // Parameters are numbered in the order in which they stand there.
    for (part, value) in parts.zip(std::mem::take(&mut values.0)) {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if sql.ends_with(OFFSET.trim_end_matches('$')) {
            sql.push_str(&FENCE.to_string());
        } else {
            kept.push(value);
            sql.push_str(&format!("${}", kept.len()));
        }
        sql.push_str(rest);
    }
    values.0 = kept;
    statement.sql = sql;
    statement
}

/// The names of the first tables of a statement: to copy one costs nothing.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    (0..256)
        .map(|number| &*format!("t{number}").leak())
        .collect()
});

/// The viewer's terms, and a supply of names for the tables of one statement.
pub struct Sight<'a> {
    pub(super) asker: Asker<'a>,
    pub(crate) backend: DbBackend,
    /// Shared by all that look at one statement.
    names: Arc<AtomicU32>,
    pub(super) reading: Reading,
    known: Option<Known>,
}

/// A column of which the statement knows the value before it reads the rows: the key of the row that they are
/// related to.
#[derive(Clone)]
struct Known {
    at: DynIden,
    column: &'static str,
    value: Expr,
}

/// How what a row hangs on is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Row by row.
    SingleRows,
    /// In a set that is found once, because whole tables are read; it may also lead to the rows.
    WholeTables,
    /// In such a set, of rows that are led to by another row's key.
    JoinedRows,
}

/// Where a policy learns who asks.
#[derive(Clone, Copy)]
pub(super) enum Asker<'a> {
    /// The viewer is known: what follows from that folds away.
    Known(&'a Terms),
    /// Whoever the settings of the transaction name. The other tables that are asked about are guarded by
    /// row security themselves.
    Settings,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(terms: &'a Terms, backend: DbBackend) -> Self {
        Self {
            asker: Asker::Known(terms),
            backend,
            names: Arc::default(),
            reading: Reading::SingleRows,
            known: None,
        }
    }

    /// The same, for the table that a statement reads as a whole.
    pub(crate) fn of_whole_tables(&self) -> Self {
        self.reading(Reading::WholeTables)
    }

    /// The same, for what such a statement joins to it. SQLite would otherwise try each of the set's items for
    /// each row.
    pub(crate) fn of_joined_rows(&self) -> Self {
        self.reading(Reading::JoinedRows)
    }

    /// The same, for what it asks of single rows. A question's own filter is one for single rows everywhere:
    /// sets in the midst of it are found anew for each row by some versions of SQLite.
    pub(crate) fn of_single_rows(&self) -> Self {
        self.reading(Reading::SingleRows)
    }

    fn reading(&self, reading: Reading) -> Self {
        Self {
            asker: self.asker,
            backend: self.backend,
            names: self.names.clone(),
            reading,
            known: self.known.clone(),
        }
    }

    /// The same, where every row that is read under the name `at` has this value in the column.
    pub(crate) fn knowing(&self, at: &DynIden, column: &'static str, value: Expr) -> Self {
        let at = at.clone();
        Self {
            known: Some(Known { at, column, value }),
            ..self.reading(self.reading)
        }
    }

    /// The value of a column, written without the row if it is known: what depends on nothing else is then
    /// looked up once, before a row is read.
    pub(super) fn value(&self, at: &DynIden, column_of: impl IdenStatic) -> Expr {
        match &self.known {
            Some(known) if known.at == *at && known.column == column_of.as_str() => {
                known.value.clone()
            }
            _ => column(at, column_of),
        }
    }

    /// As a viewer on these terms sees, such as the public, in a statement that is another viewer's.
    pub(crate) fn of_another_beside(terms: &'a Terms, other: &Sight<'_>) -> Self {
        Self {
            asker: Asker::Known(terms),
            ..other.reading(other.reading)
        }
    }

    /// With the viewer left open, for PostgreSQL's row security.
    pub(super) fn of_the_settings() -> Self {
        Self {
            asker: Asker::Settings,
            backend: DbBackend::Postgres,
            names: Arc::default(),
            reading: Reading::SingleRows,
            known: None,
        }
    }

    /// The viewer's day, for mistakes about it.
    #[cfg(mutants)]
    pub(crate) fn day(&self) -> chrono::NaiveDate {
        match self.asker {
            Asker::Known(terms) => terms.today,
            Asker::Settings => chrono::NaiveDate::default(),
        }
    }

    /// A name that no other table of this statement has.
    pub(crate) fn name(&self) -> DynIden {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        match usize::try_from(number)
            .ok()
            .and_then(|place| NAMES.get(place))
        {
            Some(name) => name.into_iden(),
            None => Alias::new(format!("t{number}")).into_iden(),
        }
    }

    /// SQL of our own with an expression for each `?`, in order.
    pub(crate) fn phrase<const N: usize>(&self, sql: &str, expressions: [Expr; N]) -> Expr {
        if self.backend != DbBackend::Postgres {
            return Expr::cust_with_exprs(sql.to_owned(), expressions);
        }
        let mut numbered = String::with_capacity(sql.len() + N);
        for (place, part) in sql.split('?').enumerate() {
            if place > 0 {
                numbered.push_str(&format!("${place}"));
            }
            numbered.push_str(part);
        }
        Expr::cust_with_exprs(numbered, expressions)
    }

    /// The same value, for which no index is used.
    pub(crate) fn without_index(&self, value: Expr) -> Expr {
        match self.backend {
            DbBackend::Postgres => self.phrase("coalesce(?, ?)", [value.clone(), value]),
            _ => self.phrase("+?", [value]),
        }
    }

    /// Whether a statement that depends on a row finds anything, looked up for each row that is asked about.
    /// PostgreSQL would otherwise join the two, and was seen to begin at the wrong end, with all that the
    /// viewer may see, or read all that meets the statement's own conditions, hidden or not, into a set.
    pub(crate) fn row_by_row(&self, mut select: SelectStatement) -> Expr {
        self.fence(&mut select);
        Expr::exists(select)
    }

    /// Has PostgreSQL plan a subquery by itself.
    pub(crate) fn fence(&self, select: &mut SelectStatement) {
        if self.backend == DbBackend::Postgres {
            select.offset(FENCE);
        }
    }

    /// Whether `text` is one of `list`, with one bound value however long the list is.
    pub(crate) fn among(&self, text: Expr, mut list: Vec<String>) -> Expr {
        list.retain(|item| !item.contains(NEVER_KEPT));
        match self.backend {
            DbBackend::Postgres => {
                let values = list.into_iter().map(Value::from).collect();
                let array = Value::Array(ArrayType::String, Some(Box::new(values)));
                self.phrase("? = any(?)", [text, Expr::val(array)])
            }
            _ => {
                let items: Vec<String> = list.iter().map(|item| json_string(item)).collect();
                let json = format!("[{}]", items.join(","));
                self.phrase(
                    "? in (select value from json_each(?))",
                    [text, Expr::val(json)],
                )
            }
        }
    }

    /// Whether `needle` stands anywhere in `text`, compared by bytes.
    pub(crate) fn contains(&self, text: Expr, needle: &str) -> Expr {
        let phrase = match self.backend {
            DbBackend::Postgres => "strpos(?, ?) > 0",
            _ => "instr(?, ?) > 0",
        };
        self.phrase(phrase, [text, Expr::val(needle)])
    }
}

/// A condition that no row meets.
pub(crate) fn never() -> Expr {
    Expr::cust("1 = 0")
}

/// A condition that every row meets.
pub(crate) fn always() -> Expr {
    Expr::cust("1 = 1")
}

/// At least one of them; never, of none.
pub(crate) fn any(conditions: impl IntoIterator<Item = Expr>) -> Expr {
    conditions
        .into_iter()
        .reduce(|left, right| left.or(right))
        .unwrap_or_else(never)
}

/// All of them; always, of none.
pub(crate) fn all(conditions: impl IntoIterator<Item = Expr>) -> Expr {
    conditions
        .into_iter()
        .reduce(|left, right| left.and(right))
        .unwrap_or_else(always)
}

/// A column of the table that stands under this name.
pub(crate) fn column(at: &DynIden, column: impl IdenStatic) -> Expr {
    Expr::col((at.clone(), column.as_str()))
}

/// One of these words.
pub(crate) fn one_of(text: Expr, words: &[&'static str]) -> Expr {
    text.is_in(words.iter().map(|of_it| word(of_it)))
}

/// A word of the program's own, which holds no quotes. It stands in the statement itself, so that a plan that is
/// made once for all values is made for it.
pub(crate) fn word(word: &'static str) -> Expr {
    debug_assert!(!word.contains('\''), "{word} is not a word");
    Expr::cust(format!("'{word}'"))
}

fn json_string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::project;
    use sea_orm::sea_query::Query;

    #[test]
    fn fences_are_constants_and_other_values_keep_their_places() {
        let terms = Terms::of_the_public(chrono::NaiveDate::default());
        let sight = Sight::new(&terms, DbBackend::Postgres);
        let named = |number: &str| {
            let select = Query::select()
                .expr(Expr::cust("1"))
                .from(project::Entity)
                .and_where(Expr::col(project::Column::Number).eq(number))
                .take();
            sight.row_by_row(select)
        };
        let select = Query::select()
            .expr(named("a"))
            .and_where(named("b"))
            .limit(7)
            .take();
        let statement = with_constant_fences(DbBackend::Postgres.build(&select));
        let text = r#"SELECT EXISTS(SELECT 1 FROM "projects" WHERE "number" = $1 OFFSET 0) WHERE EXISTS(SELECT 1 FROM "projects" WHERE "number" = $2 OFFSET 0) LIMIT $3"#;
        assert_eq!(statement.sql, text);
        let values = statement.values.expect("three values").0;
        assert_eq!(values, ["a".into(), "b".into(), Value::from(7_u64)]);
        let sqlite = DbBackend::Sqlite.build(&select);
        assert_eq!(with_constant_fences(sqlite.clone()).sql, sqlite.sql);
    }
}
