//! Who is let in: a token that is not perfectly good is refused and never becomes the public, a good
//! one opens what its holder may see, and its scopes only narrow.

mod corpus;
mod forge;
mod people;

use crate::support::{Database, Service, both};
use forge::{EC, ED, ISSUER, RSA, STRANGER, base64, claims, header, signed, with, without};
use jsonwebtoken::Algorithm;
use reqwest::{RequestBuilder, header::HeaderValue};
use serde_json::{Value, json};

const QUESTION: &str = "{ __typename viewer { kind } projects(first: 1) { totalCount } }";

async fn service(database: Database) -> Service {
    Service::trusting(database, vec![forge::issuer()]).await
}

fn post(service: &Service, question: &str) -> RequestBuilder {
    let body = json!({"query": question}).to_string();
    let request = service.client.post(service.url("/graphql")).body(body);
    let request = request.header("content-type", "application/json");
    request.header("accept", "application/graphql-response+json")
}

/// Sees to it that nothing but 401 is answered, the same whatever is wrong.
async fn refused(case: &str, request: RequestBuilder) {
    let answer = Service::answer(request).await;
    assert_eq!(answer.status, 401, "{case}: {}", answer.text);
    assert_eq!(
        answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"",
        "{case}"
    );
    let mut body = answer.json();
    body["errors"][0]["extensions"]["requestId"] = json!("");
    let extensions = json!({"code": "UNAUTHENTICATED", "requestId": ""});
    let error = json!({"message": "The access token is not valid.", "extensions": extensions});
    assert_eq!(body, json!({"errors": [error]}), "{case}");
}

async fn refused_token(service: &Service, case: &str, token: &str) {
    refused(case, post(service, QUESTION).bearer_auth(token)).await;
}

/// What someone with this token is answered.
async fn data(service: &Service, token: &str, question: &str) -> Value {
    Service::answer(post(service, question).bearer_auth(token))
        .await
        .data()
}

/// A good token of the issuer but for these claims.
fn claiming(service: &Service, changes: Value) -> String {
    signed(&ED, &header(&ED), &with(claims(service.now()), changes))
}

both! {
    async fn a_header_that_holds_no_one_bearer_token_is_refused(database) {
        let service = service(database).await;
        let good = signed(&ED, &header(&ED), &claims(service.now()));
        assert_eq!(data(&service, &good, QUESTION).await["viewer"]["kind"], json!("PARTY"));
        for value in [
            String::new(), "Bearer".into(), "Bearer ".into(), good.clone(), format!("bearer={good}"),
            "Bearer null".into(), "Bearer undefined".into(), "Bearer ..".into(), "Bearer a.b.c".into(),
            "Basic dXNlcjpwYXNzd29yZA==".into(), format!("Basic {good}"), format!("Token {good}"),
            format!("DPoP {good}"), format!("Bearer  {good}"), format!("Bearer\t{good}"),
            format!("Bearer {good} {good}"), format!("Bearer {good}, Bearer {good}"),
            format!("Bearer \"{good}\""), format!("Bearer {good}."), format!("Bearer {good}="),
            format!("Bearer {}", good.replace('.', "")), format!("Bearer {}", "a".repeat(9_000)),
            format!("Bearer {}", good.rsplit_once('.').unwrap().0),
        ] {
            refused(&value, post(&service, QUESTION).header("authorization", &value)).await;
        }
        let bytes = HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap();
        refused("no text", post(&service, QUESTION).header("authorization", bytes)).await;
        for second in [format!("Bearer {good}"), "Basic dXNlcjpwYXNzd29yZA==".into(), String::new()] {
            let twice = post(&service, QUESTION).bearer_auth(&good).header("authorization", &second);
            refused(&format!("two headers: {second}"), twice).await;
        }
    }
}

