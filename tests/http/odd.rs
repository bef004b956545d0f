//! Values that no database keeps and no form allows, in every parameter of every route: whoever sends one is told of a
//! mistake, and the service never of a fault of its own.

use crate::support::{Answer, Person, Service, both};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// As they stand in an address or a form.
fn odd() -> Vec<String> {
    let mut odd: Vec<String> = [
        "%00",
        "K-99%00",
        "%00%00JP",
        "%1F",
        "%7F",
        "%C2%80",
        "%0D%0Aset-cookie%3A%20a%3Db",
        "%FF",
        "%C0%80",
        // Half of a pair of UTF-16, as bytes and as two escapes.
        "%ED%A0%80",
        "%5Cud800",
        "%5Cu0000",
        "%",
        "%zz",
        "%F0%9F%98%80",
        "%E2%80%AE",
        "",
        "%20",
        "'",
        "-1",
        "99999999999999999999999",
        "1e400",
        "null",
        "%7B%22a%22%3A%22%5Cud800%22%7D",
        "%7B%22a%22%3A%22%5Cu0000%22%7D",
    ]
    .map(str::to_owned)
    .into();
    odd.push("a".repeat(7_000));
    odd.push("%C3%A9".repeat(1_000));
    odd
}

fn no_fault(case: &str, answer: &Answer) {
    assert!(
        answer.status.as_u16() < 500,
        "{case}: {} {}",
        answer.status,
        answer.text
    );
    for code in [
        "\"INTERNAL\"",
        "\"UNAVAILABLE\"",
        "\"TIMEOUT\"",
        "temporarily_unavailable",
    ] {
        assert!(!answer.text.contains(code), "{case}: {}", answer.text);
    }
}

both! {
    async fn no_parameter_of_an_address_is_a_fault_of_the_service(database) {
        let service = Service::of_the_world(database).await;
        let token = service.token(&Person::secretariat()).unwrap();
        let addresses = [
            "/parties/*", "/parties/JP?*=*", "/export/*", "/export/*.csv", "/export/projects.*", "/export/projects.csv?*",
            "/export/projects.json?variables=*", "/export/projects.json?operationName=*", "/export/projects.json?first=*",
            "/export/projects.json?after=*", "/export/projects.csv?bom=*", "/export/projects.datapackage.json?after=*",
            "/export/projects.json?variables=%7B%22filter%22%3A%7B%22title%22%3A%7B%22eq%22%3A%22*%22%7D%7D%7D",
            "/export/projects.json?variables=%7B%22filter%22%3A%7B%22number%22%3A%7B%22in%22%3A%5B%22*%22%5D%7D%7D%7D",
            "/export/activities.iati.xml?*=*", "/graphiql/*", "/graphiql/viewers?*", "/schema.graphql?*", "/healthz?*",
            "/graphql?query=*", "/graphql?query=%7B__typename%7D&operationName=*", "/graphql?query=%7B__typename%7D&variables=*",
            "/graphql?query=%7B__typename%7D&extensions=*", "/graphql?documentId=*", "/graphql?*=*",
            "/graphql?query=%7Bproject(by:%7Bnumber:%22*%22%7D)%7Bnumber%7D%7D",
            "/graphql?query=query($a:String!)%7Bproject(by:%7Bnumber:$a%7D)%7Bnumber%7D%7D&variables=%7B%22a%22:%22*%22%7D",
            "/oai?*", "/oai?verb=*", "/*", "/?*",
        ];
        for address in addresses {
            for value in odd() {
                let path = address.replace('*', &value);
                let case = format!("GET {}", path.chars().take(200).collect::<String>());
                // As it is written: no client mends it on the way.
                let (status, text) = raw(&service, &path, &token).await;
                assert!(status < 500, "{case}: {status} {text}");
                for code in ["\"INTERNAL\"", "\"UNAVAILABLE\"", "\"TIMEOUT\""] {
                    assert!(!text.contains(code), "{case}: {text}");
                }
                assert!(!text.contains("\r\nset-cookie: a"), "{case}: {text}");
            }
        }
    }
}

/// Status and whole answer of a `GET` whose path goes out as it is.
async fn raw(service: &Service, path: &str, token: &str) -> (u16, String) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut connection = tokio::net::TcpStream::connect(service.address)
        .await
        .unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

