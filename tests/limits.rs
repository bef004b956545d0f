//! What is asked of the service stays within bounds: a document, its variables, a filter, a page.
//! What breaks a bound of the document is refused whole; what breaks one of a field leaves that field
//! null and its siblings as they are. After all of it the same service still answers.

use crate::support::{Answer, Service, both};
use serde_json::{Value, json};

const GRAPHQL: &str = "application/graphql-response+json";
const PARSE: &str = "GRAPHQL_PARSE_FAILED";
const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
const INPUT: &str = "BAD_USER_INPUT";
const COST: &str = "COST_EXCEEDED";

async fn ask(service: &Service, media: &str, query: &str, variables: &Value) -> Answer {
    let question = json!({"query": query, "variables": variables});
    let request = service.client.post(service.url("/graphql")).json(&question);
    Service::answer(request.header("accept", media)).await
}

/// Sees to it that nothing is executed: 400 (200 for older clients), a code, and no data.
async fn refused(service: &Service, case: &str, query: &str, variables: &Value, code: &str) {
    for (media, status) in [(GRAPHQL, 400), ("application/json", 200)] {
        let answer = ask(service, media, query, variables).await;
        assert_eq!(answer.status, status, "{case}: {}", answer.text);
        assert_eq!(answer.code(), code, "{case}: {}", answer.text);
        let json = answer.json();
        assert!(json.get("data").is_none(), "{case}: {}", answer.text);
        assert!(json["errors"].as_array().unwrap().len() <= 20, "{case}");
        assert!(answer.text.len() < 20_000, "{case}");
    }
}

/// Sees to it that the field `it` alone is null, for a reason that is told once.
async fn null_alone(service: &Service, field: &str, variables: &Value) {
    let (definitions, field) = field.split_once(" | ").unwrap_or(("", field));
    let query = format!(
        "query{definitions} {{ before: parties(first: 1) {{ nodes {{ code }} }} it: {field}
           after: technologyAreas(first: 0) {{ totalCount }} __typename }}"
    );
    let answer = ask(service, GRAPHQL, &query, variables).await;
    assert_eq!(answer.status, 200, "{field}: {}", answer.text);
    let json = answer.json();
    assert_eq!(
        json["data"],
        json!({
            "before": {"nodes": [{"code": "AM"}]}, "it": null,
            "after": {"totalCount": 7}, "__typename": "Query",
        }),
        "{field}"
    );
    assert_eq!(json["errors"].as_array().unwrap().len(), 1, "{field}");
    assert_eq!(json["errors"][0]["path"], json!(["it"]), "{field}");
    assert_eq!(answer.code(), INPUT, "{field}");
}

async fn still_answers(service: &Service) {
    let query = "{ parties(first: 1) { nodes { code } } }";
    let answer = ask(service, GRAPHQL, query, &json!({})).await;
    assert_eq!(
        answer.data(),
        json!({"parties": {"nodes": [{"code": "AM"}]}})
    );
}

/// Fragments, each of which spreads the next so many times.
fn spreading(levels: usize, times: usize) -> String {
    let fragment = |level: usize| {
        let spreads = format!("...F{} ", level + 1).repeat(times);
        format!("fragment F{level} on Query {{ {spreads}}} ")
    };
    let fragments: String = (0..levels).map(fragment).collect();
    format!("{{ ...F0 }} {fragments} fragment F{levels} on Query {{ __typename }}")
}

/// So many of something, each with its number for `#`.
fn many(times: usize, text: &str) -> String {
    (0..times)
        .map(|number| text.replace('#', &number.to_string()))
        .collect()
}

/// Text within text, so many times.
fn nested(times: usize, open: &str, within: &str, close: &str) -> String {
    format!("{}{within}{}", open.repeat(times), close.repeat(times))
}

/// A filter within filters: two levels, and one for each `not`.
fn negated(times: usize) -> Value {
    (0..times).fold(
        json!({"number": {"eq": "K-99"}}),
        |filter, _| json!({"not": filter}),
    )
}

/// A list within lists.
fn lists(times: usize) -> Value {
    (0..times).fold(json!(1), |within, _| json!([within]))
}

