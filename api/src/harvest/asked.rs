//! What was asked: the six verbs, and their arguments held against the protocol.

use super::{EARLIEST, Fault, Format, Kind, Token};
use chrono::NaiveDate;

/// Letters and digits of all arguments together.
pub const LONGEST: usize = 8 * 1024;

/// The arguments of a request, as they came.
#[derive(Clone, Debug, Default)]
pub struct Asked(pub Vec<(String, String)>);

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Identify,
    Formats(Option<String>),
    Sets,
    List(Listing),
    Rest(Token),
    Record(String, Format),
}

/// A list from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) records: bool,
    pub(super) format: Format,
    pub(super) set: Option<String>,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

/// The arguments that a verb takes: those that it needs, and the others.
type Arguments = (&'static [&'static str], &'static [&'static str]);

const VERBS: [(&str, Arguments); 6] = [
    ("Identify", (&[], &[])),
    ("ListMetadataFormats", (&[], &["identifier"])),
    ("ListSets", (&[], &["resumptionToken"])),
    ("ListIdentifiers", LISTED),
    ("ListRecords", LISTED),
    ("GetRecord", (&["identifier", "metadataPrefix"], &[])),
];
const LISTED: Arguments = (
    &["metadataPrefix"],
    &["from", "until", "set", "resumptionToken"],
);

impl Asked {
    /// The verb, if it is one of the protocol's and stands there once.
    pub fn verb(&self) -> Option<&'static str> {
        let mut verbs = self.0.iter().filter(|(name, _)| name == "verb");
        let (_, given) = verbs.next()?;
        let known = VERBS.iter().map(|(verb, _)| *verb);
        let known = known.into_iter().find(|verb| verb == given)?;
        verbs.next().is_none().then_some(known)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The question, or what the protocol answers to what is none.
    pub(super) fn question(&self) -> Result<Question, Fault> {
        let bad_verb = Fault {
            kind: Kind::BadVerb,
            told: "The argument `verb` is Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords or GetRecord, once.",
        };
        let verb = self.verb().ok_or(bad_verb)?;
        self.check(verb)?;
        if let Some(token) = self.get("resumptionToken") {
            let token = Token::read(token).ok_or(Fault::token())?;
            // There is one page of sets, and a token belongs to the verb that gave it.
            return match (verb, token.records) {
                ("ListRecords", true) | ("ListIdentifiers", false) => Ok(Question::Rest(token)),
                _ => Err(Fault::token()),
            };
        }
        let identifier = || self.get("identifier").unwrap_or_default().to_owned();
        match verb {
            "Identify" => Ok(Question::Identify),
            "ListSets" => Ok(Question::Sets),
            "ListMetadataFormats" => {
                Ok(Question::Formats(self.get("identifier").map(str::to_owned)))
            }
            "GetRecord" => Ok(Question::Record(identifier(), self.format()?)),
            _ => self.listing(verb == "ListRecords").map(Question::List),
        }
    }

    fn listing(&self, records: bool) -> Result<Listing, Fault> {
        let (from, until) = (self.day("from")?, self.day("until")?);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err(Fault::argument("`from` is later than `until`."));
        }
        Ok(Listing {
            records,
            format: self.format()?,
            set: self.get("set").map(str::to_owned),
            from,
            until,
        })
    }

    fn format(&self) -> Result<Format, Fault> {
        let prefix = self.get("metadataPrefix").unwrap_or_default();
        Format::of(prefix).ok_or(Fault::format())
    }

    fn day(&self, name: &str) -> Result<Option<NaiveDate>, Fault> {
        let told = "`from` and `until` are days such as 2026-11-23.";
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let day = text.parse::<NaiveDate>().ok();
        // Chrono takes more than the protocol does, such as 2026-1-2.
        match day.filter(|day| text.len() == EARLIEST.len() && day.to_string() == text) {
            Some(day) => Ok(Some(day)),
            None => Err(Fault::argument(told)),
        }
    }

    /// Holds the arguments against the verb: none unknown, none twice, none missing, each of its form.
    fn check(&self, verb: &str) -> Result<(), Fault> {
        let (needed, others) = VERBS
            .iter()
            .find(|(known, _)| *known == verb)
            .map_or(LISTED, |(_, arguments)| *arguments);
        let length: usize = self
            .0
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        if length > LONGEST {
            return Err(Fault::argument("The arguments are too long."));
        }
        for (place, (name, value)) in self.0.iter().enumerate() {
            let known = name == "verb" || needed.iter().chain(others).any(|one| one == name);
            if !known {
                return Err(Fault::argument(
                    "The verb does not take one of the arguments.",
                ));
            }
            if self
                .0
                .iter()
                .skip(place + 1)
                .any(|(other, _)| other == name)
            {
                return Err(Fault::argument("An argument stands there twice."));
            }
            if !is_of_form(name, value) {
                return Err(Fault::argument("An argument is not of its form."));
            }
        }
        if self.get("resumptionToken").is_some() {
            return match self.0.len() {
                2 => Ok(()),
                _ => Err(Fault::argument(
                    "`resumptionToken` stands alone beside `verb`.",
                )),
            };
        }
        match needed.iter().all(|name| self.get(name).is_some()) {
            true => Ok(()),
            false => Err(Fault::argument("An argument is missing.")),
        }
    }
}

/// Whether the value can stand in the answer, as its schema wants it.
fn is_of_form(name: &str, value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(plain);
    match name {
        "metadataPrefix" => is_word(value),
        "set" => value.split(':').all(is_word),
        // What RFC 3986 lets stand in an address.
        "identifier" => {
            let lets = |byte: u8| {
                byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
            };
            !value.is_empty() && value.bytes().all(lets)
        }
        _ => value.bytes().all(|byte| byte.is_ascii_graphic()),
    }
}
