//! A document read again as elements.

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};

/// An element. Its text is all that stands directly in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The whole document; fails if it is not well-formed.
    pub fn read(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut open = vec![Element::default()];
        loop {
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{error}: {text}"))
            {
                Event::Start(start) => open.push(of(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(of(&start)),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
                Event::GeneralRef(one) => {
                    let named = format!("&{};", &*one);
                    open.last_mut()
                        .unwrap()
                        .text
                        .push_str(&unescape(&named).unwrap());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "{text}");
        open.pop().unwrap().children.pop().expect("a root")
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element at the end of these names; fails if there is none.
    pub fn at(&self, path: &[&str]) -> &Element {
        path.iter().fold(self, |at, name| {
            at.child(name)
                .unwrap_or_else(|| panic!("no {name} in {at:?}"))
        })
    }

    /// The names of the children, in order.
    pub fn names(&self) -> Vec<&str> {
        self.children
            .iter()
            .map(|child| child.name.as_str())
            .collect()
    }

    /// This element and all within.
    pub fn all(&self) -> Vec<&Element> {
        let within = self.children.iter().flat_map(Element::all);
        std::iter::once(self).chain(within).collect()
    }
}

fn of(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let name = attribute.key.as_ref().to_owned();
        (name, unescape(&attribute.value).unwrap().into_owned())
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        ..Element::default()
    }
}
