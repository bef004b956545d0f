//! By which name the records are known, and to whom harvesters write.

/// How this service is called among those that are harvested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The domain in every record's identifier. It should never change.
    pub domain: String,
    /// To whom harvesters write.
    pub email: String,
}

impl Default for Repository {
    /// A name that nobody can own (RFC 2606), so that records of a service that was given none are taken for
    /// nobody else's.
    fn default() -> Self {
        Self {
            domain: "unnamed.invalid".into(),
            email: "nobody@unnamed.invalid".into(),
        }
    }
}

impl Repository {
    /// Whether this is a domain as identifiers hold it: parts that begin with a letter, between points.
    pub fn is_domain(text: &str) -> bool {
        let is_part = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphabetic())
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        text.len() <= 100 && text.contains('.') && text.split('.').all(is_part)
    }

    /// Whether this looks like an address for mail.
    pub fn is_email(text: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'@';
        text.len() <= 200
            && text.split_once('@').is_some_and(|(name, domain)| {
                !name.is_empty() && name.bytes().all(plain) && Self::is_domain(domain)
            })
    }
}
