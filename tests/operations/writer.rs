//! Writes operations at random: any field of any type, nested, with arguments that mean something.
//!
//! What was used least is preferred, so that a new field is asked for soon after it enters.

use super::{
    coverage::Coverage,
    language::{Field, Input, Kind, Language, Reference, Type},
    operation::{Asked, Literal, Operation, Selection, Written},
    pool::Pool,
};
use crate::invention::Chance;
use std::collections::BTreeSet;

/// Fields nest so deep.
const DEPTH: usize = 6;
/// An operation asks for so many fields at most, roughly.
const ROOM: usize = 30;

/// Writes operations, and counts what they use.
pub struct Writer<'l> {
    language: &'l Language,
    pub coverage: Coverage,
}

/// One operation under way.
struct Draft<'w, 'l, 'p> {
    writer: &'w mut Writer<'l>,
    pool: &'p Pool,
    chance: &'w mut Chance,
    room: usize,
    /// Names given so far, so that none is given twice.
    names: usize,
}

/// Where a value stands: the list it is asked of, the noun it speaks of, and the last field that the
/// pool knows.
#[derive(Clone, Copy)]
struct Place<'a> {
    connection: &'a str,
    noun: &'a str,
    field: &'a str,
    depth: usize,
}

impl<'l> Writer<'l> {
    pub fn new(language: &'l Language) -> Self {
        Self {
            language,
            coverage: Coverage::of(language),
        }
    }

    /// An operation with values of the pool.
    pub fn write(&mut self, pool: &Pool, chance: &mut Chance) -> Operation {
        let query = self.language.query.clone();
        let mut draft = Draft {
            writer: self,
            pool,
            chance,
            room: ROOM,
            names: 0,
        };
        let selections = draft.set(&query, 0, &mut BTreeSet::new());
        Operation { selections }
    }
}

