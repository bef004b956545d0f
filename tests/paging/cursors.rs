//! Cursors: a noun and a natural key, and nothing that tells a hidden row from none.

use super::lists::{By::Key, List, lists};
use crate::support::{Person, Service, both};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// The noun of a list in its cursors, and where the parts of the key stand in a row.
fn key(list: &List) -> (&'static str, &'static [&'static str]) {
    match list.order {
        "Project" => ("Project", &["/number"]),
        "Participation" => (
            "Participation",
            &["/project/number", "/institute/key", "/role"],
        ),
        "Party" => ("Party", &["/code"]),
        "ProjectStanding" => ("OwnStanding", &["/project/number", "/kind"]),
        "Statistic" => ("Statistic", &["/table", "/period", "/dimension"]),
        "ExchangeRate" => ("ExchangeRate", &["/table/key", "/from", "/to", "/period"]),
        other => (other, &["/key"]),
    }
}

/// A cursor as a stranger might make it.
fn made(noun: &str, key: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(format!("@{noun}\u{1f}{}", key.join("\u{1f}")))
}

both! {
    async fn a_cursor_holds_a_noun_and_a_natural_key_and_nothing_else(database) {
        let service = Service::of_the_world(database).await;
        for list in lists() {
            let (noun, parts) = key(&list);
            for (field, _) in list.fields {
                let (rows, cursors) = list.whole(&service, &format!("orderBy: [{{field: {field}}}]")).await;
                for (row, cursor) in rows.iter().zip(&cursors) {
                    let held = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor.as_str().unwrap()).unwrap()).unwrap();
                    let natural: Vec<&str> =
                        parts.iter().map(|part| row.pointer(part).unwrap().as_str().unwrap()).collect();
                    // Words of enums stand in it as the data spell them.
                    let right = format!("@{noun}\u{1f}{}", natural.join("\u{1f}")).to_lowercase();
                    assert_eq!(held.to_lowercase(), right);
                }
            }
        }
    }
}

/// The answer without what differs from request to request, and how many statements it took.
async fn told(service: &Service, list: &List, order: &str, cursor: &str) -> (Value, u32) {
    let list_of = |side: &str, size: &str| {
        let name = list.name;
        format!(
            "{name}({side}: \"{cursor}\" {size}: 2 {order}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor }} }}"
        )
    };
    let mut all = Vec::new();
    let mut statements = 0;
    for asked in [
        list_of("after", "first"),
        list_of("before", "last"),
        list_of("after", "last"),
        list_of("before", "first"),
    ] {
        let answer = service.ask(&list.person, &list.question(&asked)).await;
        statements += answer.statements();
        let mut told = answer.json();
        for error in told
            .get_mut("errors")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
            error["extensions"]
                .as_object_mut()
                .unwrap()
                .remove("requestId")
                .unwrap();
        }
        all.push(told);
    }
    (Value::Array(all), statements)
}

both! {
    async fn a_cursor_of_a_hidden_row_and_one_of_no_row_are_answered_alike(database) {
        let service = Service::of_the_world(database).await;
        // What the viewer sees has no place between the two keys.
        let hidden = [
            ("", "projects", Person::nobody(), &["X-004"][..], &["X-0041"][..], "X-004"),
            ("", "outputs", Person::nobody(), &["o-conf-none"], &["o-conf-nonf"], "o-conf-none"),
            (
                r#"project(by: {number: "K-99"})"#,
                "outputs",
                Person::nobody(),
                &["o-conf-one"],
                &["o-conf-onf"],
                "o-conf-one",
            ),
            ("", "contributions", Person::party("JP"), &["c-k99-eu"], &["c-k99-ev"], "c-k99-eu"),
            ("", "funders", Person::nobody(), &["partner-hidden"], &["partner-hiddem"], "partner-hidden"),
            (
                r#"institute(by: {key: "almaty-physics"})"#,
                "participations",
                Person::nobody(),
                &["X-001", "almaty-physics", "leading"],
                &["X-0011", "almaty-physics", "leading"],
                "X-001",
            ),
        ];
        for (within, name, person, there, absent, word) in hidden {
            let mut list = lists()
                .into_iter()
                .find(|list| list.name == name && (within.is_empty() || list.within == within))
                .unwrap();
            list.within = within;
            list.person = person;
            service.admit(&list.person).await;
            let (noun, _) = key(&list);
            let (there, absent) = (made(noun, there), made(noun, absent));
            for (field, by) in list.fields {
                for direction in ["ASC", "DESC"] {
                    let order = format!("orderBy: [{{field: {field}, direction: {direction}}}]");
                    let (of_a_hidden_row, statements) = told(&service, &list, &order, &there).await;
                    let of_none = told(&service, &list, &order, &absent).await;
                    assert_eq!((of_a_hidden_row.clone(), statements), of_none, "{name} {order}");
                    assert!(!of_a_hidden_row.to_string().contains(word), "{of_a_hidden_row}");
                    // Only in the order of the key does a cursor itself say where it stands.
                    if !matches!(by, Key) && name != "participations" {
                        let text = "The cursor points to no entry of this list. Start again without it.";
                        for answer in of_a_hidden_row.as_array().unwrap() {
                            assert_eq!(answer["errors"][0]["message"], text);
                        }
                    }
                }
            }
            // Those who see the row are answered.
            list.person = Person::secretariat();
            for (field, _) in list.fields {
                let (answers, _) = told(&service, &list, &format!("orderBy: [{{field: {field}}}]"), &there).await;
                assert!(!answers.to_string().contains("errors"), "{answers}");
            }
        }
    }
}

