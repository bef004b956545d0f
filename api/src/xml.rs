//! Elements on their way out. What the data say becomes text that every reader of XML takes.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Attributes of an element: names and values.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document that is written element by element.
pub(crate) struct Xml<W: Write> {
    out: Writer<W>,
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    /// A new document.
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let mut out = Writer::new(out);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self {
            out,
            open: Vec::new(),
        })
    }

    /// Begins an element.
    pub(crate) fn open(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.out
            .write_event(Event::Start(start(name, attributes)))?;
        self.open.push(name);
        Ok(())
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        match self.open.pop() {
            Some(name) => self.out.write_event(Event::End(BytesEnd::new(name))),
            None => Ok(()),
        }
    }

    /// An element without content.
    pub(crate) fn empty(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.out.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element that holds this text.
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.out
            .write_event(Event::Start(start(name, attributes)))?;
        self.out
            .write_event(Event::Text(BytesText::new(&clean(text))))?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element that holds this text, if there is one.
    pub(crate) fn known(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: Option<&str>,
    ) -> io::Result<()> {
        match text {
            Some(text) => self.text(name, attributes, text),
            None => Ok(()),
        }
    }

    /// A remark, which may not hold two hyphens in a row.
    pub(crate) fn comment(&mut self, text: &str) -> io::Result<()> {
        self.out.write_event(Event::Comment(BytesText::new(text)))
    }

    /// Ends every element that is open, and hands back what was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        while !self.open.is_empty() {
            self.close()?;
        }
        Ok(self.out.into_inner())
    }
}

fn start<'a>(name: &'static str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*clean(value)));
    }
    start
}

/// The text without what XML 1.0 has no way to write; something stands for it, so that it is seen that
/// something was there.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    match text.chars().all(is_written) {
        true => Cow::Borrowed(text),
        false => {
            let written = |one: char| match is_written(one) {
                true => one,
                false => char::REPLACEMENT_CHARACTER,
            };
            Cow::Owned(text.chars().map(written).collect())
        }
    }
}

/// Whether XML 1.0 can write it (its production `Char`; surrogates are no `char`).
fn is_written(one: char) -> bool {
    match one {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => one >= ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    /// The text of an element and the value of its attribute, read again.
    fn again(text: &str) -> (String, String) {
        let mut xml = Xml::new(Vec::new()).unwrap();
        xml.text("a", &[("b", text)], text).unwrap();
        let bytes = xml.finish().unwrap();
        let mut reader = Reader::from_reader(bytes.as_slice());
        let (mut read, mut value) = (String::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let attribute = start.attributes().next().unwrap().unwrap();
                    value = quick_xml::escape::unescape(&attribute.value)
                        .unwrap()
                        .into_owned();
                }
                Event::Text(text) => read.push_str(&text),
                Event::GeneralRef(one) => {
                    let named = format!("&{};", &*one);
                    read.push_str(&quick_xml::escape::unescape(&named).unwrap());
                }
                Event::Eof => return (read, value),
                _ => {}
            }
        }
    }

    #[test]
    fn what_xml_cannot_write_is_replaced_and_nothing_else() {
        assert_eq!(
            clean("a\u{0}b\u{b}c\u{ffff}d"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(
            clean("\t\n\r é \u{10ffff}\u{85}"),
            "\t\n\r é \u{10ffff}\u{85}"
        );
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in r"[a-z<>&'\x22\]\PC\u{0}-\u{1f}]{0,40}") {
            let wanted = clean(&text).into_owned();
            prop_assert_eq!(again(&text), (wanted.clone(), wanted));
        }
    }
}
