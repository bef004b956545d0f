//! Identifiers of the outside world, checked in form: DOI, ROR, web addresses.

/// A DOI in its bare form (`10.1000/x`); a leading resolver address is stripped.
pub fn doi(text: &str) -> Option<String> {
    let bare = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
    ]
    .iter()
    .find_map(|prefix| text.strip_prefix(prefix))
    .unwrap_or(text);
    let (registrant, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let numeric = registrant
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let printable = !suffix.is_empty() && !suffix.chars().any(char::is_whitespace);
    (numeric && registrant.len() >= 4 && printable).then(|| bare.to_owned())
}

/// A ROR identifier as its full address, its check digits verified (ISO 7064 MOD 97-10 over
/// Crockford's base 32).
pub fn ror(text: &str) -> Option<String> {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let id = text.strip_prefix("https://ror.org/")?;
    if id.len() != 9 || !id.starts_with('0') || !id.is_ascii() {
        return None;
    }
    let (body, check) = id.split_at(7);
    let mut number: u64 = 0;
    for letter in body.chars() {
        number = number * 32 + ALPHABET.find(letter)? as u64;
    }
    let expected = 98 - (number * 100) % 97;
    (check == format!("{expected:02}")).then(|| text.to_owned())
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
            "",
            "10.1000",
            "11.1000/x",
            "10.10 00/x",
            "10./x",
            "10.1000/",
            "doi:10.1000/x",
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
            "https://ror.org/00vtgdb54",
            "00vtgdb53",
            "https://ror.org/00vtgdb5",
            "https://ror.org/0ilou0000",
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
