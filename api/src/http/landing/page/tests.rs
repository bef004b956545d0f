use super::*;

fn page() -> Page {
    Page {
        address: "http://127.0.0.1:8080".into(),
        day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
        missing: None,
        figures: Some(Arc::new(Figures {
            projects: 1_467,
            statuses: vec![("COMPLETED".into(), 367), ("UNDERWAY".into(), 1_100)],
            institutes: 1,
            parties: 0,
            members: vec![("JP".into(), "<Japan> & more".into())],
            outputs: 2,
            statistics: 0,
            answer: async_graphql::value!({ "title": "<script>alert(1)</script> & 'more'" }),
        })),
        words: json!({ "facets": { "enumValues": [
            { "name": "LEDGER", "description": "Paid <b>out</b>\nand corrected." },
        ] } }),
        has_playground: true,
        is_demonstration: false,
    }
}

#[test]
fn nothing_of_the_data_becomes_html() {
    let html = page().html();
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;more&#39;"));
    assert!(html.contains("Paid &lt;b&gt;out&lt;/b&gt; and corrected."));
    assert!(html.contains(r#"<a href="/parties/JP">&lt;Japan&gt; &amp; more</a>"#));
    assert!(!html.contains("<script"));
}

#[test]
fn every_place_of_the_template_is_filled() {
    let bare = Page {
        figures: None,
        missing: Some("the schema is not current: run `istc migrate up`"),
        words: Value::Null,
        has_playground: false,
        is_demonstration: true,
        ..page()
    };
    for page in [page(), bare] {
        let html = page.html();
        assert!(!html.contains("{{") && !html.contains("}}"), "{html}");
        assert!(html.contains("3 November 2026"));
    }
}

#[test]
fn it_counts_as_people_do() {
    let html = page().html();
    for text in [
        "<b>1,467</b> projects",
        "<b>1</b> institute<",
        "<b>2</b> public results<",
        "Underway <b>1,100</b>",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("Parties</li>") && !html.contains("published figure"));
    assert_eq!(
        [1, 999, 1_000, 1_234_567].map(grouped),
        ["1", "999", "1,000", "1,234,567"]
    );
}

#[test]
fn it_says_what_is_missing() {
    let missing = Page {
        missing: Some("the schema is not current: run `istc migrate up`"),
        figures: None,
        ..page()
    };
    let html = missing.html();
    assert!(html.contains(r#"<p class="state missing">Not ready</p>"#));
    assert!(html.contains("run <code>istc migrate up</code>"));
}

#[test]
fn the_table_is_the_one_that_decides() {
    let html = page().html();
    let row = |name: &str| {
        let from = html.find(&format!("row\">{name}<")).unwrap();
        html[from..].split("</tr>").next().unwrap().to_owned()
    };
    let allocation = row("Allocation");
    assert!(allocation.contains("<li>BOARD <i>regular projects</i></li>"));
    assert!(allocation.contains("<li>HOSTS</li>") && !allocation.contains("PARTNERS"));
    let ledger = row("Ledger");
    assert!(ledger.contains("<li>FINANCES</li><li>PARTNERS <i>own entries</i></li>"));
    assert!(row("Card").contains("everyone"));
    assert!(row("Results: confidential").contains("nobody by standing"));
}