impl<'l> Draft<'_, 'l, '_> {
    fn language(&self) -> &'l Language {
        self.writer.language
    }

    fn name(&mut self, letter: char) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    /// A selection set on a type; `used` are the keys that its answer has already.
    fn set(&mut self, of: &str, depth: usize, used: &mut BTreeSet<String>) -> Vec<Selection> {
        let named = self.language().named(of);
        if named.kind == Kind::Abstract {
            return self.on_possible(named, depth, used);
        }
        let mut selections = Vec::new();
        let wanted = match depth {
            0 => self.chance.between(1, 2),
            _ => self.chance.between(1, 5),
        };
        for _ in 0..wanted {
            let Some(field) = self.choose(named, depth) else {
                continue;
            };
            let selection = self.field(named, field, depth, used);
            selections.push(self.wrapped(of, selection));
        }
        if named.is_connection() && !self.has_page(&selections) && depth < DEPTH {
            let page = *self.chance.pick(&["nodes", "edges", "nodes"]);
            if let Some(field) = named.fields.iter().find(|field| field.name == page) {
                selections.push(self.field(named, field, depth, used));
            }
        }
        if selections.is_empty() {
            let alias = (!used.insert("__typename".into())).then(|| self.name('a'));
            selections.push(Selection::Field(Asked {
                name: "__typename".into(),
                alias,
                arguments: Vec::new(),
                directive: None,
                selections: Vec::new(),
            }));
        }
        selections
    }

    fn has_page(&self, selections: &[Selection]) -> bool {
        selections.iter().any(|selection| match selection {
            Selection::Field(asked) => ["nodes", "edges"].contains(&asked.name.as_str()),
            Selection::On { selections, .. } => self.has_page(selections),
        })
    }

    /// Now and then within a fragment.
    fn wrapped(&mut self, of: &str, selection: Selection) -> Selection {
        if !self.chance.one_in(12) {
            return selection;
        }
        Selection::On {
            on: of.into(),
            named: self.chance.one_in(2).then(|| self.name('F')),
            selections: vec![selection],
        }
    }

    fn on_possible(
        &mut self,
        named: &Type,
        depth: usize,
        used: &mut BTreeSet<String>,
    ) -> Vec<Selection> {
        let mut selections = vec![Selection::Field(Asked {
            name: "__typename".into(),
            alias: (!used.insert("__typename".into())).then(|| self.name('a')),
            arguments: Vec::new(),
            directive: None,
            selections: Vec::new(),
        })];
        for possible in &named.possible {
            if self.chance.one_in(2) {
                selections.push(Selection::On {
                    on: possible.clone(),
                    named: None,
                    selections: self.set(possible, depth, used),
                });
            }
        }
        selections
    }

    /// The least used of three fields taken by chance; none where they lead too far.
    fn choose(&mut self, of: &'l Type, depth: usize) -> Option<&'l Field> {
        let tried: Vec<&Field> = (0..3).map(|_| self.chance.pick(&of.fields)).collect();
        let fits = tried
            .into_iter()
            .filter(|field| self.is_leaf(field) || (depth < DEPTH && self.room > 0));
        let count = |field: &&Field| {
            self.writer
                .coverage
                .count(&format!("{}.{}", of.name, field.name))
        };
        fits.min_by_key(count)
    }

    fn is_leaf(&self, field: &Field) -> bool {
        let kind = self.language().named(field.of.name()).kind;
        kind == Kind::Scalar || kind == Kind::Enum
    }

    fn field(
        &mut self,
        of: &'l Type,
        field: &'l Field,
        depth: usize,
        used: &mut BTreeSet<String>,
    ) -> Selection {
        self.room = self.room.saturating_sub(1);
        let word = format!("{}.{}", of.name, field.name);
        self.writer.coverage.used(word);
        let to = field.of.name();
        let arguments = self.arguments(of, field, depth);
        let selections = if self.is_leaf(field) {
            Vec::new()
        } else {
            self.set(to, depth + 1, &mut BTreeSet::new())
        };
        let taken = !used.insert(field.name.clone());
        let alias = (taken || self.chance.one_in(10)).then(|| self.name('a'));
        let directive = self.chance.one_in(40).then(|| {
            let name = *self.chance.pick(&["include", "skip"]);
            (name, self.chance.one_in(2))
        });
        Selection::Field(Asked {
            name: field.name.clone(),
            alias,
            arguments,
            directive,
            selections,
        })
    }

    fn arguments(&mut self, of: &Type, field: &'l Field, depth: usize) -> Vec<(String, Literal)> {
        let place = Place {
            connection: field.of.name(),
            noun: noun(field.of.name()),
            field: &field.name,
            depth,
        };
        let mut arguments: Vec<(String, Literal)> = Vec::new();
        for argument in &field.arguments {
            let word = format!("{}.{}({})", of.name, field.name, argument.name);
            let is_new = self.writer.coverage.count(&word) == 0;
            let times = match argument.name.as_str() {
                "first" => 2,
                // A list that few ways lead to has few chances.
                "last" if is_new => 2,
                "last" | "before" => 8,
                "after" => 6,
                "filter" => 3,
                _ => 2,
            };
            // Both ends at once is refused, and says little more than once.
            let both = argument.name == "last" && arguments.iter().any(|(name, _)| name == "first");
            if !argument.required()
                && (!self.chance.one_in(times) || (both && !self.chance.one_in(30)))
            {
                continue;
            }
            self.writer.coverage.used(word);
            let value = self.value(argument, &argument.of, place);
            let value = if self.chance.one_in(6) {
                let name = self.name('v');
                Literal::Variable(name, Written::of(&argument.of), Box::new(value))
            } else {
                value
            };
            arguments.push((argument.name.clone(), value));
        }
        arguments
    }

    fn value(&mut self, input: &Input, of: &Reference, place: Place<'_>) -> Literal {
        match of {
            Reference::Required(of) => self.solid(input, of, place),
            Reference::List(of) => {
                let least = usize::from(!self.chance.one_in(15));
                let items = self.chance.between(least, 2);
                Literal::List((0..items).map(|_| self.solid(input, of, place)).collect())
            }
            Reference::Named(_) if self.chance.one_in(60) => Literal::Null,
            Reference::Named(name) => self.named(input, name, place),
        }
    }

    /// A value that is not null: an item of a list.
    fn solid(&mut self, input: &Input, of: &Reference, place: Place<'_>) -> Literal {
        match of {
            Reference::Required(of) => self.solid(input, of, place),
            Reference::Named(name) => self.named(input, name, place),
            Reference::List(_) => self.value(input, of, place),
        }
    }

    fn named(&mut self, input: &Input, name: &str, place: Place<'_>) -> Literal {
        let named = self.language().named(name);
        match named.kind {
            Kind::Enum => Literal::Word(self.chance.pick(&named.values).clone()),
            Kind::Input => self.object(named, place),
            _ => self.scalar(input, name, place),
        }
    }

    fn object(&mut self, named: &'l Type, place: Place<'_>) -> Literal {
        let mut fields: Vec<&Input> = named
            .inputs
            .iter()
            .filter(|field| field.required())
            .collect();
        let more = match (named.one_of, place.depth > 8) {
            (true, _) => 1,
            (false, false) => self.chance.between(usize::from(fields.is_empty()), 2),
            (false, true) => 0,
        };
        for _ in 0..more {
            let tried: Vec<&Input> = (0..3).map(|_| self.chance.pick(&named.inputs)).collect();
            let count = |field: &&Input| {
                self.writer
                    .coverage
                    .count(&format!("{}.{}", named.name, field.name))
            };
            if let Some(field) = tried.into_iter().min_by_key(count)
                && fields.iter().all(|known| known.name != field.name)
            {
                fields.push(field);
            }
        }
        let fields = fields.into_iter().map(|field| {
            self.writer
                .coverage
                .used(format!("{}.{}", named.name, field.name));
            let known = self.pool.knows(&field.name);
            let within = Place {
                field: if known { &field.name } else { place.field },
                noun: if self.pool.has(noun(&named.name)) {
                    noun(&named.name)
                } else {
                    place.noun
                },
                depth: place.depth + 1,
                ..place
            };
            let value = if named.one_of {
                self.solid(field, &field.of, within)
            } else {
                self.value(field, &field.of, within)
            };
            (field.name.clone(), value)
        });
        Literal::Object(fields.collect())
    }

    fn scalar(&mut self, input: &Input, name: &str, place: Place<'_>) -> Literal {
        match name {
            "Boolean" => Literal::Plain(self.chance.one_in(2).into()),
            "Int" if ["first", "last"].contains(&input.name.as_str()) => self.page(place.depth),
            "Int" => {
                let known = self.pool.of_field(place.field);
                let number = self
                    .chance
                    .any(&known)
                    .and_then(|text| text.parse::<i32>().ok());
                let number = number.unwrap_or_else(|| self.chance.below(60) as i32);
                Literal::Plain(number.into())
            }
            _ if ["after", "before"].contains(&input.name.as_str()) => {
                let known = self.pool.cursors(place.connection);
                match self.chance.any(&known) {
                    Some(cursor) if !self.chance.one_in(60) => Literal::Text((*cursor).clone()),
                    Some(_) => Literal::Text("bm8gY3Vyc29y".into()),
                    None => Literal::Null,
                }
            }
            "Variables" => Literal::Object(vec![("n".to_owned(), self.page(place.depth))]),
            _ if input.name == "document" => Literal::Text((*self.chance.pick(&DOCUMENTS)).into()),
            _ => Literal::Text(self.text(name, place)),
        }
    }

    /// Pages grow smaller further down, so that few operations are refused for their cost.
    fn page(&mut self, depth: usize) -> Literal {
        let sizes: &[i32] = match depth {
            0 => &[0, 1, 2, 3, 5, 10, 20, 50, 100],
            1..=2 => &[1, 2, 3, 5, 10, 20],
            _ => &[1, 2, 3, 5],
        };
        Literal::Plain((*self.chance.pick(sizes)).into())
    }

    /// A text that stands in the world: of the same field, of the same type, a word of a text, or one
    /// of these with something amiss.
    fn text(&mut self, of: &str, place: Place<'_>) -> String {
        let (by_field, by_type) = (self.pool.of_field(place.field), self.pool.of_type(of));
        let by_noun = self.pool.of_noun(place.noun, place.field);
        let plain = ["String", "ID"].contains(&of);
        let known = match self.chance.below(10) {
            0 if plain && of != "ID" => self.pool.words(),
            // A code or a date of the same kind; anything else is refused before it is compared.
            _ if !plain => by_type,
            0..=8 if !by_noun.is_empty() && of != "ID" => by_noun,
            0..=8 if !by_field.is_empty() => by_field,
            _ => by_type,
        };
        let Some(text) = self.chance.any(&known).map(|text| (*text).clone()) else {
            return "K-1".into();
        };
        let letters: Vec<char> = text.chars().collect();
        if !plain || letters.len() < 3 {
            return text;
        }
        let cut = self.chance.between(1, letters.len() - 1);
        match self.chance.below(12) {
            0 => letters[..cut].iter().collect(),
            1 => letters[cut..].iter().collect(),
            2 => text.to_uppercase(),
            3 => {
                let mut letters = letters;
                letters.swap(cut - 1, cut);
                letters.into_iter().collect()
            }
            _ => text,
        }
    }
}

/// What a dry run is asked about.
const DOCUMENTS: [&str; 3] = [
    "query ($n: Int) { projects(first: $n) { totalCount nodes { number outputs(first: 200) { nodes { key } } } } }",
    "{ contributions(first: 200) { nodes { key ledger(first: 200) { nodes { key } } } } }",
    "{ nonsense",
];

/// The noun that an input or a list speaks of.
fn noun(name: &str) -> &str {
    ["ListFilter", "Filter", "Lookup", "Connection"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}
