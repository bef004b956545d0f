//! Global ids and cursors: a noun's name and a natural key, opaque to the reader.
//!
//! They are stable across imports and reveal no counts. A cursor carries no value that rows are
//! sorted by: those are read, under the viewer's policy, where the cursor's row is.

use super::error::{Problem, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::read::Key;

/// Between the parts; no key holds a control character.
const SEPARATOR: char = '\u{1f}';
/// Marks a cursor, so that an id is not taken for one.
const CURSOR: &str = "@";
/// No key is longer than three columns of 200 characters of four bytes.
const LONGEST: usize = 4_000;

/// The global id of a noun's row.
pub(super) fn id(noun: &str, key: &Key) -> async_graphql::ID {
    encode(noun, key).into()
}

/// The noun's name and the key in a global id; `None` if it is none.
pub(super) fn read_id(id: &str) -> Option<(String, Key)> {
    decode(id)
}

/// The cursor of a noun's row.
pub(super) fn cursor(noun: &str, key: &Key) -> String {
    encode(&format!("{CURSOR}{noun}"), key)
}

/// The key in a cursor of this noun.
pub(super) fn read_cursor(argument: &str, noun: &str, cursor: &str) -> Result<Key> {
    if cursor.is_empty() {
        return Err(Problem::input(format!(
            "`{argument}` is empty, which is no cursor: leave it out, or give null, for the list's own end."
        )));
    }
    decode(cursor)
        .filter(|(name, _)| name.strip_prefix(CURSOR) == Some(noun))
        .map(|(_, key)| key)
        .ok_or_else(|| Problem::input(format!("`{argument}` is not a cursor of this list.")))
}

fn encode(name: &str, key: &Key) -> String {
    let mut text = name.to_owned();
    for part in &key.0 {
        text.push(SEPARATOR);
        text.push_str(part);
    }
    URL_SAFE_NO_PAD.encode(text)
}

fn decode(text: &str) -> Option<(String, Key)> {
    if text.len() > LONGEST {
        return None;
    }
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut parts = text.split(SEPARATOR).map(str::to_owned);
    let name = parts.next()?;
    let key: Vec<String> = parts.collect();
    (!key.is_empty()).then_some((name, Key(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_cursors_come_back_and_are_not_taken_for_each_other() {
        let key = Key(vec!["KZ-2514".into(), "a/b ü".into()]);
        let id = id("Project", &key);
        assert_eq!(read_id(&id), Some(("Project".into(), key.clone())));
        assert!(read_cursor("after", "Project", &id).is_err());
        let cursor = cursor("Project", &key);
        assert_eq!(read_cursor("after", "Project", &cursor).unwrap(), key);
        assert!(read_cursor("after", "Institute", &cursor).is_err());
        for nonsense in ["", "????", "UHJvamVjdA", "////", &"A".repeat(5_000)] {
            assert_eq!(read_id(nonsense), None, "{nonsense:?}");
        }
    }
}
