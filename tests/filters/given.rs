//! What a caller gives to a filter in another form than it is stored in.

use crate::support::{Person, Service, both};
use serde_json::{Value, json};

async fn count(service: &Service, list: &str, filter: &str) -> Value {
    let question = format!("{{ {list}(filter: {filter}) {{ totalCount }} }}");
    let data = service.data(&Person::secretariat(), &question).await;
    data[list]["totalCount"].clone()
}

both! {
    /// A bound beyond every amount that can be kept is met by all of them, or by none.
    async fn amounts_larger_than_any_that_is_kept(database) {
        let service = Service::of_the_world(database).await;
        let all = count(&service, "contributions", "{currency: {eq: \"USD\"}}").await;
        assert!(all.as_u64().is_some_and(|all| all > 3), "{all}");
        for (test, passes) in [
            ("lte: \"100000000000000000\"", true),
            ("lt: \"100000000000000000\"", true),
            ("gt: \"-100000000000000000\"", true),
            ("gte: \"-100000000000000000.5\"", true),
            ("gt: \"100000000000000000\"", false),
            ("gte: \"100000000000000000\"", false),
            ("eq: \"100000000000000000\"", false),
            ("lt: \"-100000000000000000\"", false),
        ] {
            let filter = format!("{{amount: {{currency: \"USD\", {test}}}}}");
            let expected = if passes { all.clone() } else { json!(0) };
            assert_eq!(count(&service, "contributions", &filter).await, expected, "{test}");
            let others = format!("{{currency: {{eq: \"USD\"}}, not: {filter}}}");
            let expected = if passes { json!(0) } else { all.clone() };
            assert_eq!(count(&service, "contributions", &others).await, expected, "not {test}");
        }
        let question = "{ contributions(filter: {amount: {currency: \"USD\", lte: \"1.005\"}}) { totalCount } }";
        let refused = service.ask(&Person::secretariat(), question).await.json();
        let message = refused["errors"][0]["message"].to_string();
        assert!(message.contains("at most 2 decimals"), "{message}");
    }
}

