//! From what was selected to a `Read`: fields, arguments and fragments of the document, merged where
//! they mean the same part of an answer.

use super::{
    error::{Problem, Result, soft},
    filter::Filtering,
    object::Plan,
    order::Ordering,
    page::{self, Connection},
};
use async_graphql::{
    Context, ContextSelectionSet, InputType, Name, OutputType, Positioned, QueryEnv, Value,
    parser::types::{Field, Selection, SelectionSet},
};
use entity::{
    Reader,
    read::{Filter, Noun, Place, Read, Relation, Row},
};
use std::{future::Future, sync::Arc};

/// A type of the schema that stands for the rows of a noun.
pub(super) trait Entry:
    OutputType + From<Arc<Row<Self::Noun>>> + Send + Sync + 'static
{
    /// The noun.
    type Noun: Noun;

    /// How the rows are written as this part asks for them; nothing, if some of it has to be awaited.
    fn plan(_: &Part<'_>) -> Option<Plan<Self::Noun>> {
        None
    }

    /// Asks for whatever this selection on the type needs.
    ///
    /// # Errors
    /// If an argument within it cannot be used.
    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()>;
}

/// A type that is also listed, with a filter and an order of its own.
pub(super) trait Listed: Entry {
    /// Its filter.
    type Filter: InputType + Filtering<Self::Noun>;
    /// Its order.
    type Order: InputType + Ordering<Self::Noun>;
}

/// A part of the answer: the fields of the document that have one response key.
pub(super) struct Part<'a> {
    document: Document<'a>,
    fields: Vec<&'a Positioned<Field>>,
}

/// What a part's names refer to: fragments, variables, and the reader of the request.
#[derive(Clone, Copy)]
struct Document<'a> {
    env: &'a QueryEnv,
    reader: Option<&'a Arc<Reader>>,
}

/// The abstract type: fragments on it also speak of the types that implement it.
pub(super) const ABSTRACT: &str = "Node";

impl<'a> Part<'a> {
    /// The field that is being resolved.
    pub(super) fn of(ctx: &'a Context<'_>) -> Self {
        Self {
            document: Document {
                env: ctx.query_env,
                reader: ctx.data_opt(),
            },
            fields: vec![ctx.item],
        }
    }

    /// The field whose value is an object of which this is selected.
    pub(super) fn below(ctx: &'a ContextSelectionSet<'_>, field: &'a Positioned<Field>) -> Self {
        Self {
            document: Document {
                env: ctx.query_env,
                reader: ctx.data_opt(),
            },
            fields: vec![field],
        }
    }

    /// The reader of the request's viewer.
    pub(super) fn reader(&self) -> Option<&'a Arc<Reader>> {
        self.document.reader
    }

    /// The name of the field in the answer.
    pub(super) fn response_key(&self) -> Name {
        let field = self.fields.first();
        field.map_or_else(
            || Name::new(""),
            |field| field.node.response_key().node.clone(),
        )
    }

    /// One of the places where it stands in the document.
    pub(super) fn place(&self) -> Place {
        self.fields.first().map_or(0, |field| place(field))
    }

    /// The field's name in the schema.
    pub(super) fn name(&self) -> &str {
        self.fields
            .first()
            .map_or("", |field| field.node.name.node.as_str())
    }

    /// Where it stands in the document.
    pub(super) fn places(&self) -> Vec<Place> {
        self.fields.iter().map(|field| place(field)).collect()
    }

    /// An argument's value; `None` if it is absent, or its variable is.
    ///
    /// # Errors
    /// If the value cannot be used.
    pub(super) fn argument<T: InputType>(&self, name: &str) -> Result<Option<T>> {
        let Some(value) = self.argument_value(name)? else {
            return Ok(None);
        };
        T::parse(Some(value)).map(Some).map_err(|error| {
            let error = error.into_server_error(async_graphql::Pos::default());
            Problem::input(format!("`{name}`: {}", error.message))
        })
    }

    /// An argument as it was given, its variables put in; `None` for null.
    pub(super) fn argument_value(&self, name: &str) -> Result<Option<Value>> {
        let field = self.fields.first().map(|field| &field.node);
        let Some(value) = field.and_then(|field| field.get_argument(name)) else {
            return Ok(None);
        };
        let value = value
            .node
            .clone()
            .into_const_with(|variable| self.variable(&variable))?;
        Ok(Some(value).filter(|value| *value != Value::Null))
    }

    fn variable(&self, name: &Name) -> Result<Value> {
        let env = self.document.env;
        let given = env.variables.get(name).cloned();
        let default = || {
            let definitions = &env.operation.node.variable_definitions;
            let definition = definitions
                .iter()
                .find(|definition| definition.node.name.node == *name)?;
            let default = definition.node.default_value.as_ref()?;
            Some(default.node.clone())
        };
        Ok(given.or_else(default).unwrap_or(Value::Null))
    }

    /// What is selected under it on the type `of`: its parts, in the order of the document.
    pub(super) fn parts(&self, of: &str) -> Vec<Part<'a>> {
        let mut parts: Vec<(&str, Part<'a>)> = Vec::new();
        for field in &self.fields {
            self.collect(&field.node.selection_set.node, of, &mut parts);
        }
        parts.into_iter().map(|(_, part)| part).collect()
    }

    fn collect(&self, set: &'a SelectionSet, of: &str, parts: &mut Vec<(&'a str, Part<'a>)>) {
        let speaks = |condition: &str| condition == of || condition == ABSTRACT;
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    match parts.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, part)) => part.fields.push(field),
                        None => parts.push((
                            key,
                            Part {
                                document: self.document,
                                fields: vec![field],
                            },
                        )),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| speaks(&condition.node.on.node)) {
                        self.collect(&fragment.node.selection_set.node, of, parts);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragments = &self.document.env.fragments;
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node)
                        && speaks(&fragment.node.type_condition.node.on.node)
                    {
                        self.collect(&fragment.node.selection_set.node, of, parts);
                    }
                }
            }
        }
    }
}

