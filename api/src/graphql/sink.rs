//! Where the rows of an answer are written: as JSON, or as a value of async-graphql where another selection of the
//! same field has to be joined with it. What is written is decided by the plans of `object.rs` and `page.rs`.

use super::{error::Result, known::Written, question::Part};
use async_graphql::{Name, Value, indexmap::IndexMap};

/// Under which name a field stands in the answer.
pub(super) struct Member {
    name: Name,
    /// The same as it stands in JSON.
    json: String,
}

impl Member {
    pub(super) fn of(part: &Part<'_>) -> Self {
        let name = part.response_key().clone();
        Self {
            json: format!("\"{name}\":"),
            name,
        }
    }
}

/// Where an answer is written to.
pub(super) enum Sink {
    /// JSON.
    Text(Vec<u8>),
    /// A value that other selections of the same field are joined with.
    Value(Value),
}

impl Sink {
    /// JSON, if nothing of the answer is joined with another part of it.
    pub(super) fn of(written: Option<&Written>) -> Self {
        match written {
            Some(_) => Sink::Text(Vec::new()),
            None => Sink::Value(Value::Null),
        }
    }

    /// What was written.
    pub(super) fn written(self) -> Value {
        match self {
            Sink::Text(text) => Value::Binary(text.into()),
            Sink::Value(value) => value,
        }
    }

    pub(super) fn put(&mut self, value: Value) {
        match self {
            Sink::Text(text) => match value {
                Value::Null => text.extend_from_slice(b"null"),
                value => json(text, &value),
            },
            Sink::Value(written) => *written = value,
        }
    }

    pub(super) fn text(&mut self, value: &str) {
        match self {
            Sink::Text(text) => json(text, value),
            Sink::Value(written) => *written = Value::String(value.to_owned()),
        }
    }

    /// A name of an enum.
    pub(super) fn word(&mut self, name: &str) {
        match self {
            Sink::Text(text) => {
                text.push(b'"');
                text.extend_from_slice(name.as_bytes());
                text.push(b'"');
            }
            Sink::Value(written) => *written = Value::Enum(Name::new(name)),
        }
    }

    /// Text, or null.
    pub(super) fn maybe_text(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.text(value),
            None => self.put(Value::Null),
        }
    }

    /// An object of these members.
    pub(super) fn object<W>(
        &mut self,
        members: &[(Member, W)],
        mut each: impl FnMut(&W, &mut Self) -> Result<()>,
    ) -> Result<()> {
        if let Sink::Text(text) = self {
            text.push(b'{');
            for (place, (member, way)) in members.iter().enumerate() {
                self.raw(if place > 0 { "," } else { "" });
                self.raw(&member.json);
                each(way, self)?;
            }
            self.raw("}");
            return Ok(());
        }
        let mut object = IndexMap::with_capacity(members.len());
        for (member, way) in members {
            each(way, self)?;
            object.insert(member.name.clone(), self.take());
        }
        self.put(Value::Object(object));
        Ok(())
    }

    /// A list.
    pub(super) fn list<I>(
        &mut self,
        items: impl IntoIterator<Item = I>,
        mut each: impl FnMut(I, &mut Self) -> Result<()>,
    ) -> Result<()> {
        if let Sink::Text(text) = self {
            text.push(b'[');
            for (place, item) in items.into_iter().enumerate() {
                self.raw(if place > 0 { "," } else { "" });
                each(item, self)?;
            }
            self.raw("]");
            return Ok(());
        }
        let mut list = Vec::new();
        for item in items {
            each(item, self)?;
            list.push(self.take());
        }
        self.put(Value::List(list));
        Ok(())
    }

    fn raw(&mut self, json: &str) {
        if let Sink::Text(text) = self {
            text.extend_from_slice(json.as_bytes());
        }
    }

    fn take(&mut self) -> Value {
        match self {
            Sink::Value(value) => std::mem::take(value),
            Sink::Text(_) => Value::Null,
        }
    }
}

/// Appends a value as JSON. Serialising does not fail: only texts, numbers and names are passed here.
fn json<T: serde::Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) {
    let before = text.len();
    if serde_json::to_writer(&mut *text, value).is_err() {
        text.truncate(before);
        text.extend_from_slice(b"null");
    }
}