both! {
    /// A DOI and an identifier of the Research Organization Registry, in every way in which they are written.
    async fn identifiers_are_found_however_they_are_written(database) {
        let service = Service::of_the_world(database).await;
        let package = crate::import::Package::of(&[
            ("institutes.csv", "key,name,ror\nw-1,One,HTTP://ror.org/0ABCDEG20\n"),
            ("outputs.csv", "key,title,kind,access,doi\nw-1,One,report,public,https://doi.org/10.1000/GLASS%281%29\n"),
        ]);
        crate::import::imported(&service, &package, Default::default()).await;
        let nobody = Person::nobody();
        let bare = "{ search(text: \"10.1000/GLASS(1)\", kinds: [OUTPUT]) { totalCount } }";
        let found = service.data(&nobody, bare).await["search"].clone();
        for doi in [
            "10.1000/GLASS(1)",
            "10.1000/glass(1)",
            "https://doi.org/10.1000/glass(1)",
            "https://doi.org/10.1000/glass%281%29",
            "http://dx.doi.org/10.1000/Glass(1)",
            "doi:10.1000/glass(1)",
        ] {
            let question = format!(
                "{{ output(by: {{doi: \"{doi}\"}}) {{ doi }}
                    eq: outputs(filter: {{doi: {{eq: \"{doi}\"}}}}) {{ totalCount }}
                    in: outputs(filter: {{doi: {{in: [\"10.1000/y\", \"{doi}\"]}}}}) {{ totalCount }}
                    search(text: \"{doi}\", kinds: [OUTPUT]) {{ totalCount }} }}"
            );
            let one = json!({ "totalCount": 1 });
            let expected = json!({
                // As it was given, without its resolver.
                "output": { "doi": "10.1000/GLASS(1)" },
                "eq": one,
                "in": one,
                // As the words of the bare one are.
                "search": found,
            });
            assert_eq!(service.data(&nobody, &question).await, expected, "{doi}");
        }
        for ror in ["0abcdeg20", "0ABCDEG20", "http://ror.org/0abcdeg20", "https://ror.org/0abcdeg20/"] {
            let question = format!(
                "{{ institute(by: {{ror: \"{ror}\"}}) {{ ror }}
                    institutes(filter: {{ror: {{eq: \"{ror}\"}}}}) {{ totalCount }} }}"
            );
            let found = service.data(&nobody, &question).await;
            let expected = json!({
                "institute": { "ror": "https://ror.org/0abcdeg20" },
                "institutes": { "totalCount": 1 },
            });
            assert_eq!(found, expected, "{ror}");
        }
        for wrong in [
            "{ output(by: {doi: \"glass\"}) { doi } }",
            "{ outputs(filter: {doi: {in: [\"10.1000/x\", \"x\"]}}) { totalCount } }",
            "{ institute(by: {ror: \"00vtgdb54\"}) { key } }",
            "{ institutes(filter: {ror: {eq: \"glass\"}}) { totalCount } }",
        ] {
            let answer = service.ask(&nobody, wrong).await;
            assert_eq!(answer.code(), "BAD_USER_INPUT", "{}", answer.text);
        }
    }
}

both! {
    /// A part of a text is found in any text without regard to case, accents and letters that look alike; a whole
    /// text is compared exactly.
    async fn a_part_of_any_text_is_found_as_a_name_is(database) {
        let service = Service::of_the_world(database).await;
        let package = crate::import::Package::of(&[
            ("institutes.csv", "key,name,short_name,city\nw-1,One,ВНИИ Ёлка,ÅLESUND\n"),
            ("projects.csv", "number,title,summary,programme,status\nКZ-Ω1,Title,Naïve ÉTUDE,regular,underway\n"),
            ("rate_tables.csv", "key,name,date_rule,source\nw-1,Taux Moyens ÉTÉ,year,https://example.org\n"),
            ("statistics.csv", "table,period,dimension,value,unit,source\nw-1,2001,Öl und Gas,1,%,https://example.org\n"),
        ]);
        crate::import::imported(&service, &package, Default::default()).await;
        for (list, field, part, whole) in [
            ("institutes", "city", "\"alesu\"", "\"alesund\""),
            ("institutes", "shortName", "\"внии е\"", "\"внии елка\""),
            ("projects", "number", "\"kz-ω\"", "\"kz-ω1\""),
            ("projects", "summary", "\"NAIVE etu\"", "\"naive etude\""),
            ("rateTables", "name", "\"taux moyens e\"", "\"taux moyens ete\""),
            ("statistics", "dimension", "\"OL UND\"", "\"ol und gas\""),
        ] {
            for (test, value, expected) in [
                ("contains", part, 1),
                ("startsWith", part, 1),
                ("eq", whole, 0),
            ] {
                let filter = format!("{{{field}: {{{test}: {value}}}}}");
                assert_eq!(count(&service, list, &filter).await, json!(expected), "{list} {filter}");
            }
        }
    }
}

both! {
    /// Texts are stored in Unicode's composed form; a Mac types the other one.
    async fn text_is_compared_in_the_form_in_which_it_is_stored(database) {
        let service = Service::of_the_world(database).await;
        let package = crate::import::Package::of(&[
            ("institutes.csv", "key,name,city\ninstitut-é,L'Institut d'Énergie,Orléans\n"),
            ("projects.csv", "number,title,summary,programme,status\nÉ-1,Énergie,Un résumé,regular,underway\n"),
            ("participations.csv", "project,institute,role\nÉ-1,institut-é,leading\n"),
        ]);
        crate::import::imported(&service, &package, Default::default()).await;
        for (list, filter) in [
            ("institutes", "{name: {eq: \"L'Institut d'E\u{301}nergie\"}}"),
            ("institutes", "{name: {in: [\"x\", \"L'Institut d'E\u{301}nergie\"]}}"),
            ("institutes", "{name: {contains: \"d'E\u{301}nergie\"}}"),
            ("institutes", "{key: {eq: \"institut-e\u{301}\"}}"),
            ("institutes", "{key: {in: [\"institut-e\u{301}\"]}}"),
            ("institutes", "{city: {startsWith: \"Orle\u{301}\"}}"),
            ("projects", "{number: {eq: \"E\u{301}-1\"}}"),
            ("projects", "{summary: {contains: \"re\u{301}sume\u{301}\"}}"),
            ("projects", "{participations: {some: {institute: {name: {eq: \"L'Institut d'E\u{301}nergie\"}}}}}"),
        ] {
            assert_eq!(count(&service, list, filter).await, json!(1), "{list} {filter}");
        }
        let lookups = "{ institute(by: {key: \"institut-e\u{301}\"}) { city } project(by: {number: \"E\u{301}-1\"}) { number } }";
        let found = service.data(&Person::nobody(), lookups).await;
        assert_eq!(found, json!({ "institute": { "city": "Orléans" }, "project": { "number": "É-1" } }));
    }
}