both! {
    async fn no_field_of_a_form_is_a_fault_of_the_service(database) {
        let service = Service::of_the_world(database).await;
        let token = service.token(&Person::party("JP")).unwrap();
        let forms = [
            ("/session", "party=*&token=x".to_owned()),
            ("/session", "party=JP&token=*".to_owned()),
            ("/session", format!("party=*&token={token}")),
            ("/session", "*=*".to_owned()),
            ("/session/end", "party=*".to_owned()),
            ("/oauth/token", "grant_type=*&client_id=a&client_secret=b".to_owned()),
            ("/oauth/token", "grant_type=client_credentials&client_id=*&client_secret=b".to_owned()),
            ("/oauth/token", "grant_type=client_credentials&client_id=istc-*&client_secret=*".to_owned()),
            ("/oauth/token", "grant_type=client_credentials&client_id=istc-0123456789abcdef&client_secret=*&scope=*".to_owned()),
            ("/oai", "verb=*".to_owned()),
            ("/oai", "*=*".to_owned()),
        ];
        for (path, form) in &forms {
            for value in odd() {
                let body = form.replace('*', &value);
                let request = service.client.post(service.url(path));
                let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
                no_fault(&format!("POST {path} {}", body.chars().take(200).collect::<String>()), &Service::answer(request).await);
            }
        }
        let cookies = ["\u{1}", "a\u{80}", "é"].map(str::to_owned);
        for value in cookies.into_iter().chain(odd()) {
            for path in ["/parties/JP", "/export/projects.csv", "/export/activities.iati.xml"] {
                let request = service.client.get(service.url(path));
                let cookie = reqwest::header::HeaderValue::from_bytes(format!("istc_session={value}; a={value}").as_bytes());
                let Ok(cookie) = cookie else { continue };
                no_fault(&format!("{path} {value}"), &Service::answer(request.header("cookie", cookie)).await);
            }
            let headers = ["traceparent", "tracestate", "x-forwarded-for", "x-request-id", "if-none-match", "accept", "range"];
            for name in headers {
                let request = service.client.get(service.url("/graphql?query=%7B__typename%7D"));
                let Ok(value) = reqwest::header::HeaderValue::from_bytes(value.as_bytes()) else { continue };
                no_fault(&format!("{name} {value:?}"), &Service::answer(request.header(name, value)).await);
            }
        }
    }
}

/// A resumption token of these parts, as the service would sign it: there is no secret in it.
fn resumption(parts: [&str; 7]) -> String {
    let text = parts.join("\u{1f}");
    let digest = format!("{:x}", Sha256::digest(format!("oai\u{1f}{text}")));
    format!("{}.{}", URL_SAFE_NO_PAD.encode(&text), &digest[..16])
}

both! {
    async fn what_a_harvester_sends_is_answered_by_the_protocol(database) {
        let service = Service::of_the_world(database).await;
        let code = async |query: String| {
            let answer = Service::answer(service.client.get(format!("{}?{query}", service.url("/oai")))).await;
            assert_eq!(answer.status, 200, "{query}: {}", answer.text);
            let code = answer.text.split("<error code=\"").nth(1);
            code.map_or(String::new(), |rest| rest.split('"').next().unwrap().to_owned())
        };
        for collection in ["Projects/", "OrgUnits/parties/", "OrgUnits/funders/", "OrgUnits/institutes/", "Publications/"] {
            for key in ["\0", "K-99\0", "\0K-99", "\u{1e}", "\u{7f}", "\u{85}", "\n", &"k".repeat(201), &"\u{1f600}".repeat(201)] {
                for (verb, kind) in [("ListRecords", "r"), ("ListIdentifiers", "i")] {
                    let token = resumption([kind, "oai_dc", "", collection, key, "100", "200"]);
                    let answered = code(format!("verb={verb}&resumptionToken={token}")).await;
                    assert_eq!(answered, "badResumptionToken", "{verb} {collection} {key:?}");
                }
            }
        }
        // Of a key that might be, with numbers that cannot be.
        for (cursor, size) in [("18446744073709551615", "0"), ("0", "18446744073709551615"), ("18446744073709551615", "18446744073709551615")] {
            let token = resumption(["r", "oai_dc", "", "OrgUnits/parties/", "A", cursor, size]);
            assert_eq!(code(format!("verb=ListRecords&resumptionToken={token}")).await, "", "{cursor} {size}");
        }
        for (cursor, size) in [("-1", "0"), ("18446744073709551616", "1"), ("\0", "1"), ("", "")] {
            let token = resumption(["r", "oai_dc", "", "Projects/", "K-99", cursor, size]);
            assert_eq!(code(format!("verb=ListRecords&resumptionToken={token}")).await, "badResumptionToken", "{cursor:?} {size:?}");
        }
        let identifier = "oai:unnamed.invalid:Projects/";
        for value in odd() {
            for query in [
                format!("verb={value}"),
                format!("verb=Identify&{value}={value}"),
                format!("verb=ListRecords&metadataPrefix={value}"),
                format!("verb=ListRecords&metadataPrefix=oai_dc&from={value}"),
                format!("verb=ListRecords&metadataPrefix=oai_dc&until={value}"),
                format!("verb=ListRecords&metadataPrefix=oai_dc&set={value}x%00"),
                format!("verb=ListRecords&resumptionToken=x{value}"),
                format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={value}"),
                // The identifier is itself encoded once more.
                format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}{}", value.replace('%', "%25")),
                format!("verb=ListMetadataFormats&identifier={identifier}{}", value.replace('%', "%25")),
            ] {
                let answered = code(query.clone()).await;
                let known = ["badVerb", "badArgument", "badResumptionToken", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch"];
                assert!(known.contains(&answered.as_str()), "{answered:?}: {}", query.chars().take(200).collect::<String>());
            }
        }
    }
}

