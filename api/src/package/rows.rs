//! The records of a CSV file, one after another, exactly as RFC 4180 has them.
//!
//! Lenient readers guess at broken quotes and put the wrong text into the wrong cell; here a broken
//! record ends the file. What a cell may hold is not looked at.

use super::{checksum::Differs, meter::Overflow};
use std::io::{self, BufRead, Read};

/// How large a record and a file may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The bytes of one record, all its lines together.
    pub record: usize,
    /// The records of one file.
    pub rows: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            record: 1 << 20,
            rows: 50_000_000,
        }
    }
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The physical line on which it begins.
    pub line: u64,
    /// Its cells, without quotes.
    pub cells: Vec<String>,
}

/// Why a file is not read further.
#[derive(Debug)]
pub enum Fault {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// Not a record of RFC 4180; what was found, and what was expected.
    Broken(Option<String>, String),
    /// Larger than anything honest.
    TooLarge(&'static str),
    /// Another file than the one that the descriptor describes.
    Differs(Differs),
    /// The file cannot be read, which is not its own fault.
    Read(io::Error),
}

/// Splits a file into records.
pub struct Rows<R> {
    input: R,
    bounds: Bounds,
    /// Physical lines so far.
    lines: u64,
    /// Where the record at hand begins.
    begin: u64,
    records: u64,
    /// The first of the blank lines that may turn out to be the end of the file.
    blank: Option<u64>,
    raw: Vec<u8>,
    split: Split,
}

impl<R: BufRead> Rows<R> {
    /// The records of this input.
    pub fn new(input: R) -> Self {
        Self::within(input, Bounds::default())
    }

    /// The records of this input, with other bounds.
    pub fn within(input: R, bounds: Bounds) -> Self {
        Self {
            input,
            bounds,
            lines: 0,
            begin: 0,
            records: 0,
            blank: None,
            raw: Vec::new(),
            split: Split::default(),
        }
    }

    /// The physical line on which the last record begins, whole or broken.
    pub fn line(&self) -> u64 {
        self.begin
    }

    /// The next record; nothing at the end of the file.
    ///
    /// # Errors
    /// What is wrong with it; the file must not be read further then.
    pub fn record(&mut self) -> Result<Option<Record>, Fault> {
        let mut left = self.bounds.record;
        self.begin = self.lines + 1;
        loop {
            let length = self.fill(left)?;
            if length == 0 {
                return match self.split.open() {
                    false => Ok(None),
                    true => Err(broken("a closing quote before the end of the file")),
                };
            }
            left = left.saturating_sub(length);
            let (text, end) = parted(self.lines, &self.raw)?;
            if text.is_empty() && !self.split.open() {
                self.blank.get_or_insert(self.lines);
                self.begin = self.lines + 1;
                continue;
            }
            if let Some(blank) = self.blank {
                self.begin = blank;
                return Err(broken("a record: blank lines stand only at the end"));
            }
            self.split.feed(text)?;
            if let Some(cells) = self.split.end(end) {
                self.records += 1;
                // The header is a record too.
                if self.records > self.bounds.rows.saturating_add(1) {
                    return Err(Fault::TooLarge("at most 50 million rows"));
                }
                let line = self.begin;
                return Ok(Some(Record { line, cells }));
            }
        }
    }

    /// Reads one physical line, at most one byte more than `left`.
    fn fill(&mut self, left: usize) -> Result<usize, Fault> {
        self.raw.clear();
        let most = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        let length = Read::take(&mut self.input, most)
            .read_until(b'\n', &mut self.raw)
            .map_err(fault)?;
        if length > left {
            return Err(Fault::TooLarge("at most 1 MiB in one record"));
        }
        if length > 0 {
            self.lines += 1;
        }
        Ok(length)
    }
}

/// A physical line without and with what ends it, as text; the first without its byte order mark.
fn parted(line: u64, raw: &[u8]) -> Result<(&str, &str), Fault> {
    let text = std::str::from_utf8(raw).map_err(|_| Fault::NotUtf8)?;
    let text = match line {
        1 => text.strip_prefix('\u{feff}').unwrap_or(text),
        _ => text,
    };
    let end = ["\r\n", "\n"].into_iter().find(|end| text.ends_with(end));
    Ok(match end {
        Some(end) => (text.strip_suffix(end).unwrap_or(text), end),
        None => (text, ""),
    })
}

/// The cells of the record at hand, so far.
#[derive(Default)]
struct Split {
    cells: Vec<String>,
    cell: String,
    place: Place,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or half of a doubled one.
    Closed,
}

impl Split {
    /// Whether a quoted cell is not closed yet.
    fn open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// The text of one physical line.
    fn feed(&mut self, text: &str) -> Result<(), Fault> {
        let mut rest = text;
        loop {
            match self.place {
                Place::Start => {
                    let quoted = rest.strip_prefix('"');
                    self.place = quoted.map_or(Place::Plain, |_| Place::Quoted);
                    rest = quoted.unwrap_or(rest);
                }
                Place::Plain => {
                    let (head, stop, tail) = until(rest, &[',', '"', '\r']);
                    self.cell.push_str(head);
                    match stop {
                        None => return Ok(()),
                        Some(',') => self.next_cell(),
                        Some('"') => {
                            return Err(broken(
                                "a quote only at the beginning of a cell, or doubled in a quoted one",
                            ));
                        }
                        Some(_) => return Err(broken("lines that end in LF or CR LF")),
                    }
                    rest = tail;
                }
                Place::Quoted => {
                    let (head, stop, tail) = until(rest, &['"']);
                    self.cell.push_str(head);
                    if stop.is_none() {
                        return Ok(());
                    }
                    self.place = Place::Closed;
                    rest = tail;
                }
                Place::Closed => {
                    let mut behind = rest.chars();
                    match behind.next() {
                        None => return Ok(()),
                        Some(',') => self.next_cell(),
                        Some('"') => {
                            self.cell.push('"');
                            self.place = Place::Quoted;
                        }
                        Some(_) => return Err(broken("a comma behind a closing quote")),
                    }
                    rest = behind.as_str();
                }
            }
        }
    }

    /// The physical line has ended, with `end`. The cells, if the record ends with it.
    fn end(&mut self, end: &str) -> Option<Vec<String>> {
        if self.open() {
            self.cell.push_str(end);
            return None;
        }
        self.next_cell();
        let width = self.cells.len();
        Some(std::mem::replace(
            &mut self.cells,
            Vec::with_capacity(width),
        ))
    }

    fn next_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
        self.place = Place::Start;
    }
}

/// The text before the first of these, that one, and the text behind it.
fn until<'a>(text: &'a str, stops: &[char]) -> (&'a str, Option<char>, &'a str) {
    let Some(at) = text.find(stops) else {
        return (text, None, "");
    };
    let (head, tail) = text.split_at(at);
    let mut behind = tail.chars();
    let stop = behind.next();
    (head, stop, behind.as_str())
}

fn broken(expected: &str) -> Fault {
    Fault::Broken(None, expected.to_owned())
}

/// What does not come from the system itself comes from a damaged gzip or zip file.
pub fn fault(error: io::Error) -> Fault {
    if Overflow::caused(&error) {
        Fault::TooLarge(Overflow::EXPECTED)
    } else if let Some(differs) = Differs::caused(&error) {
        Fault::Differs(differs)
    } else if error.raw_os_error().is_some() {
        Fault::Read(error)
    } else {
        broken("a whole and undamaged packed file")
    }
}