/// What tools ask when they are pointed at a service.
fn introspection() -> String {
    let of_type = nested(9, " ofType { kind name", "", " }");
    format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }}
            mutationType {{ name kind }} subscriptionType {{ name kind }} types {{ ...FullType }}
            directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
            fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
                type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue
            isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ kind name{of_type} }}"
    )
}

both! {
    async fn a_document_over_a_bound_is_refused_before_it_costs_anything(database) {
        let service = Service::of_the_world(database).await;
        let pages = "projects(first: 200) { nodes { participations(first: 200) { nodes { role } } } }";
        let circle = "fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }";
        let types = nested(5, "fields { type { ", "name", " } }");
        let wrapping = pages.replace("200", "4294967296");
        let deep = nested(8, "participations { nodes { project { ", "number", " } } }");
        for (case, query, code) in [
            ("30 levels of doubling fragments", spreading(30, 2), INVALID),
            ("the same, used by nobody", spreading(30, 2).replacen("{ ...F0 }", "{ __typename }", 1), INVALID),
            ("a fragment in itself", "{ ...A } fragment A on Query { ...A }".into(), INVALID),
            ("a circle of fragments", format!("{{ ...A }} {circle}"), INVALID),
            ("a circle that nobody uses", format!("{{ __typename }} {circle}"), INVALID),
            ("a chain of 50 fragments", spreading(50, 1), INVALID),
            ("fields within fields", format!("{{ projects {{ nodes {{ {deep} }} }} }}"), INVALID),
            ("brackets within brackets", nested(5_000, "{ a ", "", "}"), PARSE),
            ("lists within lists", format!("{{ nodes(ids: {}) {{ id }} }}", nested(5_000, "[", "", "]")), PARSE),
            ("300 aliases", format!("{{ {} }}", many(300, "a#: __typename ")), INVALID),
            ("101 aliases", format!("{{ {} }}", many(101, "a#: __typename ")), INVALID),
            ("31 root fields", format!("{{ {} }}", many(31, "a#: viewer { kind } ")), INVALID),
            ("51 directives", format!("{{ viewer {{ kind {} }} }}", "@skip(if: false) ".repeat(51)), INVALID),
            ("21 operations", many(21, "query Q# { __typename } "), INVALID),
            ("101 fragments", format!("{{ ...F0 }} {}", many(101, "fragment F# on Query { __typename } ")), INVALID),
            ("101 variables", format!("query({}) {{ __typename }}", many(101, "$v#: Int ")), INVALID),
            ("1001 items", format!("{{ nodes(ids: [{}]) {{ id }} }}", many(1_001, "\"#\" ")), INVALID),
            ("10,001 tokens", format!("{{ {} }}", "a ".repeat(10_000)), PARSE),
            ("a name of 129 letters", format!("{{ {}: __typename }}", "n".repeat(129)), PARSE),
            ("more than 64 KiB", format!("{{ __typename }} # {}", "x".repeat(64 * 1024)), PARSE),
            ("a string without end", "{ project(by: {number: \"K-99}) { number } }".into(), PARSE),
            ("pages within pages", format!("{{ {pages} }}"), COST),
            ("cost that would wrap", format!("{{ {wrapping} }}"), COST),
            ("cost on the way back", format!("{{ {} }}", pages.replace("first", "last")), COST),
            ("types within types", format!("{{ __schema {{ types {{ {types} }} }} }}"), INVALID),
            ("an unknown type", "query A($b: [Nope!] = [1]) { __typename }".into(), INVALID),
            ("a type that is no input", "query A($b: Project) { __typename }".into(), INVALID),
        ] {
            refused(&service, case, &query, &json!({}), code).await;
        }
        still_answers(&service).await;
    }
}