/// The schema's types, as introspection tells them.
struct Types(BTreeMap<String, Value>);

impl Types {
    async fn of(service: &Service) -> Self {
        let kind = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
        let input = format!("name defaultValue type {{ {kind} }}");
        let question = format!(
            "{{ __schema {{ types {{ kind name enumValues {{ name }} inputFields {{ {input} }}
                fields {{ name args {{ {input} }} type {{ {kind} }} }} }} }} }}"
        );
        let told = service.data(&Person::nobody(), &question).await;
        let types = told["__schema"]["types"].as_array().unwrap().iter();
        Self(
            types
                .map(|one| (one["name"].as_str().unwrap().to_owned(), one.clone()))
                .collect(),
        )
    }

    fn named<'a>(&'a self, of: &'a Value) -> &'a Value {
        match of["name"].as_str() {
            Some(name) => &self.0[name],
            None => self.named(&of["ofType"]),
        }
    }

    /// Some value of this type.
    fn some(&self, of: &Value) -> String {
        match of["kind"].as_str().unwrap() {
            "NON_NULL" => self.some(&of["ofType"]),
            "LIST" => format!("[{}]", self.some(&of["ofType"])),
            "ENUM" => self.named(of)["enumValues"][0]["name"]
                .as_str()
                .unwrap()
                .to_owned(),
            "INPUT_OBJECT" => self.object(of["name"].as_str().unwrap(), None),
            _ => match of["name"].as_str().unwrap() {
                "Int" | "Float" => "1".into(),
                "Boolean" => "true".into(),
                "CurrencyCode" => "\"USD\"".into(),
                "Date" => "\"2020-01-01\"".into(),
                "Variables" => "{}".into(),
                _ => "\"JP\"".into(),
            },
        }
    }

    /// An input object with all that it needs, and this member.
    fn object(&self, name: &str, given: Option<(&str, &str)>) -> String {
        let fields = self.0[name]["inputFields"].as_array().unwrap();
        let mut members: Vec<String> = given
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        for field in fields {
            let name = field["name"].as_str().unwrap();
            let needed = field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null();
            if needed && given.is_none_or(|(given, _)| given != name) {
                members.push(format!("{name}: {}", self.some(&field["type"])));
            }
        }
        format!("{{{}}}", members.join(", "))
    }

    /// Questions that hold `TEXT` in each place of the schema's inputs that takes a text: each member of the filter of
    /// each noun once, by the shortest way that leads to it.
    fn questions(&self) -> Vec<String> {
        let mut questions = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open: VecDeque<(String, Value)> = VecDeque::new();
        for field in self.0["Query"]["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let args = field["args"].as_array().unwrap();
            let selected = match self.named(&field["type"])["kind"].as_str().unwrap() {
                "SCALAR" | "ENUM" => "",
                _ => "{ __typename }",
            };
            for arg in args {
                let asked = arg["name"].as_str().unwrap();
                let mut given = vec![format!("{asked}: VALUE")];
                for other in args.iter().filter(|other| other["name"] != arg["name"]) {
                    if other["type"]["kind"] == "NON_NULL" && other["defaultValue"].is_null() {
                        given.push(format!(
                            "{}: {}",
                            other["name"].as_str().unwrap(),
                            self.some(&other["type"])
                        ));
                    }
                }
                open.push_back((
                    format!("{{ {name}({}) {selected} }}", given.join(", ")),
                    arg["type"].clone(),
                ));
            }
        }
        while let Some((question, of)) = open.pop_front() {
            match of["kind"].as_str().unwrap() {
                "NON_NULL" => open.push_back((question, of["ofType"].clone())),
                "LIST" => {
                    open.push_back((question.replace("VALUE", "[VALUE]"), of["ofType"].clone()))
                }
                "INPUT_OBJECT" => {
                    let name = of["name"].as_str().unwrap();
                    let fields = self.0[name]["inputFields"].as_array().unwrap();
                    // The filter of a noun leads back to itself; all others lead to it or to a text.
                    let leads_back = fields.iter().any(|field| field["name"] == "and");
                    if leads_back && !seen.insert(name.to_owned()) {
                        continue;
                    }
                    for field in fields {
                        let member = field["name"].as_str().unwrap();
                        let object = self.object(name, Some((member, "VALUE")));
                        open.push_back((question.replace("VALUE", &object), field["type"].clone()));
                    }
                }
                "SCALAR"
                    if !["Int", "Float", "Boolean"].contains(&of["name"].as_str().unwrap()) =>
                {
                    questions.push(question.replace("VALUE", "TEXT"));
                }
                _ => {}
            }
        }
        questions
    }
}

