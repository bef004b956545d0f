//! Object types that stand for the rows of a noun: each says once what its fields are, and the schema, the
//! question and the answer follow from that.
//!
//! What a document selects is planned once for each place; then the rows are written one after another.
//! Nothing is awaited on the way: a row holds all that was asked for.

use super::{
    error::{Problem, Result},
    handle,
    known::Written,
    page::{self, PagePlan},
    question::{Entry, Listed, Part, ask_list, ask_one},
    registry::{Signature, meta_field, meta_object},
    sink::{Member, Sink},
    words::Word,
};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ID, ObjectType, OutputType, Positioned,
    ServerResult, Value,
    parser::types::Field as Selected,
    registry::{MetaTypeId, Registry},
};
use entity::{
    Reader,
    read::{Field as _, Noun, Place, Read, Relation, Row},
};
use std::{borrow::Cow, sync::Arc};

/// A noun with an object type of its own.
pub(super) trait Shown: Noun {
    /// What is shown of a row.
    fn object() -> &'static Object<Self>
    where
        Self: Sized;
}

/// A row, as its object type shows it.
pub(super) struct Of<N: Noun>(Arc<Row<N>>);

impl<N: Noun> From<Arc<Row<N>>> for Of<N> {
    fn from(row: Arc<Row<N>>) -> Self {
        Self(row)
    }
}

impl<N: Noun> Of<N> {
    /// The row.
    pub(super) fn row(&self) -> &Arc<Row<N>> {
        &self.0
    }

    /// Its global id, as the interface `Node` asks for it.
    pub(super) async fn id(&self, _: &Context<'_>) -> async_graphql::Result<ID> {
        Ok(handle::id(N::NAME, &self.0.key()))
    }
}

impl<N: Shown> Entry for Of<N> {
    type Noun = N;

    fn ask(read: &mut Read<N>, part: &Part<'_>) -> Result<()> {
        N::object().ask(read, part)
    }

    fn plan(part: &Part<'_>) -> Option<Plan<N>> {
        Some(Plan::of(N::object(), part))
    }
}

impl<N: Shown> OutputType for Of<N> {
    fn type_name() -> Cow<'static, str> {
        N::object().name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        N::object().register::<Self>(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Selected>,
    ) -> ServerResult<Value> {
        let mut sink = Sink::of(ctx.data_opt::<Written>());
        let plan = Plan::of(N::object(), &Part::below(ctx, field));
        match plan.write(&self.0, &mut sink) {
            Ok(()) => Ok(sink.written()),
            Err(problem) => {
                Err(ctx.set_error_path(problem.extended().into_server_error(field.pos)))
            }
        }
    }
}

/// For the interface `Node`, whose fields the library collects one by one.
impl<N: Shown> ContainerType for Of<N> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let mut sink = Sink::of(ctx.data_opt::<Written>());
        let show = N::object().show(&Part::of(ctx));
        match show(&self.0, &mut sink) {
            Ok(()) => Ok(Some(sink.written())),
            Err(problem) => {
                let error = problem.extended().into_server_error(ctx.item.pos);
                Err(ctx.set_error_path(error))
            }
        }
    }
}

impl<N: Shown> ObjectType for Of<N> {}

/// An object type over the rows of a noun.
pub(super) struct Object<N: Noun> {
    name: &'static str,
    description: &'static str,
    fields: Vec<Field<N>>,
}

struct Field<N: Noun> {
    name: &'static str,
    description: &'static str,
    typed: Typed,
    ask: Ask<N>,
    plan: ToShow<N>,
}

/// Registers the types of a field's value and arguments in the schema.
type Typed = Box<dyn Fn(&mut Registry) -> Signature + Send + Sync>;

/// Asks for what a field needs of a row.
type Ask<N> = Box<dyn Fn(&mut Read<N>, &Part<'_>) -> Result<()> + Send + Sync>;

/// Plans how a field is shown, as the document selects it.
type ToShow<N> = Box<dyn Fn(&Part<'_>) -> Show<N> + Send + Sync>;

/// Writes what one field shows of a row.
type Show<N> = Box<dyn Fn(&Row<N>, &mut Sink) -> Result<()> + Send + Sync>;

/// What the document asks for in one place.
pub(super) struct Asked {
    place: Place,
    reader: Option<Arc<Reader>>,
}

impl Asked {
    fn of(part: &Part<'_>) -> Self {
        Self {
            place: part.place(),
            reader: part.reader().cloned(),
        }
    }

    /// Where in the document it is asked.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// The reader of this request's viewer.
    pub(super) fn reader(&self) -> Result<&Reader> {
        self.reader
            .as_deref()
            .ok_or_else(|| Problem::of_ours("executed without a reader"))
    }
}

/// An object with a few fields, which are known when it is made.
pub(super) trait Simple: OutputType + 'static {
    /// The names of its fields.
    const FIELDS: &'static [&'static str];

    /// The value of the field in this place of [`Simple::FIELDS`].
    fn value(&self, place: usize) -> Value;
}

