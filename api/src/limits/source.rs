//! The scan of a document's text before the parser sees it: tokens counted, brackets followed.
//! It decides nothing about grammar; what it takes for a token is at least one for the parser.

use async_graphql::Pos;

use super::{Counted, DOCUMENT_BYTES, NAME_BYTES, Refusal, SOURCE_NESTING, TOKENS};

/// Counts the tokens of a document and the brackets open at one time.
///
/// Comments, white space and commas are no tokens; a string is one, whatever it contains.
///
/// # Errors
///
/// More than [`DOCUMENT_BYTES`], [`TOKENS`] or [`SOURCE_NESTING`], a name beyond [`NAME_BYTES`], or a
/// string without end.
pub fn tokens(source: &str) -> Result<(), Refusal> {
    if source.len() > DOCUMENT_BYTES {
        return Err(Refusal::TooLong);
    }
    let mut scan = Scan { source, at: 0 };
    let (mut count, mut open) = (0_usize, 0_usize);
    while let Some((start, first)) = scan.token()? {
        count += 1;
        if count > TOKENS {
            return Err(Counted::Tokens.refused(Some(scan.position(start))));
        }
        match first {
            b'{' | b'[' | b'(' => {
                open += 1;
                if open > SOURCE_NESTING {
                    let at = scan.position(start);
                    return Err(Refusal::Nested { at });
                }
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' if scan.at - start > NAME_BYTES => {
                let at = scan.position(start);
                return Err(Refusal::LongName { at });
            }
            // One bracket too many, or of the wrong kind, stops the parser there and then.
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// A place in the text, moving forward byte by byte; bytes beyond ASCII are never looked into.
struct Scan<'s> {
    source: &'s str,
    at: usize,
}

impl Scan<'_> {
    /// Passes the next token; answers where it starts and its first byte.
    fn token(&mut self) -> Result<Option<(usize, u8)>, Refusal> {
        self.pass_ignored();
        let start = self.at;
        let Some(first) = self.byte(0) else {
            return Ok(None);
        };
        match first {
            b'"' => self.pass_string(start)?,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.pass_while(in_name),
            b'-' | b'0'..=b'9' => self.pass_number(),
            b'.' if self.starts_with("...") => self.at += 3,
            _ => {
                self.at += 1;
                self.pass_while(|byte| !byte.is_ascii());
            }
        }
        Ok(Some((start, first)))
    }

    fn pass_ignored(&mut self) {
        const BYTE_ORDER_MARK: &str = "\u{feff}";
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | b',') => self.at += 1,
                Some(b'#') => self.pass_while(|byte| !matches!(byte, b'\n' | b'\r')),
                Some(_) if self.starts_with(BYTE_ORDER_MARK) => self.at += BYTE_ORDER_MARK.len(),
                _ => return,
            }
        }
    }

    fn pass_string(&mut self, start: usize) -> Result<(), Refusal> {
        const BLOCK: &str = "\"\"\"";
        if self.starts_with(BLOCK) {
            self.at += BLOCK.len();
            while let Some(byte) = self.byte(0) {
                if self.starts_with(BLOCK) {
                    self.at += BLOCK.len();
                    return Ok(());
                }
                let escaped = byte == b'\\' && self.starts_with("\\\"\"\"");
                self.at += if escaped { 1 + BLOCK.len() } else { 1 };
            }
        } else {
            self.at += 1;
            while let Some(byte) = self.byte(0) {
                match byte {
                    b'"' => {
                        self.at += 1;
                        return Ok(());
                    }
                    b'\n' | b'\r' => break,
                    // Whether the escape is a valid one is for the parser to say.
                    b'\\' if !matches!(self.byte(1), Some(b'\n' | b'\r')) => self.at += 2,
                    _ => self.at += 1,
                }
            }
        }
        let at = self.position(start);
        Err(Refusal::Unterminated { at })
    }

    /// Passes a number, sign included. The parser needs no space between two numbers: `1-1`
    /// is two of them, so a sign belongs to a number only at its start or after its `e`.
    fn pass_number(&mut self) {
        self.at += 1;
        let mut exponent = false;
        while let Some(byte) = self.byte(0) {
            let part = match byte {
                b'+' | b'-' => exponent,
                b'.' => self.byte(1).is_some_and(|next| next.is_ascii_digit()),
                _ => in_name(byte),
            };
            if !part {
                return;
            }
            exponent = matches!(byte, b'e' | b'E');
            self.at += 1;
        }
    }

    fn pass_while(&mut self, part: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&part) {
            self.at += 1;
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.source
            .as_bytes()
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(text.as_bytes()))
    }

    /// Line and column of a byte, counted as the parser counts them.
    fn position(&self, start: usize) -> Pos {
        let before = self.source.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let in_line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        Pos {
            line,
            column: in_line.chars().count() + 1,
        }
    }
}

fn in_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}