/// Where a field stands in the document, as one number.
pub(super) fn place(field: &Positioned<Field>) -> Place {
    (field.pos.line as u64) << 32 | field.pos.column as u64
}

/// The place of the field that is being resolved.
pub(super) fn this_place(ctx: &Context<'_>) -> Place {
    place(ctx.item)
}

/// Asks for a field of the noun that the schema spells the same; anything else is left alone.
pub(super) fn ask_field<N: Noun>(read: &mut Read<N>, name: &str) {
    if let Some(field) = <N::Field as entity::read::Field>::named(name) {
        read.field(field);
    }
}

/// Asks for the one row that a relation leads to.
pub(super) fn ask_one<T: Entry, P: Noun>(
    read: &mut Read<P>,
    relation: Relation<P, T::Noun>,
    part: &Part<'_>,
) -> Result<()> {
    let mut child = Read::new();
    T::ask(&mut child, part)?;
    read.child(&part.places(), relation, child);
    Ok(())
}

/// Asks for a page of what a relation leads to.
pub(super) fn ask_list<T: Listed, P: Noun>(
    read: &mut Read<P>,
    relation: Relation<P, T::Noun>,
    part: &Part<'_>,
) -> Result<()> {
    read.child(&part.places(), relation, page::ask::<T>(part)?);
    Ok(())
}

/// The reader of this request's viewer.
pub(super) fn reader<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Reader>> {
    ctx.data::<Arc<Reader>>()
        .map_err(|_| Problem::of_ours("executed without a reader"))
}

/// A root field: a page of a noun.
pub(super) async fn list<T: Listed>(ctx: &Context<'_>) -> Option<Connection<T>> {
    answer(ctx, async {
        let read = page::ask::<T>(&Part::of(ctx))?;
        Ok(Connection::new(Arc::new(reader(ctx)?.read(&read).await?)))
    })
    .await
}

/// A root field: the first row that a filter lets through.
pub(super) async fn one<T: Entry>(ctx: &Context<'_>, filter: Result<Filter<T::Noun>>) -> Option<T> {
    answer(ctx, async {
        let mut read = Read::new().only(filter?).page(entity::read::Page {
            limit: Some(1),
            ..entity::read::Page::default()
        });
        T::ask(&mut read, &Part::of(ctx))?;
        Ok(reader(ctx)?.read(&read).await?.first().map(T::from))
    })
    .await
    .flatten()
}

/// Answers softly: null and an error beside it, if it cannot be answered.
pub(super) async fn answer<T>(
    ctx: &Context<'_>,
    answer: impl Future<Output = Result<T>>,
) -> Option<T> {
    soft(ctx, answer.await)
}
