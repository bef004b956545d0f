//! What the protocol has no answer for: its own codes, and that what is hidden is not there.

use super::*;
use crate::{
    oracle::World,
    support::{Database, world},
};

/// The code of the error, and the attributes that the answer repeats.
async fn error(service: &Service, arguments: &[(&str, &str)]) -> (String, usize) {
    let document = told(service, arguments).await;
    let code = document.at(&["error"]).get("code").unwrap().to_owned();
    (code, document.at(&["request"]).attributes.len())
}

both! {
    async fn each_error_has_its_code(database) {
        let service = Service::of_the_world(database).await;
        let list = ("verb", "ListRecords");
        let (dc, cerif) = (("metadataPrefix", "oai_dc"), ("metadataPrefix", "oai_cerif_openaire"));
        let here = ("identifier", "oai:unnamed.invalid:Projects/K-99");
        let day = service.today().to_string();
        let (tomorrow, yesterday) = (day.replace("-23", "-24"), day.replace("-23", "-22"));
        let long = "x".repeat(9_000);
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("badVerb", &[]),
            ("badVerb", &[("verb", "")]),
            ("badVerb", &[("verb", "identify")]),
            ("badVerb", &[("verb", "Identify"), ("verb", "Identify")]),
            ("badArgument", &[("verb", "Identify"), dc]),
            ("badArgument", &[("verb", "ListSets"), ("set", "a")]),
            ("badArgument", &[list]),
            ("badArgument", &[list, dc, dc]),
            ("badArgument", &[list, dc, ("from", "2026")]),
            ("badArgument", &[list, dc, ("from", "2026-1-02")]),
            ("badArgument", &[list, dc, ("from", "2026-02-30")]),
            ("badArgument", &[list, dc, ("until", "2026-11-23T00:00:00Z")]),
            ("badArgument", &[list, dc, ("from", &tomorrow), ("until", &yesterday)]),
            ("badArgument", &[list, dc, ("set", "two words")]),
            ("badArgument", &[list, dc, ("resumptionToken", "x")]),
            ("badArgument", &[list, dc, ("set", &long)]),
            ("badArgument", &[list, ("metadataPrefix", "a\u{0}<b")]),
            ("badArgument", &[("verb", "GetRecord"), here]),
            ("badArgument", &[("verb", "GetRecord"), dc]),
            ("badArgument", &[("verb", "GetRecord"), dc, ("identifier", "no address")]),
            ("badResumptionToken", &[list, ("resumptionToken", "x")]),
            ("badResumptionToken", &[("verb", "ListSets"), ("resumptionToken", "x")]),
            ("cannotDisseminateFormat", &[list, ("metadataPrefix", "marcxml")]),
            ("cannotDisseminateFormat", &[("verb", "GetRecord"), here, ("metadataPrefix", "oai_DC")]),
            ("idDoesNotExist", &[("verb", "GetRecord"), cerif, ("identifier", "oai:elsewhere.org:Projects/K-99")]),
            ("idDoesNotExist", &[("verb", "GetRecord"), cerif, ("identifier", "oai:unnamed.invalid:Projects/%4B-99")]),
            ("idDoesNotExist", &[("verb", "GetRecord"), cerif, ("identifier", "oai:unnamed.invalid:Patents/o-pub-one")]),
            ("idDoesNotExist", &[("verb", "ListMetadataFormats"), ("identifier", "oai:unnamed.invalid:Projects/None")]),
            ("noRecordsMatch", &[list, dc, ("set", "openaire_cris_persons")]),
            ("noRecordsMatch", &[list, dc, ("set", "elsewhere:set")]),
            ("noRecordsMatch", &[list, dc, ("from", &tomorrow)]),
            ("noRecordsMatch", &[("verb", "ListIdentifiers"), dc, ("until", &yesterday)]),
        ];
        for (code, arguments) in cases {
            let repeated = if code.starts_with("badV") || code.starts_with("badA") { 0 } else { arguments.len() };
            assert_eq!(error(&service, arguments).await, ((*code).to_owned(), repeated), "{arguments:?}");
        }
        for arguments in [[list, dc, ("from", day.as_str())], [list, dc, ("until", day.as_str())], [list, dc, ("from", "1992-11-27")]] {
            assert!(!told(&service, &arguments).await.at(&["ListRecords"]).children.is_empty());
        }
    }
}

