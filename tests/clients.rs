//! Programs that get tokens from the service itself: the client credentials grant as RFC 6749 has it, what such a token
//! opens, and its end.

use crate::support::{Answer, Service, both};
use api::{
    client::{ClientId, Desk, Refusal, Secret},
    http::DoorSettings,
    token::{KeySource, LOCAL_ISSUER, LocalKey, Role, Verifier, VerifierSettings},
};
use entity::{Client, NewClient, Who};
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const GRANT: &str = "grant_type=client_credentials";
const FORM: &str = "application/x-www-form-urlencoded";
const QUESTION: &str = "{ viewer { kind party { code } scopes } contributions { totalCount } }";

/// A program with its id and secret.
struct Program {
    id: String,
    secret: String,
}

impl Program {
    async fn added(service: &Service, who: Who, scope: &str) -> Self {
        let (id, secret) = (ClientId::random().as_str().to_owned(), Secret::random());
        let client = NewClient {
            id: id.clone(),
            name: "A program".into(),
            client: Client {
                who,
                scope: scope.into(),
                secret_hash: secret.hash().unwrap(),
            },
        };
        let register = service.store.client_register(&service.writer);
        register.add(client, 0).await.unwrap();
        Self {
            id,
            secret: secret.reveal().to_owned(),
        }
    }

    /// Asks for a token by the header.
    async fn asks(&self, service: &Service, more: &str) -> Answer {
        let request = form(service, &format!("{GRANT}{more}"));
        Service::answer(request.basic_auth(&self.id, Some(&self.secret))).await
    }