both! {
    async fn variables_are_held_to_the_same_bounds(database) {
        let service = Service::of_the_world(database).await;
        let pages = "query($n: Int, $f: ProjectFilter, $i: [ID!]!) { nodes(ids: $i) { id }
            projects(first: $n, filter: $f) { nodes { participations(first: $n) { nodes { role } } } } }";
        let sound = json!({"n": 100, "f": negated(9), "i": ["x"]});
        assert!(ask(&service, GRAPHQL, pages, &sound).await.data()["projects"].is_object());
        let with = |name: &str, value: Value| {
            let mut variables = sound.clone();
            variables[name] = value;
            variables
        };
        let names = |count: usize| (0..count).map(|number| json!(number.to_string())).collect::<Vec<_>>();
        for (case, variables, code) in [
            ("pages", with("n", json!(200)), COST),
            ("pages beyond numbers", with("n", json!(4_294_967_296_u64)), COST),
            ("1001 ids", with("i", json!(names(1_001))), INPUT),
            ("1001 names", with("f", json!({"number": {"in": names(1_001)}})), INPUT),
            ("33 levels", with("f", negated(31)), INPUT),
            ("as deep as JSON may be", with("f", negated(120)), INPUT),
            ("33 lists", with("f", lists(33)), INPUT),
            ("no list", with("i", Value::Null), INPUT),
            ("an unknown field", with("f", json!({"nope": 1})), INVALID),
        ] {
            refused(&service, case, pages, &variables, code).await;
        }
        for size in [json!(1.5), json!("1"), json!(true), json!([[1]]), json!({}), json!(1e30)] {
            let query = "query($n: Int) { __typename projects(first: $n) { totalCount } }";
            refused(&service, &size.to_string(), query, &json!({"n": size}), INVALID).await;
        }
        still_answers(&service).await;
    }
}

both! {
    async fn a_field_over_a_bound_is_null_and_its_siblings_stay(database) {
        let service = Service::of_the_world(database).await;
        let ids = many(101, "\"#\" ");
        let order = many(9, "{field: TITLE} ");
        let inner = "participations(first: 201) { totalCount }";
        let twelve = nested(11, "{not: ", "{number: {eq: \"K-99\"}}", "}");
        for field in [
            "projects(first: 201) { totalCount }".to_owned(),
            "projects(first: -1) { totalCount }".into(),
            "projects(last: 201) { totalCount }".into(),
            "projects(first: 2147483647) { totalCount }".into(),
            "projects(first: 2147483648) { totalCount }".into(),
            "projects(first: 4294967296) { totalCount }".into(),
            "projects(first: 1, last: 1) { totalCount }".into(),
            "projects(first: 0, last: 0) { totalCount }".into(),
            "projects(after: \"nonsense\") { totalCount }".into(),
            "projects(before: \"\") { totalCount }".into(),
            format!("projects(first: 1) {{ nodes {{ {inner} }} }}"),
            format!("projects(first: 1) {{ nodes {{ {} }} }}", inner.replace("201", "4294967296")),
            format!("projects(orderBy: [{order}]) {{ totalCount }}"),
            format!("projects(filter: {twelve}) {{ totalCount }}"),
            "projects(filter: 7) { totalCount }".into(),
            "projects(filter: {startsOn: {gte: \"the day before\"}}) { totalCount }".into(),
            "projects(filter: {hostCountry: {eq: kazakhstan}}) { totalCount }".into(),
            format!("nodes(ids: [{ids}]) {{ id }}"),
            "search(text: \"\") { totalCount }".into(),
            "search(text: \" .,;-()*\\\" \") { totalCount }".into(),
            "search(text: \"a b c d e f g h i j k l m\") { totalCount }".into(),
            "search(text: \"radon\", first: 201) { totalCount }".into(),
            "search(text: \"radon\", first: -1) { totalCount }".into(),
            "search(text: \"radon\", first: 4294967296) { totalCount }".into(),
            format!("search(text: \"radon\", filter: {{projects: {twelve}}}) {{ totalCount }}"),
        ] {
            null_alone(&service, &field, &json!({})).await;
        }
        let names: Vec<String> = (0..800).map(|number| number.to_string()).collect();
        let crowded = json!({"or": [{"number": {"in": names}}, {"title": {"in": names}}]});
        let tests: Vec<Value> = (0..600).map(|number| json!({"number": {"eq": number.to_string()}})).collect();
        let around = nested(50, "{not: ", "$f", "}");
        let around = format!("($f: ProjectFilter) | projects(filter: {around}) {{ totalCount }}");
        let orders: Vec<Value> = (0..9).map(|_| json!({"field": "NUMBER"})).collect();
        for (field, variables) in [
            ("($f: ProjectFilter) | projects(filter: $f) { totalCount }", json!({"f": negated(10)})),
            ("($f: ProjectFilter) | projects(filter: $f) { totalCount }", json!({"f": negated(30)})),
            (&*around, json!({"f": negated(30)})),
            ("($f: ProjectFilter!) | projects(filter: {and: [{not: $f}]}) { totalCount }", json!({"f": negated(9)})),
            ("($f: ProjectFilter) | projects(filter: $f) { totalCount }", json!({"f": crowded})),
            ("($f: [ProjectFilter!]) | projects(filter: {or: $f}) { totalCount }", json!({"f": tests})),
            ("($f: ProjectFilter) | search(text: \"radon\", filter: {projects: $f}) { totalCount }", json!({"f": crowded})),
            ("($o: [ProjectOrder!]) | projects(orderBy: $o) { totalCount }", json!({"o": orders})),
            ("($n: Int) | projects(first: $n) { totalCount }", json!({"n": 4_294_967_296_u64})),
            ("($f: ProjectFilter) | projects(filter: $f) { totalCount }", json!({"f": lists(32)})),
            ("($n: Int = 201) | projects(first: $n) { totalCount }", json!({})),
            ("($d: PartialDate) | projects(filter: {endsOn: {lt: $d}}) { totalCount }", json!({"d": "2026-02-30"})),
            ("($k: String) | institute(by: {key: $k}) { name }", json!({})),
            ("($i: [ID!]!) | nodes(ids: $i) { id }", json!({"i": &names[..101]})),
        ] {
            null_alone(&service, field, &variables).await;
        }
        still_answers(&service).await;
    }
}