both! {
    async fn a_token_that_the_issuer_did_not_sign_as_it_stands_is_refused(database) {
        let service = service(database).await;
        let (head, said) = (header(&ED), claims(service.now()));
        let good = signed(&ED, &head, &said);
        let [first, _, last] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
        let more = base64(with(said.clone(), json!({"role": "secretariat"})).to_string());
        let none = |name: &str| base64(json!({"alg": name, "typ": "JWT"}).to_string());
        let payload = base64(said.to_string());
        let flipped = if last.starts_with('A') { "B" } else { "A" };
        let public = ED.public["x"].as_str().unwrap().as_bytes();
        let shared = with(head.clone(), json!({"alg": "HS256"}));
        let naming = |key: Value| with(head.clone(), json!({"kid": key}));
        let own = with(head.clone(), json!({"jwk": STRANGER.public}));
        let elsewhere = with(head.clone(), json!({"jku": "https://evil.example.org/jwks.json"}));
        let ours = json!({"iss": "istc-local", "aud": "istc-data-api"});
        let twice = said.to_string().replacen('{', "{\"role\": \"party\",", 1);
        for (case, token) in [
            ("other claims", format!("{first}.{more}.{last}")),
            ("another header", format!("{}.{payload}.{last}", base64(shared.to_string()))),
            ("another signature", format!("{first}.{payload}.{flipped}{}", &last[1..])),
            ("no signature", format!("{first}.{payload}.")),
            ("none", format!("{}.{payload}.", none("none"))),
            ("None", format!("{}.{payload}.", none("None"))),
            ("none, signed", format!("{}.{payload}.{last}", none("none"))),
            ("a secret that is public", forge::with_secret(public, Algorithm::HS256, &shared, &said)),
            ("no secret", forge::with_secret(b"", Algorithm::HS256, &shared, &said)),
            ("a stranger", signed(&STRANGER, &head, &said)),
            ("a stranger who claims to be us", signed(&STRANGER, &head, &with(said.clone(), ours))),
            ("the key of another kind", signed(&EC, &head, &said)),
            ("the name of another key", signed(&ED, &naming(json!("ec")), &said)),
            ("an unknown key", signed(&ED, &naming(json!("new")), &said)),
            ("a key with a number for a name", signed(&ED, &naming(json!(1)), &said)),
            ("a key that it brings", signed(&STRANGER, &own, &said)),
            ("a key from elsewhere", signed(&STRANGER, &elsewhere, &said)),
            ("a certificate", signed(&ED, &with(head.clone(), json!({"x5c": ["MIIB"]})), &said)),
            ("something critical", signed(&ED, &with(head.clone(), json!({"crit": ["exp"]})), &said)),
            ("an identity token", signed(&ED, &with(head.clone(), json!({"typ": "id+jwt"})), &said)),
            ("a stronger algorithm", signed(&RSA, &with(header(&RSA), json!({"alg": "RS512"})), &said)),
            ("a padded signature", signed(&RSA, &with(header(&RSA), json!({"alg": "PS256"})), &said)),
            ("claims that are no JSON", forge::written(&ED, &head.to_string(), "{")),
            ("claims in a list", forge::written(&ED, &head.to_string(), &format!("[{said}]"))),
            ("a claim twice", forge::written(&ED, &head.to_string(), &twice)),
        ] {
            refused_token(&service, case, &token).await;
        }
        for name in ["alg", "typ", "kid"] {
            let token = signed(&ED, &without(head.clone(), name), &said);
            refused_token(&service, &format!("without {name}"), &token).await;
        }
    }
}

both! {
    async fn a_token_that_says_too_little_or_too_much_is_refused(database) {
        let service = service(database).await;
        let now = service.now();
        for name in ["iss", "aud", "sub", "nbf", "exp", "role", "party"] {
            let token = signed(&ED, &header(&ED), &without(claims(now), name));
            refused_token(&service, &format!("without {name}"), &token).await;
        }
        for changes in [
            json!({"nbf": now - 3600, "iat": now - 3600, "exp": now - 31}), json!({"exp": now}),
            json!({"exp": (now + 3600).to_string()}), json!({"exp": -1}), json!({"exp": 1e300}),
            json!({"exp": null}), json!({"nbf": now + 60}), json!({"iat": now + 60}),
            json!({"nbf": null}), json!({"exp": now + 86_401}), json!({"exp": now + 600, "nbf": now + 601}),
            json!({"aud": "https://elsewhere.example.org"}), json!({"aud": []}), json!({"aud": 1}),
            json!({"aud": [forge::AUDIENCE, 1]}), json!({"aud": "https://data.example.org/"}),
            json!({"iss": "https://elsewhere.example.org"}), json!({"iss": "https://login.example.org/"}),
            json!({"iss": [ISSUER]}), json!({"iss": "istc-local", "aud": "istc-data-api"}),
            json!({"sub": ""}), json!({"sub": 7}), json!({"sub": null}),
            json!({"role": "public"}), json!({"role": "admin"}), json!({"role": "Party"}),
            json!({"role": ["party"]}), json!({"role": "secretariat"}), json!({"role": null}),
            json!({"role": "partner"}), json!({"role": "institute"}), json!({"role": "country"}),
            json!({"party": "eu"}), json!({"party": "EUR"}), json!({"party": "E"}), json!({"party": ""}),
            json!({"party": ["EU"]}), json!({"party": null}), json!({"party": 7}), json!({"party": "EU "}),
            json!({"funder": "party-eu"}), json!({"funder": null}), json!({"institute": "tokyo-univ"}),
            json!({"scope": ["funding"]}), json!({"scope": null}),
        ] {
            refused_token(&service, &changes.to_string(), &claiming(&service, changes)).await;
        }
    }
}
