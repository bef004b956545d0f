//! An issuer that publishes its keys, a verifier that trusts it, and the clock of the verifier's cache. A small server
//! counts what it is asked.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::*;

pub const UNKNOWN: Result<Role, Refused> = Err(Refused::Invalid(Reason::UnknownKey));
pub const UNAVAILABLE: Result<Role, Refused> = Err(Refused::Unavailable);

pub struct Scene {
    pub verifier: Arc<Verifier>,
    /// The issuer's name.
    pub name: String,
    /// Where its server is.
    pub address: String,
    pub issuer: Arc<Issuer>,
    seconds: Arc<AtomicU64>,
}

pub struct Issuer {
    /// The whole HTTP answer to whoever reads keys; none closes the connection.
    answer: Mutex<Option<Vec<u8>>>,
    /// The same to whoever reads the configuration.
    configuration: Mutex<Option<Vec<u8>>>,
    /// While this is false, requests are taken and not answered.
    pub open: watch::Sender<bool>,
    /// How often keys were read.
    fetches: watch::Sender<usize>,
    /// How often the configuration was.
    configurations: AtomicU64,
}

impl Scene {
    /// Of an issuer whose keys are at an address.
    pub async fn new(answer: Option<Vec<u8>>) -> Self {
        Self::of(answer, |address| {
            issuer(KeySource::Address(format!("{address}/keys")))
        })
        .await
    }

    /// Of an issuer that says where its keys are.
    pub async fn discovering(answer: Option<Vec<u8>>) -> Self {
        Self::discovering_as(answer, "").await
    }

    /// The same, its name having this after the address.
    pub async fn discovering_as(answer: Option<Vec<u8>>, path: &str) -> Self {
        let scene = Self::of(answer, |address| IssuerSettings {
            issuer: format!("{address}{path}"),
            ..issuer(KeySource::Discovery)
        })
        .await;
        scene.configure(json!({
            "issuer": scene.name, "jwks_uri": format!("{}/keys", scene.address),
            "token_endpoint": format!("{}/token", scene.address),
        }));
        scene
    }

    async fn of(answer: Option<Vec<u8>>, settings: impl Fn(&str) -> IssuerSettings) -> Self {
        let issuer = Arc::new(Issuer {
            answer: Mutex::new(answer),
            configuration: Mutex::new(None),
            open: watch::Sender::new(true),
            fetches: watch::Sender::new(0),
            configurations: AtomicU64::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = Arc::clone(&issuer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&serving).serve(stream));
            }
        });
        let seconds = Arc::new(AtomicU64::new(0));
        let read = Arc::clone(&seconds);
        let clock: Clock = Arc::new(move || Duration::from_secs(read.load(Ordering::SeqCst)));
        let issuers = vec![settings(&address)];
        let name = issuers[0].issuer.clone();
        let verifier = Verifier::with_clock(VerifierSettings { issuers }, clock).unwrap();
        Self {
            verifier: Arc::new(verifier),
            name,
            address,
            issuer,
            seconds,
        }
    }

    /// A good token of this key.
    pub fn token(&self, pair: &Pair) -> String {
        token(pair, |_, claims| {
            claims.insert("iss".into(), json!(self.name));
        })
    }

    pub async fn ask(&self, pair: &Pair) -> Result<Role, Refused> {
        let claims = self.verifier.verify(&self.token(pair), NOW).await?;
        Ok(claims.role)
    }

    pub fn publish(&self, answer: Option<Vec<u8>>) {
        *self.issuer.answer.lock().unwrap() = answer;
    }

    pub fn configure(&self, configuration: Value) {
        self.configure_with(http("200 OK", &configuration.to_string()));
    }

    pub fn configure_with(&self, answer: Option<Vec<u8>>) {
        *self.issuer.configuration.lock().unwrap() = answer;
    }

    pub fn pass(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn fetches(&self) -> usize {
        *self.issuer.fetches.borrow()
    }

    pub fn configurations(&self) -> u64 {
        self.issuer.configurations.load(Ordering::SeqCst)
    }

    pub async fn until_fetches(&self, count: usize) {
        let mut fetches = self.issuer.fetches.subscribe();
        let seen = fetches.wait_for(|seen| *seen >= count);
        let seen = tokio::time::timeout(Duration::from_secs(10), seen).await;
        assert!(seen.is_ok(), "fewer than {count} fetches");
    }
}

impl Issuer {
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        let request = String::from_utf8(request).unwrap();
        let path = request.split(' ').nth(1).unwrap().to_owned();
        let asks_for_keys = path.ends_with("/keys");
        if asks_for_keys {
            self.fetches.send_modify(|count| *count += 1);
        } else {
            assert!(
                path.ends_with("/.well-known/openid-configuration"),
                "{path}"
            );
            assert!(!path.contains("//"), "{path}");
            self.configurations.fetch_add(1, Ordering::SeqCst);
        }
        let mut open = self.open.subscribe();
        open.wait_for(|open| *open).await.unwrap();
        let answer = match asks_for_keys {
            true => self.answer.lock().unwrap().clone(),
            false => self.configuration.lock().unwrap().clone(),
        };
        if let Some(bytes) = answer {
            let _sent = stream.write_all(&bytes).await;
        }
    }
}

pub fn http(status: &str, body: &str) -> Option<Vec<u8>> {
    let length = body.len();
    Some(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes())
}

pub fn keys(pairs: &[&Pair]) -> Option<Vec<u8>> {
    http("200 OK", &jwks(pairs))
}