    async fn token(&self, service: &Service) -> String {
        let answer = self.asks(service, "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }
}

fn form(service: &Service, body: &str) -> RequestBuilder {
    let request = service.client.post(service.url("/oauth/token"));
    request.header("content-type", FORM).body(body.to_owned())
}

async fn ask(service: &Service, token: &str) -> Answer {
    let body = json!({ "query": QUESTION }).to_string();
    let request = service.client.post(service.url("/graphql")).body(body);
    let request = request
        .header("content-type", "application/json")
        .bearer_auth(token);
    Service::answer(request.header("accept", "application/graphql-response+json")).await
}

/// Sees to it that no token is given, for this reason.
#[track_caller]
fn refused(case: &str, answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{case}: {}", answer.text);
    let body = answer.json();
    assert_eq!(body["error"], json!(error), "{case}");
    assert!(
        !body["error_description"].as_str().unwrap().is_empty(),
        "{case}"
    );
    assert_eq!(body.as_object().unwrap().len(), 2, "{case}");
    let challenge = answer.headers.get("www-authenticate");
    assert_eq!(challenge.is_some(), status == 401, "{case}");
    assert!(
        challenge.is_none_or(|told| told.to_str().unwrap().starts_with("Basic ")),
        "{case}"
    );
    assert_eq!(answer.headers["cache-control"], "no-store", "{case}");
}

both! {
    async fn a_program_gets_a_short_lived_token_that_opens_what_its_party_may_see(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding results").await;
        let answer = program.asks(&service, "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["pragma"], "no-cache");
        assert_eq!(answer.headers["content-type"], "application/json");
        let told = answer.json();
        assert_eq!(
            (&told["token_type"], &told["expires_in"], &told["scope"]),
            (&json!("Bearer"), &json!(900), &json!("funding results"))
        );
        let token = told["access_token"].as_str().unwrap();
        let data = ask(&service, token).await.data();
        let viewer = json!({"kind": "PARTY", "party": {"code": "EU"}, "scopes": ["CARD", "FUNDING", "RESULTS"]});
        assert_eq!(data["viewer"], viewer);
        assert_ne!(data["contributions"]["totalCount"], json!(0));
        // With both in the body, and narrower.
        let body = format!("{GRANT}&client_id={}&client_secret={}&scope=results", program.id, program.secret);
        let told = Service::answer(form(&service, &body)).await.json();
        assert_eq!(told["scope"], json!("results"));
        let narrow = ask(&service, told["access_token"].as_str().unwrap()).await.data();
        assert_eq!(narrow["viewer"]["scopes"], json!(["CARD", "RESULTS"]));
        assert_eq!(narrow["contributions"]["totalCount"], json!(0));
        // Its end, and the half minute by which clocks may differ.
        service.pass(929);
        assert_eq!(ask(&service, token).await.status, 200);
        service.pass(1);
        assert_eq!(ask(&service, token).await.status, 401);
        for who in [Who::Partner("partner-listed".into()), Who::Institute("tokyo-univ".into()), Who::Secretariat] {
            let token = Program::added(&service, who, "card").await.token(&service).await;
            assert_eq!(ask(&service, &token).await.status, 200);
        }
    }
}

both! {
    async fn whoever_is_not_known_hears_the_same_whatever_is_wrong(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let revoked = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let register = service.store.client_register(&service.writer);
        assert!(register.revoke(&revoked.id, 0).await.unwrap());
        assert!(!register.revoke(&revoked.id, 0).await.unwrap(), "once is enough");
        let nobody = ClientId::random();
        let longer = format!("{}x", program.secret);
        let mut bodies = Vec::new();
        for (case, id, secret) in [
            ("another secret", &*program.id, &*revoked.secret),
            ("a longer secret", &program.id, &longer),
            ("an empty secret", &program.id, ""),
            ("a revoked client", &revoked.id, &revoked.secret),
            ("an unknown client", nobody.as_str(), &program.secret),
            ("no client's id", "' or '1'='1", &program.secret),
            ("a null byte", "istc-\0", &program.secret),
            ("nobody", "", ""),
        ] {
            let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
            let request = form(&service, GRANT).basic_auth(encoded(id), Some(encoded(secret)));
            let answer = Service::answer(request).await;
            refused(case, &answer, 401, "invalid_client");
            bodies.push(answer.text);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        refused("no client at all", &Service::answer(form(&service, GRANT)).await, 401, "invalid_client");
        let bearer = form(&service, GRANT).bearer_auth(program.token(&service).await);
        refused("a token for a secret", &Service::answer(bearer).await, 401, "invalid_client");
    }
}

both! {
    async fn requests_that_are_not_as_they_should_be_are_told_what_is_wrong(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        for (more, error) in [
            ("&scope=reports", "invalid_scope"), ("&scope=funding+results", "invalid_scope"), ("&scope=admin", "invalid_scope"),
            ("&scope=Funding", "invalid_scope"), ("&scope=funding++card", "invalid_scope"), ("&scope=funding%00", "invalid_scope"),
            ("&scope=card&scope=card", "invalid_request"), ("&client_secret=x", "invalid_request"), ("&client_id=x", "invalid_request"),
        ] {
            refused(more, &program.asks(&service, more).await, 400, error);
        }
        for scope in ["card", "funding", "card+funding", "funding+card+funding", ""] {
            assert_eq!(program.asks(&service, &format!("&scope={scope}")).await.status, 200, "{scope}");
        }
        let credentials = format!("client_id={}&client_secret={}", program.id, program.secret);
        let with = |body: &str| form(&service, &format!("{body}&{credentials}"));
        for (body, error) in [
            ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
            ("grant_type=", "invalid_request"), ("scope=funding", "invalid_request"), ("%ff=1", "invalid_request"),
        ] {
            refused(body, &Service::answer(with(body)).await, 400, error);
        }
        let inside = service.client.post(service.url(&format!("/oauth/token?{credentials}"))).header("content-type", FORM);
        refused("in the address", &Service::answer(inside.body(GRANT)).await, 400, "invalid_request");
        let kind = service.client.post(service.url("/oauth/token")).json(&json!({"grant_type": "client_credentials"}));
        refused("JSON", &Service::answer(kind).await, 400, "invalid_request");
        let wide = form(&service, &format!("{GRANT}&x={}", "x".repeat(8 * 1024)));
        refused("too much", &Service::answer(wide).await, 413, "invalid_request");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = Service::answer(service.client.request(method, service.url("/oauth/token"))).await;
            refused("another method", &answer, 405, "invalid_request");
            assert_eq!(answer.headers["allow"], "POST");
        }
    }
}

both! {
    async fn a_revoked_client_is_out_at_once_and_its_tokens_ten_seconds_later(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let other = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let (token, others) = (program.token(&service).await, other.token(&service).await);
        assert_eq!(ask(&service, &token).await.status, 200);
        let register = service.store.client_register(&service.writer);
        assert!(register.revoke(&program.id, service.now().try_into().unwrap()).await.unwrap());
        refused("revoked", &program.asks(&service, "").await, 401, "invalid_client");
        service.pass(10);
        let answer = ask(&service, &token).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "UNAUTHENTICATED"));
        assert_eq!(answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
        assert_eq!(ask(&service, &others).await.status, 200, "another client's");
    }
}

both! {
    async fn the_register_tells_when_each_client_was_last_used(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let idle = Program::added(&service, Who::Secretariat, "card").await;
        let register = service.store.client_register(&service.writer);
        let used = async |program: &Program| {
            let listed = register.list().await.unwrap();
            assert_eq!(listed.len(), 2);
            listed.into_iter().find(|client| client.id == program.id).unwrap().last_used_at
        };
        assert_eq!(used(&program).await, None);
        let first = i64::try_from(service.now()).unwrap();
        program.token(&service).await;
        assert_eq!(used(&program).await, Some(first));
        // Not written down each time: no more than once a minute.
        service.pass(60);
        program.token(&service).await;
        assert_eq!(used(&program).await, Some(first));
        service.pass(1);
        program.token(&service).await;
        assert_eq!(used(&program).await, Some(first + 61));
        // Who is refused was not here.
        let wrong = form(&service, GRANT).basic_auth(&idle.id, Some(&program.secret));
        refused("wrong", &Service::answer(wrong).await, 401, "invalid_client");
        assert_eq!(used(&idle).await, None);
    }
}

both! {
    async fn the_keys_are_public_and_check_the_tokens_anywhere(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let token = program.token(&service).await;
        let address = service.url("/.well-known/jwks.json");
        let answer = Service::answer(service.client.get(&address)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "application/jwk-set+json");
        assert_eq!(answer.headers["cache-control"], "public, max-age=300");
        let keys = answer.json();
        let [key] = keys["keys"].as_array().unwrap().as_slice() else { panic!("{keys}") };
        assert_eq!((&key["kid"], &key["alg"], &key["d"]), (&json!(service.key.id()), &json!("EdDSA"), &Value::Null));
        assert_eq!(Service::answer(service.client.head(&address)).await.status, 200);
        // As somebody else's service would.
        let mut issuer = service.key.issuer();
        issuer.keys = KeySource::Address(address);
        let verifier = Verifier::new(VerifierSettings { issuers: vec![issuer] }).unwrap();
        let claims = verifier.verify(&token, service.now()).await.unwrap();
        assert_eq!((claims.role, claims.issuer.as_str()), (Role::Party("EU".into()), LOCAL_ISSUER));
        assert_eq!((claims.subject.as_str(), claims.client.as_deref()), (&*program.id, Some(&*program.id)));
    }
}

both! {
    async fn too_many_at_once_are_sent_away_and_the_others_served(database) {
        let service = Service::of_the_world(database).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let key = LocalKey::load_or_create(service.database.folder.path()).unwrap();
        let desk = Desk::new(service.store.clients(&service.writer), key);
        let now = service.now();
        // One address asks again and again, with secrets that are wrong; another asks once in between.
        let wrong = (0..200).map(async |_| {
            let nobody = ClientId::random();
            desk.grant("192.0.2.1", nobody.as_str(), Secret::random(), None, now).await.err()
        });
        let honest = desk.grant("192.0.2.2", &program.id, Secret::given(program.secret.clone()), None, now);
        let (sent_away, granted) = tokio::join!(join_all(wrong), honest);
        assert!(granted.is_ok(), "{:?}", granted.err());
        let mut checked = 0;
        for refusal in sent_away {
            match refusal {
                Some(Refusal::Client) => checked += 1,
                Some(Refusal::Busy) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(checked > 0, "nobody was waited for");
        // By the door: a token, or a word when to come back.
        let answers = join_all((0..200).map(|_| program.asks(&service, ""))).await;
        assert!(answers.iter().any(|answer| answer.status == 200));
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            refused("busy", answer, 503, "temporarily_unavailable");
            assert_eq!(answer.headers["retry-after"], "2");
        }
        assert_eq!(program.asks(&service, "").await.status, 200);
    }
}

both! {
    async fn requests_for_tokens_are_paid_for_by_their_address(database) {
        let settings = DoorSettings { budget: Some(50_000), proxies: 1, ..DoorSettings::default() };
        let service = Service::with(database, settings).await;
        let program = Program::added(&service, Who::Party("EU".into()), "funding").await;
        let ask = async |from: &str, secret: &str| {
            let request = form(&service, GRANT).header("x-forwarded-for", from);
            Service::answer(request.basic_auth(&program.id, Some(secret))).await
        };
        let mut asked = 0;
        let spent = loop {
            let answer = ask("192.0.2.1", "wrong").await;
            if answer.status != 401 {
                break answer;
            }
            asked += 1;
            assert!(asked < 10_000, "wrong secrets are never too many");
        };
        assert!(asked >= 100, "{asked}");
        refused("spent", &spent, 429, "temporarily_unavailable");
        let wait: u64 = spent.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(ask("192.0.2.2", &program.secret).await.status, 200, "another address");
    }
}