fn of_type<V: OutputType>() -> Typed {
    Box::new(|registry| Signature {
        arguments: Vec::new(),
        ty: V::create_type_info(registry),
    })
}

impl<N: Noun> Object<N> {
    /// An object type without fields yet.
    pub(super) fn of(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            fields: Vec::new(),
        }
    }

    fn with(
        mut self,
        name: &'static str,
        description: &'static str,
        typed: Typed,
        ask: impl Fn(&mut Read<N>, &Part<'_>) -> Result<()> + Send + Sync + 'static,
        show: impl Fn(&Part<'_>) -> Show<N> + Send + Sync + 'static,
    ) -> Self {
        self.fields.push(Field {
            name,
            description,
            typed,
            ask: Box::new(ask),
            plan: Box::new(show),
        });
        self
    }

    /// A column of the row, under its own name.
    fn column<V: OutputType>(
        self,
        field: N::Field,
        description: &'static str,
        show: impl Fn(&Row<N>, &mut Sink) -> Result<()> + Clone + Send + Sync + 'static,
    ) -> Self {
        self.with(
            field.name(),
            description,
            of_type::<V>(),
            move |read, _| {
                read.field(field);
                Ok(())
            },
            move |_| Box::new(show.clone()),
        )
    }

    /// The field before is called so in the schema, not as its column is.
    pub(super) fn called(mut self, name: &'static str) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.name = name;
        }
        self
    }

    /// The global id.
    pub(super) fn id(self) -> Self {
        self.with(
            "id",
            "Its global id: opaque, and stable across imports.",
            of_type::<ID>(),
            |_, _| Ok(()),
            |_| {
                Box::new(|row, sink| {
                    sink.text(&handle::id(N::NAME, &row.key()));
                    Ok(())
                })
            },
        )
    }

    /// Text that is always there.
    pub(super) fn text(self, field: N::Field, description: &'static str) -> Self {
        self.scalar::<String>(field, description)
    }

    /// Text, where it is known.
    pub(super) fn maybe_text(self, field: N::Field, description: &'static str) -> Self {
        self.maybe::<String>(field, description)
    }

    /// Text of this scalar that is always there.
    pub(super) fn scalar<S: OutputType>(self, field: N::Field, description: &'static str) -> Self {
        self.column::<S>(field, description, move |row, sink| {
            sink.text(row.known_text(field)?);
            Ok(())
        })
    }

    /// Text of this scalar, where it is known.
    pub(super) fn maybe<S: OutputType>(self, field: N::Field, description: &'static str) -> Self {
        self.column::<Option<S>>(field, description, move |row, sink| {
            sink.maybe_text(row.text(field)?);
            Ok(())
        })
    }

    /// Text, where there is some.
    pub(super) fn maybe_not_empty(self, field: N::Field, description: &'static str) -> Self {
        self.column::<Option<String>>(field, description, move |row, sink| {
            sink.maybe_text(row.text(field)?.filter(|text| !text.is_empty()));
            Ok(())
        })
    }

    /// A column that holds words of an enum, such as `underway` for `UNDERWAY`; null for a word that the enum does not
    /// have.
    pub(super) fn word<E: Word>(self, field: N::Field, description: &'static str) -> Self {
        self.column::<Option<E>>(field, description, move |row, sink| {
            match row.text(field)?.and_then(E::name_of) {
                Some(name) => sink.word(name),
                None => sink.put(Value::Null),
            }
            Ok(())
        })
    }

    /// A word of the data that the enum always has.
    pub(super) fn known_word<E: Word>(self, field: N::Field, description: &'static str) -> Self {
        self.column::<E>(field, description, move |row, sink| {
            let name = row.text(field)?.and_then(E::name_of);
            sink.word(
                name.ok_or_else(|| Problem::of_ours("a word that the schema does not have"))?,
            );
            Ok(())
        })
    }

    /// Whether something holds.
    pub(super) fn flag(self, field: N::Field, description: &'static str) -> Self {
        self.column::<bool>(field, description, move |row, sink| {
            sink.put(Value::Boolean(row.flag(field)?));
            Ok(())
        })
    }

    /// A whole number, where it is known.
    pub(super) fn maybe_int(self, field: N::Field, description: &'static str) -> Self {
        self.column::<Option<i32>>(field, description, move |row, sink| {
            let number = row
                .int(field)?
                .and_then(|number| i32::try_from(number).ok());
            sink.put(number.map_or(Value::Null, Value::from));
            Ok(())
        })
    }

    /// A number of rows.
    pub(super) fn count(self, field: N::Field, description: &'static str) -> Self {
        self.column::<i32>(field, description, move |row, sink| {
            let rows = row.int(field)?.unwrap_or_default();
            sink.put(Value::from(i32::try_from(rows).unwrap_or(i32::MAX)));
            Ok(())
        })
    }

    /// What is made of a column.
    pub(super) fn made<V: OutputType>(
        self,
        field: N::Field,
        description: &'static str,
        make: impl Fn(&Row<N>) -> Result<Value> + Clone + Send + Sync + 'static,
    ) -> Self {
        self.column::<V>(field, description, move |row, sink| {
            sink.put(make(row)?);
            Ok(())
        })
    }

    /// What is told of a row, asked for in its own way.
    pub(super) fn told<V: OutputType>(
        self,
        name: &'static str,
        description: &'static str,
        ask: impl Fn(&mut Read<N>, &Part<'_>) -> Result<()> + Send + Sync + 'static,
        tell: impl Fn(&Row<N>, &Asked) -> Result<Value> + Clone + Send + Sync + 'static,
    ) -> Self {
        self.with(name, description, of_type::<V>(), ask, move |part| {
            let (asked, tell) = (Asked::of(part), tell.clone());
            Box::new(move |row, sink| {
                sink.put(tell(row, &asked)?);
                Ok(())
            })
        })
    }

    /// A simple object, or null.
    pub(super) fn simple<S: Simple>(
        self,
        name: &'static str,
        description: &'static str,
        ask: impl Fn(&mut Read<N>, &Part<'_>) -> Result<()> + Send + Sync + 'static,
        make: impl Fn(&Row<N>, &Asked) -> Result<Option<S>> + Clone + Send + Sync + 'static,
    ) -> Self {
        self.with(
            name,
            description,
            of_type::<Option<S>>(),
            ask,
            move |part| {
                let (asked, make, plan) =
                    (Asked::of(part), make.clone(), SimplePlan::of::<S>(part));
                Box::new(move |row, sink| match make(row, &asked)? {
                    Some(simple) => plan.write(&simple, sink),
                    None => {
                        sink.put(Value::Null);
                        Ok(())
                    }
                })
            },
        )
    }

    /// Simple objects.
    pub(super) fn simples<S: Simple>(
        self,
        name: &'static str,
        description: &'static str,
        ask: impl Fn(&mut Read<N>, &Part<'_>) -> Result<()> + Send + Sync + 'static,
        make: impl Fn(&Row<N>, &Asked) -> Result<Vec<S>> + Clone + Send + Sync + 'static,
    ) -> Self {
        self.with(name, description, of_type::<Vec<S>>(), ask, move |part| {
            let (asked, make, plan) = (Asked::of(part), make.clone(), SimplePlan::of::<S>(part));
            Box::new(move |row, sink| {
                sink.list(make(row, &asked)?, |simple, sink| plan.write(&simple, sink))
            })
        })
    }

    /// A simple object that is always there, of these columns.
    pub(super) fn simple_of<S: Simple>(
        self,
        name: &'static str,
        description: &'static str,
        fields: &'static [N::Field],
        make: impl Fn(&Row<N>) -> Result<S> + Clone + Send + Sync + 'static,
    ) -> Self {
        let ask = move |read: &mut Read<N>, _: &Part<'_>| {
            for field in fields {
                read.field(*field);
            }
            Ok(())
        };
        self.with(name, description, of_type::<S>(), ask, move |part| {
            let (make, plan) = (make.clone(), SimplePlan::of::<S>(part));
            Box::new(move |row, sink| plan.write(&make(row)?, sink))
        })
    }

    /// Another object type over the same row.
    pub(super) fn part<T: OutputType>(
        self,
        name: &'static str,
        description: &'static str,
        object: fn() -> &'static Object<N>,
    ) -> Self {
        self.with(
            name,
            description,
            of_type::<T>(),
            move |read, part| object().ask(read, part),
            move |part| {
                let plan = Plan::of(object(), part);
                Box::new(move |row, sink| plan.write(row, sink))
            },
        )
    }

    /// The one row that a relation leads to, as far as the viewer may see it.
    pub(super) fn one<C: Shown>(
        self,
        name: &'static str,
        relation: Relation<N, C>,
        description: &'static str,
    ) -> Self {
        self.related(name, relation, description, None, |_| Ok(true))
    }

    /// The same, if something holds of this field of the row itself.
    pub(super) fn one_if<C: Shown>(
        self,
        name: &'static str,
        relation: Relation<N, C>,
        description: &'static str,
        field: N::Field,
        holds: fn(&Row<N>) -> Result<bool>,
    ) -> Self {
        self.related(name, relation, description, Some(field), holds)
    }

    fn related<C: Shown>(
        self,
        name: &'static str,
        relation: Relation<N, C>,
        description: &'static str,
        field: Option<N::Field>,
        holds: fn(&Row<N>) -> Result<bool>,
    ) -> Self {
        self.with(
            name,
            description,
            of_type::<Option<Of<C>>>(),
            move |read, part| {
                if let Some(field) = field {
                    read.field(field);
                }
                ask_one::<Of<C>, _>(read, relation, part)
            },
            move |part| {
                let (place, plan) = (part.place(), Plan::of(C::object(), part));
                Box::new(move |row, sink| {
                    let found = match holds(row)? {
                        true => row.related::<C>(place)?.first(),
                        false => None,
                    };
                    match found {
                        Some(row) => plan.write(&row, sink),
                        None => {
                            sink.put(Value::Null);
                            Ok(())
                        }
                    }
                })
            },
        )
    }

    /// All rows that a relation leads to, in the order of their keys.
    pub(super) fn all<C: Shown>(
        self,
        name: &'static str,
        relation: Relation<N, C>,
        description: &'static str,
    ) -> Self {
        self.with(
            name,
            description,
            of_type::<Vec<Of<C>>>(),
            move |read, part| ask_one::<Of<C>, _>(read, relation, part),
            move |part| {
                let (place, plan) = (part.place(), Plan::of(C::object(), part));
                Box::new(move |row, sink| {
                    let found = row.related::<C>(place)?;
                    sink.list(&found.rows, |row, sink| plan.write(row, sink))
                })
            },
        )
    }

    /// A page of the rows that a relation leads to.
    pub(super) fn list<C: Shown>(
        self,
        name: &'static str,
        relation: Relation<N, C>,
        description: &'static str,
    ) -> Self
    where
        Of<C>: Listed + Entry<Noun = C>,
    {
        self.with(
            name,
            description,
            Box::new(page::signature::<Of<C>>),
            move |read, part| ask_list::<Of<C>, _>(read, relation, part),
            move |part| {
                let (place, plan) = (part.place(), PagePlan::of::<Of<C>>(part));
                Box::new(move |row, sink| {
                    let found = row.related::<C>(place)?;
                    match &plan {
                        Some(plan) => plan.write(&found, sink),
                        None => Err(Problem::of_ours("a list without a plan")),
                    }
                })
            },
        )
    }

    fn ask(&self, read: &mut Read<N>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(self.name) {
            if let Some(field) = self.field(part.name()) {
                (field.ask)(read, &part)?;
            }
        }
        Ok(())
    }

    fn field(&self, name: &str) -> Option<&Field<N>> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn show(&self, part: &Part<'_>) -> Show<N> {
        let name = self.name;
        match self.field(part.name()) {
            Some(field) => (field.plan)(part),
            // It is `__typename`: validation has refused every other field that the object does not declare.
            None => Box::new(move |_, sink| {
                sink.text(name);
                Ok(())
            }),
        }
    }

    /// Enters the type in the registry, as `T`.
    pub(super) fn register<T: OutputType>(&self, registry: &mut Registry) -> String {
        registry.create_output_type::<T, _>(MetaTypeId::Object, |registry| {
            let fields = self.fields.iter().map(|field| {
                let signature = (field.typed)(registry);
                meta_field(field.name, field.description, signature)
            });
            let fields = fields.collect();
            meta_object::<T>(self.name, self.description, fields)
        })
    }
}

/// What is selected of an object, and how each field is written.
pub(super) struct Plan<N: Noun>(Vec<(Member, Show<N>)>);

impl<N: Noun> Plan<N> {
    fn of(object: &Object<N>, part: &Part<'_>) -> Self {
        let parts = part.parts(object.name).into_iter();
        Self(
            parts
                .map(|part| (Member::of(&part), object.show(&part)))
                .collect(),
        )
    }

    /// Writes a row.
    pub(super) fn write(&self, row: &Row<N>, sink: &mut Sink) -> Result<()> {
        sink.object(&self.0, |show, sink| show(row, sink))
    }
}

/// What is selected of a simple object; nothing stands for its type's name.
pub(super) struct SimplePlan {
    members: Vec<(Member, Option<usize>)>,
    name: Cow<'static, str>,
}

impl SimplePlan {
    pub(super) fn of<S: Simple>(part: &Part<'_>) -> Self {
        let name = S::type_name();
        let parts = part.parts(&name).into_iter();
        let place = |name: &str| S::FIELDS.iter().position(|field| *field == name);
        let members = parts.map(|part| (Member::of(&part), place(part.name())));
        Self {
            members: members.collect(),
            name,
        }
    }

    pub(super) fn write<S: Simple>(&self, simple: &S, sink: &mut Sink) -> Result<()> {
        sink.object(&self.members, |place, sink| {
            sink.put(match place {
                Some(place) => simple.value(*place),
                None => Value::String(self.name.to_string()),
            });
            Ok(())
        })
    }
}
