//! Reads HTML again, for tests: what is not well formed fails them.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::collections::BTreeMap;

/// An element with what stands in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// The text directly in it.
    pub(crate) text: String,
    /// The names and classes of the elements around it, from outside.
    pub(crate) around: Vec<String>,
}

impl Element {
    /// An attribute; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// An attribute that is a number, maybe with a percent sign.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.get(name).trim_end_matches('%').parse().unwrap()
    }

    pub(crate) fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|one| one == class)
    }

    /// Whether an element around it has this class or name.
    pub(crate) fn within(&self, class: &str) -> bool {
        let mut words = self.around.iter().flat_map(|one| one.split(' '));
        words.any(|one| one == class)
    }
}

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "link", "input"];

/// Every element, in the order in which they begin. Fails if one is not closed, closed in the wrong
/// place, has an attribute twice, or shares its id with another.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(html);
    reader.config_mut().check_end_names = false;
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let element = element(&start, &found, &open);
                if !VOID.contains(&element.name.as_str()) {
                    open.push(found.len());
                }
                found.push(element);
            }
            Event::Empty(start) => found.push(element(&start, &found, &open)),
            Event::End(end) => {
                let last = open.pop().expect("an end without a beginning");
                assert_eq!(found[last].name, end.name().as_ref());
            }
            Event::Text(text) => write(&mut found, &open, &text),
            Event::GeneralRef(name) => {
                let name = format!("&{};", &*name);
                write(
                    &mut found,
                    &open,
                    &quick_xml::escape::unescape(&name).unwrap(),
                );
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    let mut names: Vec<&str> = found.iter().map(|one| one.get("id")).collect();
    names.retain(|name| !name.is_empty());
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "an id stands twice");
    found
}

fn element(start: &BytesStart<'_>, found: &[Element], open: &[usize]) -> Element {
    let attributes = start.html_attributes().map(|one| {
        let one = one.unwrap();
        let value = quick_xml::escape::unescape(&one.value)
            .unwrap()
            .into_owned();
        (one.key.as_ref().to_owned(), value)
    });
    let around = open
        .iter()
        .map(|one| format!("{} {}", found[*one].name, found[*one].get("class")));
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        text: String::new(),
        around: around.collect(),
    }
}

fn write(found: &mut [Element], open: &[usize], text: &str) {
    if let Some(last) = open.last() {
        found[*last].text.push_str(text);
    }
}
