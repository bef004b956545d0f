//! What one viewer may see, as SQL: the terms, and the few phrases that every policy is made of.

use super::{Policy, Terms};
use sea_orm::{
    DbBackend, ExprTrait, IdenStatic, Value,
    sea_query::{Alias, ArrayType, DynIden, Expr, IntoIden},
};
use std::sync::atomic::{AtomicU32, Ordering};

/// PostgreSQL keeps no text with this character and refuses a parameter that holds it, so that no
/// comparison with one is put to a database.
pub(crate) const NEVER_KEPT: char = '\0';

/// The viewer's terms, and a supply of names for the tables of one statement.
pub struct Sight<'a> {
    pub(super) asker: Asker<'a>,
    pub(crate) backend: DbBackend,
    names: AtomicU32,
    /// Whether a statement reads whole tables: then what a row hangs on is looked up in a set that is found
    /// once, instead of row by row.
    pub(super) whole: bool,
}

/// Where a policy learns who asks.
#[derive(Clone, Copy)]
pub(super) enum Asker<'a> {
    /// The viewer is known: what follows from that folds away.
    Known(&'a Terms),
    /// Whoever the settings of the transaction name; whether the other tables that are asked about
    /// are behind the wall themselves.
    Settings { walled: bool },
}

impl<'a> Sight<'a> {
    pub(crate) fn new(terms: &'a Terms, backend: DbBackend) -> Self {
        Self {
            asker: Asker::Known(terms),
            backend,
            names: AtomicU32::new(0),
            whole: false,
        }
    }

    /// The same, for a statement that reads whole tables.
    pub(crate) fn of_whole_tables(&self) -> Self {
        Self {
            asker: self.asker,
            backend: self.backend,
            names: AtomicU32::new(self.names.load(Ordering::Relaxed)),
            whole: true,
        }
    }

    /// As the public sees, in a statement that is another viewer's; with names that the other has not.
    pub(crate) fn of_the_public_beside(terms: &'a Terms, other: &Sight<'_>) -> Self {
        const BEHIND: u32 = 10_000;
        Self {
            asker: Asker::Known(terms),
            backend: other.backend,
            names: AtomicU32::new(BEHIND),
            whole: other.whole,
        }
    }

    /// With the viewer left open, for PostgreSQL's row security; `walled` as [`Asker`] has it.
    pub(super) fn of_the_settings(walled: bool) -> Self {
        Self {
            asker: Asker::Settings { walled },
            backend: DbBackend::Postgres,
            names: AtomicU32::new(0),
            whole: false,
        }
    }

    /// The viewer's day, for mistakes about it.
    #[cfg(mutants)]
    pub(crate) fn day(&self) -> chrono::NaiveDate {
        match self.asker {
            Asker::Known(terms) => terms.today,
            Asker::Settings { .. } => chrono::NaiveDate::default(),
        }
    }

    /// A name that no other table of this statement has.
    pub(crate) fn name(&self) -> DynIden {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        Alias::new(format!("t{number}")).into_iden()
    }

    /// The rows of a noun that the viewer may see. Whatever is read, this is conjoined.
    pub(crate) fn rows<N: Policy>(&self, at: &DynIden) -> Expr {
        #[cfg(mutants)]
        if crate::mutant::is("no_policy") {
            return always();
        }
        N::rows(self, at).sql()
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
    Expr::col((at.clone(), Alias::new(column.as_str())))
}

/// One of these words.
pub(crate) fn one_of(text: Expr, words: &[&'static str]) -> Expr {
    text.is_in(words.iter().copied())
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
