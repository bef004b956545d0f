use super::*;
use actix_web::http::header::{HeaderName, HeaderValue};

const FORM: &str = "application/x-www-form-urlencoded";

fn read(headers: &[(&str, &str)], query: &str, body: &[u8]) -> Result<Asked, Fault> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    Asked::read(&map, query, body)
}

fn form(body: &str) -> Result<Asked, Fault> {
    read(&[("content-type", FORM)], "", body.as_bytes())
}

fn with_basic(pair: &str, body: &str) -> Result<Asked, Fault> {
    let header = format!("Basic {}", STANDARD.encode(pair));
    read(
        &[("content-type", FORM), ("authorization", &header)],
        "",
        body.as_bytes(),
    )
}

fn error(asked: Result<Asked, Fault>) -> (u16, &'static str) {
    let fault = asked.err().unwrap();
    (fault.status.as_u16(), fault.error)
}

const GRANT: &str = "grant_type=client_credentials";

#[test]
fn a_client_says_who_it_is_in_the_header_or_in_the_body() {
    for asked in [
        form(&format!(
            "{GRANT}&client_id=a%3Ab&client_secret=c+d%26%C3%A9&scope=funding+results"
        )),
        form(
            "scope=funding%20results&client_secret=c%20d%26%C3%A9&client_id=a:b&grant_type=client%5Fcredentials",
        ),
        with_basic(
            "a%3Ab:c+d%26%C3%A9",
            &format!("{GRANT}&scope=funding+results"),
        ),
        with_basic(
            "a%3ab:c%20d%26%c3%a9",
            &format!("{GRANT}&scope=funding+results&client_id=a%3Ab"),
        ),
    ] {
        let asked = asked.unwrap();
        assert_eq!((asked.id.as_str(), asked.secret.as_str()), ("a:b", "c d&é"));
        assert_eq!(asked.scope.as_deref(), Some("funding results"));
    }
    // A secret may hold a colon, an id may not; a value that is empty is none.
    let asked = with_basic("a:b:c", &format!("{GRANT}&scope=&client_secret=")).unwrap();
    assert_eq!(
        (asked.id.as_str(), asked.secret.as_str(), asked.scope),
        ("a", "b:c", None)
    );
}

#[test]
fn what_is_passed_over() {
    for body in [
        "&&grant_type=client_credentials&client_id=a&client_secret=b&",
        "x=1&resource=y&grant_type=client_credentials&client_id=a&client_secret=b",
    ] {
        assert!(form(body).is_ok(), "{body}");
    }
    let credentials = format!("{GRANT}&client_id=a&client_secret=b");
    for kind in [
        FORM,
        "Application/X-WWW-Form-URLencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
    ] {
        assert!(
            read(&[("content-type", kind)], "", credentials.as_bytes()).is_ok(),
            "{kind}"
        );
    }
}

#[test]
fn requests_that_are_not_of_their_form() {
    let credentials = "client_id=a&client_secret=b";
    let good = format!("{GRANT}&{credentials}");
    let invalid = (400, "invalid_request");
    for body in [
        "",
        credentials,
        "grant_type=&client_id=a&client_secret=b",
        &format!("{good}&{GRANT}"),
        &format!("{good}&client_id=a"),
        &format!("{good}&client_secret="),
        &format!("{good}&scope=a&scope=b"),
        &format!("{good}&x=1&x=1"),
        &format!("{good}&x&x"),
        &format!("{good}&x=%ff"),
        &format!("{good}&%c3=1"),
    ] {
        assert_eq!(error(form(body)), invalid, "{body}");
    }
    for query in ["a", "client_secret=b", "access_token=x"] {
        let asked = read(&[("content-type", FORM)], query, good.as_bytes());
        assert_eq!(error(asked), invalid, "{query}");
    }
    for headers in [
        &[][..],
        &[("content-type", "application/json")],
        &[("content-type", "multipart/form-data; boundary=x")],
        &[(
            "content-type",
            "application/x-www-form-urlencoded; charset=latin1",
        )],
        &[("content-type", FORM), ("content-type", FORM)],
        &[("content-type", FORM), ("content-encoding", "gzip")],
    ] {
        assert_eq!(
            error(read(headers, "", good.as_bytes())),
            invalid,
            "{headers:?}"
        );
    }
    assert_eq!(error(with_basic("a:b", &good)), invalid, "in both");
    assert_eq!(
        error(with_basic("a:b", &format!("{GRANT}&client_secret=b"))),
        invalid
    );
    assert_eq!(
        error(with_basic("a:b", &format!("{GRANT}&client_id=c"))),
        invalid
    );
    let basic = format!("Basic {}", STANDARD.encode("a:b"));
    let twice = [
        ("content-type", FORM),
        ("authorization", &basic),
        ("authorization", &basic),
    ];
    assert_eq!(error(read(&twice, "", GRANT.as_bytes())), invalid);
    for grant in [
        "password",
        "authorization_code",
        "refresh_token",
        "Client_Credentials",
        "client_credentials ",
        "urn:x",
    ] {
        let asked = form(&format!("grant_type={grant}&{credentials}"));
        assert_eq!(error(asked), (400, "unsupported_grant_type"), "{grant}");
    }
}

#[test]
fn clients_that_do_not_say_who_they_are() {
    let unknown = (401, "invalid_client");
    for body in [
        GRANT,
        &format!("{GRANT}&client_id=a"),
        &format!("{GRANT}&client_secret=b"),
        &format!("{GRANT}&client_id=&client_secret="),
    ] {
        assert_eq!(error(form(body)), unknown, "{body}");
    }
    let colonless = format!("Basic {}", STANDARD.encode("a"));
    let padded_badly = STANDARD.encode("a:bc").replace('=', "");
    let no_text = format!("Basic {}", STANDARD.encode(b"a:\xff"));
    for header in [
        "",
        "Basic",
        "Basic ",
        "Basic !!!!",
        &format!("Basic {padded_badly}"),
        &colonless,
        &no_text,
        "Bearer abc",
        "Digest a=b",
        "a:b",
    ] {
        let asked = read(
            &[("content-type", FORM), ("authorization", header)],
            "",
            GRANT.as_bytes(),
        );
        assert_eq!(error(asked), unknown, "{header}");
    }
}
