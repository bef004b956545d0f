//! Identifiers of the outside world, checked in form: DOI, ROR, web addresses.

use super::text::is_unseen;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// The bare form of a DOI (`10.1000/x`), with upper and lower case as given. A resolver's address before it, such as
/// `https://doi.org/`, is dropped and the rest percent-decoded (`%28` is `(`); so is a label such as `doi:`.
pub fn doi(text: &str) -> Option<String> {
    const RESOLVERS: [&str; 3] = ["doi.org/", "dx.doi.org/", "www.doi.org/"];
    const NAMES: [&str; 4] = ["doi:", "urn:doi:", "info:doi/", "doi "];
    let text = text.trim();
    let address = without(text, "https://").or_else(|| without(text, "http://"));
    let address = address.unwrap_or(text);
    let resolved = RESOLVERS
        .iter()
        .find_map(|resolver| without(address, resolver));
    let bare: Cow<'_, str> = match resolved {
        Some(encoded) => percent_decode_str(encoded).decode_utf8().ok()?,
        None => {
            let named = NAMES.iter().find_map(|name| without(text, name));
            named.unwrap_or(text).trim_start().into()
        }
    };
    let (registrant, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let numeric = registrant
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let printable = !suffix.is_empty()
        && !suffix
            .chars()
            .any(|letter| letter.is_whitespace() || is_unseen(letter));
    (numeric && registrant.len() >= 4 && printable).then(|| bare.into_owned())
}

/// The address by which a DOI's resolver knows it: what would end or break an address is encoded.
pub fn doi_address(doi: &str) -> String {
    const BREAKING: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    format!("https://doi.org/{}", utf8_percent_encode(doi, BREAKING))
}

/// A DOI in the form in which it is compared: upper and lower case are the same.
pub fn doi_compared(text: &str) -> Option<String> {
    doi(text).map(|doi| doi.to_ascii_lowercase())
}

/// The text after a prefix, which is compared without regard to upper and lower case.
fn without<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    let (begin, rest) = text.split_at_checked(beginning.len())?;
    begin.eq_ignore_ascii_case(beginning).then_some(rest)
}

/// A ROR identifier as its full address, its check digits verified (ISO 7064 MOD 97-10 over
/// Crockford's base 32). Its nine letters and digits may stand alone, and be of either case.
pub fn ror(text: &str) -> Option<String> {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let address = without(text, "https://").or_else(|| without(text, "http://"));
    let address = address.unwrap_or(text);
    let id = without(address, "ror.org/").or_else(|| without(address, "www.ror.org/"));
    let id = id.unwrap_or(address).trim_end_matches('/');
    let id = id.to_ascii_lowercase();
    if id.len() != 9 || !id.starts_with('0') || !id.is_ascii() {
        return None;
    }
    let (body, check) = id.split_at(7);
    let mut number: u64 = 0;
    for letter in body.chars() {
        number = number * 32 + ALPHABET.find(letter)? as u64;
    }
    let expected = 98 - (number * 100) % 97;
    (check == format!("{expected:02}")).then(|| format!("https://ror.org/{id}"))
}

/// An absolute http or https address with a host.
pub fn url(text: &str) -> Option<String> {
    let parsed = url::Url::parse(text).ok()?;
    let web = matches!(parsed.scheme(), "http" | "https") && parsed.has_host();
    (web && !text.chars().any(char::is_whitespace)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_are_bare() {
        assert_eq!(doi("https://doi.org/10.1000/x"), Some("10.1000/x".into()));
        assert_eq!(
            doi("10.1016/j.nima.2020.01(2)"),
            Some("10.1016/j.nima.2020.01(2)".into())
        );
        for text in [
            "HTTPS://DOI.ORG/10.1000/x",
            "http://dx.doi.org/10.1000/x",
            "https://www.doi.org/10.1000/x",
            "doi.org/10.1000/x",
            "doi:10.1000/x",
            "DOI: 10.1000/x",
            "info:doi/10.1000/x",
            "urn:doi:10.1000/x",
            " 10.1000/x ",
        ] {
            assert_eq!(doi(text), Some("10.1000/x".into()), "{text:?}");
        }
        let encoded = "https://doi.org/10.1002/%28SICI%291098";
        assert_eq!(doi(encoded), Some("10.1002/(SICI)1098".into()));
        let bare = "10.1002/(SICI)1098-2418<1::AID>3#x?y%z";
        assert_eq!(doi(&doi_address(bare)), Some(bare.into()));
        assert_eq!(
            doi_address("10.1002/(a)<b>#c?d%e"),
            "https://doi.org/10.1002/(a)%3Cb%3E%23c%3Fd%25e"
        );
        // Elsewhere a percent sign stands for itself.
        assert_eq!(doi("10.1002/a%28b"), Some("10.1002/a%28b".into()));
        assert_eq!(
            doi_compared("doi:10.1000/GLASS"),
            Some("10.1000/glass".into())
        );
        for text in [
            "",
            "10.1000",
            "11.1000/x",
            "10.10 00/x",
            "10./x",
            "10.1000/",
            "10.1000/x\u{200b}",
            "https://example.org/10.1000/x",
            "https://doi.org/%ff",
        ] {
            assert_eq!(doi(text), None, "{text:?}");
        }
    }

    #[test]
    fn ror_check_digits_are_verified() {
        // The University of Glasgow, the University of Tokyo.
        for text in ["https://ror.org/00vtgdb53", "https://ror.org/057zh3y96"] {
            assert_eq!(ror(text), Some(text.into()));
        }
        for text in [
            "00vtgdb53",
            "00VTGDB53",
            "http://ror.org/00vtgdb53",
            "https://www.ror.org/00vtgdb53/",
            "ror.org/00vtgdb53",
        ] {
            assert_eq!(
                ror(text),
                Some("https://ror.org/00vtgdb53".into()),
                "{text}"
            );
        }
        for text in [
            "https://ror.org/00vtgdb54",
            "https://ror.org/00vtgdb5",
            "https://ror.org/0ilou0000",
            "https://example.org/00vtgdb53",
        ] {
            assert_eq!(ror(text), None, "{text:?}");
        }
    }

    #[test]
    fn addresses_are_absolute() {
        assert!(url("https://www.istc.int/projects/40624").is_some());
        for text in [
            "",
            "www.istc.int",
            "ftp://istc.int",
            "javascript:alert(1)",
            "http://",
            "https://a b",
        ] {
            assert_eq!(url(text), None, "{text:?}");
        }
    }
}
