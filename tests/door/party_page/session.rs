//! Signing in to the pages and out again: by whom, from where, for how long, for what.

use super::*;
use api::http::{DoorSettings, PublicUrl};

/// A form sent to this path, with these headers.
async fn send(
    service: &Service,
    path: &str,
    form: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = still().post(service.url(path)).form(form);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Service::answer(request).await
}

fn cookies(answer: &Answer) -> Vec<&str> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies.map(|cookie| cookie.to_str().unwrap()).collect()
}

/// By which the cookies of both names are deleted.
const FORGOTTEN: [&str; 3] = [
    "__Host-istc_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0; Secure",
    "istc_session=; HttpOnly; SameSite=Strict; Path=/parties; Max-Age=0",
    "istc_session=; HttpOnly; SameSite=Strict; Path=/export; Max-Age=0",
];

both! {
    async fn a_token_is_taken_for_the_pages_and_their_files(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let token = service.token(&japan).unwrap();
        let form = [("party", "JP"), ("token", token.as_str())];
        let answer = send(&service, "/session", &form, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!((answer.status.as_u16(), header(&answer, "location")), (303, "/parties/JP"), "{}", answer.text);
        let rest = "HttpOnly; SameSite=Strict";
        assert_eq!(cookies(&answer), [
            format!("istc_session={token}; {rest}; Path=/parties; Max-Age=3600"),
            format!("istc_session={token}; {rest}; Path=/export; Max-Age=3600"),
        ]);
        assert!(page(&service, &japan, "JP").await.text.contains("Signed in as Japan"));
        let file = "/export/contributions.csv";
        let by_cookie = fetch(&service, &japan, file).await;
        let by_token = Service::answer(service.client.get(service.url(file)).bearer_auth(&token)).await;
        assert_eq!((by_cookie.status.as_u16(), &by_cookie.text), (200, &by_token.text));
        assert!(by_cookie.text.lines().count() > 1);

        let answer = send(&service, "/session/end", &[("party", "JP")], &[]).await;
        assert_eq!((answer.status.as_u16(), header(&answer, "location")), (303, "/parties/JP"));
        assert_eq!(cookies(&answer), FORGOTTEN);
    }
}

both! {
    async fn a_token_that_is_not_accepted_is_refused_and_leaves_no_cookie(database) {
        let service = Service::of_the_world(database).await;
        let unknown = service.token(&Person::party("XX")).unwrap();
        let good = service.token(&Person::party("JP")).unwrap();
        let changed = format!("{}x", &good[..good.len() - 1]);
        for token in ["", "not-a-token", "a; Path=/", "a\r\nset-cookie: b=c", &unknown, &changed, &"a".repeat(5_000)] {
            let answer = send(&service, "/session", &[("party", "JP"), ("token", token)], &[]).await;
            assert_eq!((answer.status.as_u16(), cookies(&answer)), (401, vec![]), "{token}");
            assert!(answer.text.contains("This access token is not valid."), "{token}");
            assert!(answer.text.contains("You read as the public"), "{token}");
        }
        assert_eq!(send(&service, "/session", &[("party", "JP")], &[]).await.status, 401, "no token at all");
        // What is too long for any token is not even looked at.
        let long = "a".repeat(20_000);
        assert_eq!(send(&service, "/session", &[("party", "JP"), ("token", &long)], &[]).await.status, 413);

        // One that was good ends by itself, and the browser is told to forget it.
        service.pass(3_700);
        let late = service.client.get(service.url("/parties/JP")).header("cookie", format!("istc_session={good}"));
        let late = Service::answer(late).await;
        assert_eq!(late.status, 401);
        assert!(late.text.contains("Your sign-in is no longer valid."));
        assert_eq!(cookies(&late), FORGOTTEN);
        let file = service.client.get(service.url("/export/contributions.csv"));
        let file = Service::answer(file.header("cookie", format!("istc_session={good}"))).await;
        assert_eq!((file.status.as_u16(), file.code()), (401, "UNAUTHENTICATED".to_owned()));
    }
}

both! {
    async fn the_cookie_is_nothing_to_graphql(database) {
        let service = Service::of_the_world(database).await;
        let token = service.token(&Person::secretariat()).unwrap();
        let cookie = format!("istc_session={token}");
        let question = json!({ "query": "{ viewer { kind } contributions { totalCount } }" });
        let asked = service.client.post(service.url("/graphql")).header("cookie", &cookie).json(&question);
        let nobody = json!({ "viewer": { "kind": "PUBLIC" }, "contributions": { "totalCount": 0 } });
        assert_eq!(Service::answer(asked).await.data(), nobody);
        let asked = service.client.get(service.url("/graphql?query=%7Bviewer%7Bkind%7Dcontributions%7BtotalCount%7D%7D"));
        assert_eq!(Service::answer(asked.header("cookie", &cookie)).await.data(), nobody);
        // Nor does it help a header that is there: a file is asked for by one or the other.
        let file = service.client.get(service.url("/export/contributions.csv")).header("cookie", &cookie);
        let file = Service::answer(file.bearer_auth("not-a-token")).await;
        assert_eq!(file.status, 401);
        let posted = service.client.post(service.url("/export/contributions.csv")).header("cookie", &cookie);
        assert_eq!(Service::answer(posted).await.status.as_u16() / 100, 4);
    }
}

both! {
    async fn a_page_of_another_site_signs_nobody_in_or_out(database) {
        let service = Service::of_the_world(database).await;
        let token = service.token(&Person::party("JP")).unwrap();
        let form = [("party", "JP"), ("token", token.as_str())];
        let own = format!("http://{}", service.address);
        for (path, name, value) in [
            ("/session", "sec-fetch-site", "cross-site"), ("/session", "sec-fetch-site", "same-site"),
            ("/session", "origin", "https://example.org"), ("/session", "origin", "null"),
            ("/session/end", "sec-fetch-site", "cross-site"), ("/session/end", "origin", "https://example.org"),
        ] {
            let answer = send(&service, path, &form, &[(name, value)]).await;
            assert_eq!((answer.status.as_u16(), cookies(&answer)), (403, vec![]), "{path} {name}: {value}");
        }
        assert_eq!(send(&service, "/session", &form, &[("origin", &own)]).await.status, 303);
        // It leads nowhere else.
        for party in ["", "//example.org", "JP/../..", "https://example.org", "jp", "JP\r\nx: y"] {
            let form = [("party", party), ("token", token.as_str())];
            let answer = send(&service, "/session", &form, &[]).await;
            assert_eq!((answer.status.as_u16(), cookies(&answer)), (400, vec![]), "{party}");
            assert_eq!(header(&answer, "location"), "", "{party}");
        }
        let json = still().post(service.url("/session")).json(&json!({ "party": "JP", "token": token }));
        assert_eq!(Service::answer(json).await.status, 415);
        let read = still().get(service.url("/session"));
        assert_eq!(Service::answer(read).await.status.as_u16() / 100, 4);
    }
}

both! {
    async fn where_people_come_by_https_the_cookie_is_this_hosts_alone(database) {
        let proxied = ("x-forwarded-proto", "https");
        let public_url = |url: &str| DoorSettings { public_url: PublicUrl::parse(url), ..DoorSettings::default() };
        for (settings, headers, of_this_host) in [
            (DoorSettings::default(), vec![proxied], false),
            (DoorSettings::default(), vec![], false),
            (DoorSettings::default(), vec![("origin", "https://data.example.org"), ("host", "data.example.org")], true),
            (DoorSettings { proxies: 1, ..DoorSettings::default() }, vec![proxied], true),
            (DoorSettings { proxies: 1, ..DoorSettings::default() }, vec![("x-forwarded-proto", "https, http")], false),
            (public_url("https://data.example.org"), vec![], true),
            (public_url("http://data.example.org"), vec![proxied], false),
        ] {
            let service = Service::with(database, settings).await;
            let token = service.token(&Person::party("JP")).unwrap();
            let form = [("party", "JP"), ("token", token.as_str())];
            let answer = send(&service, "/session", &form, &headers).await;
            assert_eq!(answer.status, 303, "{headers:?}: {}", answer.text);
            let cookies = cookies(&answer);
            if of_this_host {
                // A browser takes this name only with these attributes and no `Domain`.
                let cookie = format!("__Host-istc_session={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=3600; Secure");
                assert_eq!(cookies, [&cookie, FORGOTTEN[1], FORGOTTEN[2]], "{headers:?}");
            } else {
                assert_eq!(cookies.len(), 2, "{headers:?}");
                assert!(cookies.iter().all(|one| one.starts_with(&format!("istc_session={token};")) && !one.contains("Secure")));
            }
        }
    }
}

both! {
    /// Another host of the same domain, or anybody on a plain way, can set a cookie of the plain name.
    async fn a_second_cookie_locks_nobody_out(database) {
        let service = Service::of_the_world(database).await;
        let japan = service.token(&Person::party("JP")).unwrap();
        let unknown = service.token(&Person::party("XX")).unwrap();
        let read = async |cookie: String| {
            let mut seen = Vec::new();
            for path in ["/parties/JP", "/export/contributions.csv", "/export/activities.iati.xml"] {
                let answer = still().get(service.url(path)).header("cookie", &cookie);
                let answer = Service::answer(answer).await;
                seen.push((answer.status.as_u16(), answer.text.contains("Signed in as Japan")));
            }
            seen
        };
        let signed_in = [(200, true), (200, false), (200, false)];
        for name in ["istc_session", "__Host-istc_session"] {
            for other in ["", "x.y.z", "ä", &unknown, &format!("{japan}x")] {
                for cookie in [
                    format!("{name}={other}; {name}={japan}"),
                    format!("{name}={japan}; {name}={other}"),
                    format!("istc_session={other}; istc_session={other}; {name}={japan}"),
                ] {
                    assert_eq!(read(cookie.clone()).await, signed_in, "{cookie:?}");
                }
            }
        }
        // Of two that are both accepted the first counts, and that of this host before any other.
        let armenia = service.token(&Person::party("AM")).unwrap();
        assert_eq!(read(format!("istc_session={armenia}; __Host-istc_session={japan}")).await, signed_in);
        assert_eq!(read(format!("istc_session={japan}; istc_session={armenia}")).await, signed_in);
        assert_eq!(read(format!("istc_session={armenia}; istc_session={japan}")).await[0], (200, false));
        // None that is accepted is nobody, not the public.
        assert_eq!(read(format!("istc_session=x; istc_session={unknown}")).await, [(401, false); 3]);
    }
}

both! {
    async fn by_https_a_cookie_of_the_plain_name_is_nobodys(database) {
        let proxied = DoorSettings { proxies: 1, ..DoorSettings::default() };
        let configured = DoorSettings { public_url: PublicUrl::parse("https://data.example.org"), ..DoorSettings::default() };
        for settings in [proxied, configured] {
            let service = Service::with(database, settings).await;
            let japan = service.token(&Person::party("JP")).unwrap();
            for (name, signed_in) in [("istc_session", false), ("__Host-istc_session", true)] {
                let request = still().get(service.url("/parties/JP")).header("x-forwarded-proto", "https");
                let answer = Service::answer(request.header("cookie", format!("{name}={japan}"))).await;
                assert_eq!((answer.status.as_u16(), answer.text.contains("Signed in as Japan")), (200, signed_in), "{name}");
            }
        }
    }
}

both! {
    async fn a_page_costs_its_reader_what_its_question_does(database) {
        let service = Service::with(database, DoorSettings { budget: Some(50_000), ..DoorSettings::default() }).await;
        let mut statuses = Vec::new();
        for _ in 0..20 {
            let answer = page(&service, &Person::nobody(), "JP").await;
            statuses.push(answer.status.as_u16());
            if answer.status == 429 {
                assert!(header(&answer, "retry-after").parse::<u64>().unwrap() > 0);
                break;
            }
        }
        assert_eq!(statuses.first(), Some(&200));
        assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
        // Whoever is signed in has a budget of its own.
        assert_eq!(page(&service, &Person::party("JP"), "JP").await.status, 200);
    }
}