both! {
    async fn what_is_hidden_is_not_there(database) {
        let service = Service::of_the_world(database).await;
        let mut asked = 0;
        // Each stands beside a name of the same length that nothing has.
        for (hidden, absent) in [
            ("Projects/X-001", "Projects/Y-001"),
            ("Projects/X-006", "Projects/Y-006"),
            ("OrgUnits/funders/partner-hidden", "OrgUnits/funders/partner-absent"),
            ("OrgUnits/funders/partner-quiet", "OrgUnits/funders/partner-never"),
            ("Publications/o-pub-invisible", "Publications/o-pub-invisibly"),
            ("Publications/o-emb-tomorrow", "Publications/o-emb-tomorrov"),
            ("Publications/o-prog-one", "Publications/o-prog-two"),
            ("Products/o-proj-one", "Products/o-proj-two"),
            ("Patents/o-conf-one", "Patents/o-conf-two"),
        ] {
            let (hidden, absent) = (format!("{NAME}{hidden}"), format!("{NAME}{absent}"));
            for (verb, more) in [("GetRecord", Some(("metadataPrefix", "oai_dc"))), ("ListMetadataFormats", None)] {
                let arguments = |of: &'static str| [vec![("verb", verb)], more.into_iter().collect(), vec![("identifier", of)]].concat();
                let of = |text: &str| -> &'static str { text.to_owned().leak() };
                for person in [Person::nobody(), Person::secretariat()] {
                    let first = ask(&service, &person, &arguments(of(&hidden))).await;
                    let second = ask(&service, &person, &arguments(of(&absent))).await;
                    assert_eq!(first.text.replace(&hidden, &absent), second.text);
                    assert!(first.text.contains("idDoesNotExist"), "{hidden}");
                    asked += 1;
                }
            }
        }
        assert_eq!(asked, 36);
    }
}

both! {
    async fn a_token_that_was_changed_is_no_token(database) {
        let service = Service::of_the_records(database).await;
        let first = told(&service, &[("verb", "ListIdentifiers"), ("metadataPrefix", "oai_dc")]).await;
        let token = first.at(&["ListIdentifiers", "resumptionToken"]).text.clone();
        let rest = told(&service, &[("verb", "ListIdentifiers"), ("resumptionToken", &token)]).await;
        assert_eq!(rest.names()[2], "ListIdentifiers");
        for place in 0..token.len() {
            let other = if &token[place..=place] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
            let arguments = [("verb", "ListIdentifiers"), ("resumptionToken", changed.as_str())];
            assert_eq!(error(&service, &arguments).await.0, "badResumptionToken", "{changed}");
        }
        // It belongs to its verb, and is given in whole.
        for (verb, token) in [("ListRecords", token.as_str()), ("ListSets", &token), ("ListIdentifiers", &token[..token.len() - 1]), ("ListIdentifiers", "")] {
            assert_eq!(error(&service, &[("verb", verb), ("resumptionToken", token)]).await.0, "badResumptionToken");
        }
    }
}

both! {
    async fn keys_of_any_letters_have_identifiers(database) {
        let mut odd = World::load(&world());
        let key = "a/b <ü> & 100% \"c\" #?:@";
        let place = odd.institutes.iter().position(|one| one.key == "idle-kz").unwrap();
        odd.institutes[place].key = key.into();
        odd.institutes[place].name = "Institute \u{fffe} <of> ]]> & \u{1f9ea}".into();
        for output in odd.outputs.iter_mut().filter(|output| output.institute == "idle-kz") {
            output.institute = key.into();
        }
        for grant in odd.output_grants.iter_mut().filter(|grant| grant.holder == "idle-kz") {
            grant.holder = key.into();
        }
        let service = Service::of_the_world_of(database, &odd).await;
        let identifier = format!("{NAME}OrgUnits/institutes/a%2Fb%20%3C%C3%BC%3E%20%26%20100%25%20%22c%22%20%23%3F%3A%40");
        for format in ["oai_dc", "oai_cerif_openaire"] {
            let arguments = [("verb", "GetRecord"), ("identifier", identifier.as_str()), ("metadataPrefix", format)];
            let record = told(&service, &arguments).await;
            let all = record.all();
            assert!(all.iter().any(|one| one.text == "Institute \u{fffd} <of> ]]> & \u{1f9ea}"), "{record:?}");
        }
        let (headers, _) = list(&service, "ListIdentifiers", &[("metadataPrefix", "oai_dc")]).await;
        assert!(identifiers(&headers).contains(&identifier));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_has_no_records_and_says_so() {
    let service = Service::empty(Database::Sqlite).await;
    let arguments = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")];
    assert_eq!(error(&service, &arguments).await.0, "noRecordsMatch");
}
