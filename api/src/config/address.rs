//! Whether the address of a database can be used. It is checked here, because the database library would repeat parts
//! of a wrong one, in which the password may stand.

use super::{ConfigError, Secret};
use reqwest::Url;

/// The parameters that an address of PostgreSQL may have; any other is refused, where the database library would log
/// it with its value.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];
const SSL_MODES: [&str; 6] = [
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
];
const FORM: &str = "expected an address such as postgres://user:password@host:5432/name; in user and password the \
    characters : / ? # [ ] @ % are written as %3A %2F %3F %23 %5B %5D %40 %25";

/// Checks the addresses of the database, each and beside each other.
pub(super) fn check(
    database: Option<&Secret>,
    owner: Option<&Secret>,
    row_security: bool,
) -> Result<(), ConfigError> {
    let wrong = |setting, expected| Err(ConfigError::Value { setting, expected });
    for (setting, url) in [("database_url", database), ("owner_url", owner)] {
        if let Some(expected) = url.and_then(|url| mistake(url.reveal())) {
            return wrong(setting, expected);
        }
    }
    if owner.is_some() && database.is_none() {
        return wrong("owner_url", "expected postgres://…, beside database_url");
    }
    if row_security && database.is_none() {
        return wrong(
            "row_security",
            "expected off: only PostgreSQL has it, and database_url is not set",
        );
    }
    Ok(())
}

/// For a PostgreSQL address that cannot be used: the text that says what an address must look like. None for one
/// that can be used.
fn mistake(url: &str) -> Option<&'static str> {
    if !["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Some("expected postgres://…; the embedded database needs none");
    }
    // A character of the password that is not encoded ends it, and what follows becomes part of something else.
    let url = match Url::parse(url) {
        Ok(url) if url.fragment().is_none() && !url.path().contains('@') => url,
        _ => return Some(FORM),
    };
    if url.query().is_some_and(|query| query.contains('@')) {
        return Some(FORM);
    }
    for (name, value) in url.query_pairs() {
        if !PARAMETERS.contains(&&*name) && !name.starts_with("options[") {
            return Some(
                "expected none but these parameters behind the question mark: sslmode, sslrootcert, sslcert, sslkey, \
                 host, hostaddr, port, dbname, user, password, application_name, options, statement-cache-capacity",
            );
        }
        let modes = value.to_ascii_lowercase();
        if matches!(&*name, "sslmode" | "ssl-mode") && !SSL_MODES.contains(&&*modes) {
            return Some(
                "expected sslmode to be disable, allow, prefer, require, verify-ca or verify-full",
            );
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn an_address_is_used_or_refused_without_repeating_it() {
        for good in [
            "postgres://istc:secret@localhost/istc",
            "postgresql://istc@localhost:5432/istc?sslmode=Verify-Full&sslrootcert=/a.pem",
            "postgres://istc@localhost/istc?host=/tmp/socket&port=5432&options=-c%20a=b&options[b]=c",
            "postgres://istc:a%40b%2F@%2Fvar%2Frun/istc",
            "postgres:///istc?user=a@b",
        ] {
            let expected = good.contains("user=a@b");
            assert_eq!(mistake(good).is_some(), expected, "{good}");
        }
        for bad in [
            "mysql://root:secret@localhost/istc",
            "postgres://istc:se/cret@localhost/istc",
            "postgres://istc:12/secret@localhost/istc",
            "postgres://istc:12?secret@localhost/istc",
            "postgres://istc:12#secret@localhost/istc",
            "postgres://istc:secret@localhost:many/istc",
            "postgres://istc@localhost/istc?pasword=secret",
            "postgres://istc@localhost/istc?sslmode=secret",
        ] {
            let said = mistake(bad).unwrap_or_else(|| panic!("{bad}"));
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