both! {
    async fn a_cursor_of_another_list_an_id_and_nonsense_are_refused(database) {
        let service = Service::of_the_world(database).await;
        let foreign: Vec<(&str, String)> = vec![
            ("an institute", made("Institute", &["K-99"])),
            ("a hit of a search", made("SearchHit", &["Project", "K-99"])),
            ("an id", URL_SAFE_NO_PAD.encode("Project\u{1f}K-99")),
            ("nonsense", "????".into()),
            ("a noun alone", URL_SAFE_NO_PAD.encode("@Project")),
        ];
        for (what, cursor) in &foreign {
            for argument in ["after", "before"] {
                let question = format!(
                    "{{ projects({argument}: \"{cursor}\") {{ totalCount edges {{ cursor }} }} parties {{ totalCount }} }}"
                );
                let answer = service.ask(&Person::nobody(), &question).await.json();
                assert_eq!(
                    answer["errors"][0]["message"],
                    format!("`{argument}` is not a cursor of this list."),
                    "{what}"
                );
                assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{what}");
                assert_eq!(answer["data"]["projects"], Value::Null);
                assert_eq!(answer["data"]["parties"]["totalCount"], 19);
            }
        }
        // Of this list by its noun, but of no row that ever was.
        for key in [&["K-99", "K-99"][..], &["\0"], &["K-99\0"], &["'"], &["\u{1f600}"], &[""]] {
            let cursor = made("Project", key);
            for order in ["", "orderBy: [{field: TITLE}]"] {
                let question = format!("{{ projects(after: \"{cursor}\" {order}) {{ edges {{ cursor }} }} }}");
                let answer = service.ask(&Person::nobody(), &question).await;
                assert!(["", "BAD_USER_INPUT"].contains(&answer.code().as_str()), "{key:?} {order}: {}", answer.text);
            }
        }
    }
}

both! {
    async fn a_page_is_of_0_to_200_rows_from_one_end(database) {
        let service = Service::of_the_world(database).await;
        let list = &lists()[0];
        let (rows, cursors) = list.whole(&service, "").await;
        let none = [("first: 0".to_owned(), 0..0), ("last: 0".to_owned(), rows.len()..rows.len())];
        list.pages(&service, "", &cursors, &none).await;
        list.pages(&service, "", &cursors, &[(String::new(), 0..20)]).await;
        for (wrong, text) in [
            ("first: 201", "`first` is a whole number from 0 to 200."),
            ("first: -1", "`first` is a whole number from 0 to 200."),
            ("last: 201", "`last` is a whole number from 0 to 200."),
            ("last: -1", "`last` is a whole number from 0 to 200."),
            ("first: 1, last: 1", "Ask for `first` or for `last`, not for both."),
        ] {
            let answer = service.ask(&Person::nobody(), &format!("{{ projects({wrong}) {{ totalCount }} }}")).await;
            assert_eq!(answer.json()["errors"][0]["message"], text);
            assert_eq!(answer.code(), "BAD_USER_INPUT");
        }
    }
}

both! {
    /// The key decides; what is asked behind it changes nothing, also where a list is led to by the viewer's entries.
    async fn an_order_behind_the_key_is_that_of_the_key(database) {
        let service = Service::of_the_world(database).await;
        for (list, others) in [
            ("contributions", &["AMOUNT", "PROJECT_NUMBER", "COMMITTED_ON"][..]),
            ("projects", &["TITLE", "STARTS_ON"]),
            ("outputs", &["KIND"]),
        ] {
            let key = if list == "projects" { "NUMBER" } else { "KEY" };
            let by = |order: &str| {
                format!("{{ {list}(orderBy: [{{field: {key}, direction: DESC}}{order}], first: 7) {{ edges {{ cursor }} }} }}")
            };
            for person in [Person::party("JP"), Person::secretariat(), Person::nobody()] {
                let expected = service.data(&person, &by("")).await;
                for other in others {
                    let behind = by(&format!(", {{field: {other}}}"));
                    assert_eq!(service.data(&person, &behind).await, expected, "{behind}");
                }
            }
        }
    }
}