both! {
    async fn no_text_in_a_question_is_a_fault_of_the_service(database) {
        let service = Service::of_the_world(database).await;
        let questions = Types::of(&service).await.questions();
        assert!(questions.len() > 200, "{}", questions.len());
        let long = json!("é".repeat(2_000)).to_string();
        // An id and a cursor of each noun that there may be, whose key no database keeps.
        let nouns = [
            "Project", "Institute", "Funder", "Party", "Output", "Contribution", "LedgerEntry", "Participation", "Statistic",
            "TechnologyArea", "AccessRecord", "ExchangeRate", "Search",
        ];
        let ids = nouns.iter().flat_map(|noun| ["", "@"].map(|at| format!("{at}{noun}\u{1f}K-99\0")));
        let ids: Vec<String> = ids.map(|text| json!(URL_SAFE_NO_PAD.encode(text)).to_string()).collect();
        let texts = ["\"\\u0000\"", "\"JP\\u0000\"", "\"\\u001f\"", "\"\\ud800\"", long.as_str()];
        let person = Person::secretariat();
        let token = service.token(&person).unwrap();
        for question in &questions {
            let is_id = ["after: TEXT", "before: TEXT", "id: TEXT", "ids: [TEXT]"].iter().any(|one| question.contains(one));
            let ids = ids.iter().filter(|_| is_id).map(String::as_str);
            for text in texts.iter().copied().chain(ids) {
                let asked = question.replace("TEXT", text);
                let answer = service.ask(&person, &asked).await;
                no_fault(&asked.chars().take(300).collect::<String>(), &answer);
            }
            // As a value beside the document, where JSON has words of its own for it.
            let kind = if question.contains("id: TEXT") || question.contains("ids: [TEXT]") { "ID" } else { "String" };
            let query = format!("query($v: {kind}!) {}", question.replace("TEXT", "$v"));
            for value in ["\"\\u0000\"", "\"\\ud800\""] {
                let body = format!("{{\"query\": {}, \"variables\": {{\"v\": {value}}}}}", json!(query));
                let request = service.client.post(service.url("/graphql")).header("content-type", "application/json");
                let answer = Service::answer(request.bearer_auth(&token).body(body)).await;
                no_fault(&format!("{query} {value}"), &answer);
            }
        }
    }
}

both! {
    async fn no_member_of_a_body_is_a_fault_of_the_service(database) {
        let service = Service::of_the_world(database).await;
        for member in ["query", "operationName", "variables", "extensions", "documentId", "id", "a\\u0000"] {
            for value in ["\"\\u0000\"", "\"\\ud800\"", "\"sha256:\\u0000\"", "{\"\\u0000\": \"\\u0000\"}", "{\"\\ud800\": 1}",
                "{\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \"\\u0000\"}}", "{\"cost\": \"\\u0000\"}"] {
                for rest in ["", ", \"query\": \"{ __typename }\""] {
                    if member == "query" && !rest.is_empty() {
                        continue;
                    }
                    let body = format!("{{\"{member}\": {value}{rest}}}");
                    let request = service.client.post(service.url("/graphql")).header("content-type", "application/json");
                    no_fault(&body, &Service::answer(request.body(body.clone())).await);
                }
            }
        }
    }
}