both! {
    async fn what_people_and_tools_really_ask_is_within_bounds(database) {
        let service = Service::of_the_world(database).await;
        let answer = ask(&service, GRAPHQL, &introspection(), &json!({})).await.data();
        let types = answer["__schema"]["types"].as_array().unwrap();
        assert!(types.iter().any(|found| found["name"] == "Project"), "{} types", types.len());
        let eight = many(8, "{field: TITLE} ");
        let nine = nested(9, "{not: ", "{number: {eq: \"K-99\"}}", "}");
        for field in [
            "projects(first: 200) { nodes { number participations { nodes { role } } } }".to_owned(),
            "projects(first: 0) { totalCount }".into(),
            format!("projects(orderBy: [{eight}]) {{ totalCount }}"),
            format!("projects(filter: {nine}) {{ totalCount }}"),
            format!("nodes(ids: [{}]) {{ id }}", many(100, "\"#\" ")),
            "search(text: \"a b c d e f g h i j k l\") { totalCount }".into(),
            "search(text: \"radon\", first: 200) { totalCount }".into(),
        ] {
            let answer = ask(&service, GRAPHQL, &format!("{{ it: {field} }}"), &json!({})).await;
            assert!(!answer.data()["it"].is_null(), "{field}");
        }
        let thirty = format!("{{ {} }}", many(30, "a#: __typename "));
        let answer = ask(&service, GRAPHQL, &thirty, &json!({})).await.data();
        assert_eq!(answer.as_object().unwrap().len(), 30);
        let thousand: Vec<String> = (0..1_000).map(|number| format!("K-{number}")).collect();
        let query = "query($k: [String!]) { projects(filter: {number: {in: $k}}) { totalCount } }";
        let answer = ask(&service, GRAPHQL, query, &json!({"k": thousand})).await.data();
        assert_eq!(answer["projects"]["totalCount"], json!(1), "K-99; the others are written otherwise");
        // Directives on `__typename` count like any other.
        let query = "query($b: Boolean!) { __typename @skip(if: $b) viewer { kind __typename @include(if: $b) } }";
        for (skipped, data) in [
            (true, json!({"viewer": {"kind": "PUBLIC", "__typename": "Viewer"}})),
            (false, json!({"__typename": "Query", "viewer": {"kind": "PUBLIC"}})),
        ] {
            assert_eq!(ask(&service, GRAPHQL, query, &json!({"b": skipped})).await.data(), data);
        }
    }
}
