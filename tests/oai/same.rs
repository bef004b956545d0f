//! Whoever asks is answered the same; and what is hidden moves no byte.

use super::*;
use crate::{
    invention::{Chance, invent, twin},
    oracle::{Scopes, Viewer, Who},
};
use reqwest::header::HeaderMap;

/// Every answer of a harvest of both kinds of list in both forms, and of the verbs beside them.
async fn everything(service: &Service, person: &Person) -> Vec<String> {
    let mut answers = Vec::new();
    for verb in ["Identify", "ListSets", "ListMetadataFormats"] {
        answers.push(bare(ask(service, person, &[("verb", verb)]).await));
    }
    for verb in ["ListRecords", "ListIdentifiers"] {
        for format in ["oai_dc", "oai_cerif_openaire"] {
            let mut page = ask(
                service,
                person,
                &[("verb", verb), ("metadataPrefix", format)],
            )
            .await;
            loop {
                let document = Element::read(&page.text);
                answers.push(bare(page));
                let token = document
                    .child(verb)
                    .and_then(|list| list.child("resumptionToken"));
                match token.filter(|token| !token.text.is_empty()) {
                    Some(token) => {
                        page = ask(
                            service,
                            person,
                            &[("verb", verb), ("resumptionToken", &token.text)],
                        )
                        .await
                    }
                    None => break,
                }
            }
        }
    }
    answers
}

/// An answer without what no two have in common.
fn bare(answer: Answer) -> String {
    let heads = |headers: &HeaderMap| {
        let kept = headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
        let mut kept: Vec<String> = kept
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        kept.sort();
        kept.join("\n")
    };
    format!(
        "{}\n{}\n{}",
        answer.status,
        heads(&answer.headers),
        answer.text
    )
}

both! {
    async fn credentials_change_nothing(database) {
        let service = Service::of_the_world(database).await;
        let public = everything(&service, &Person::nobody()).await;
        for person in [Person::party("JP"), Person::secretariat(), Person::institute("semey-med"), Person::partner("partner-hidden")] {
            assert_eq!(everything(&service, &person).await, public, "{person:?}");
        }
        // Nor does a token that is none, and nothing is recorded as shown to anybody.
        let request = service.client.get(service.url("/oai")).query(&[("verb", "Identify")]).header("host", HOST);
        let answer = Service::answer(request.bearer_auth("nonsense")).await;
        assert_eq!(bare(answer), public[0]);
        let question = "{ accessRecords { totalCount } }";
        assert_eq!(service.data(&Person::secretariat(), question).await["accessRecords"]["totalCount"], 0);
    }
}

both! {
    async fn worlds_that_are_equal_for_everyone_are_harvested_alike(database) {
        let viewer = Viewer { who: Who::Public, scopes: Scopes::CARD };
        let mut different = 0;
        for round in 0..3 {
            let mut chance = Chance::of(7, round);
            let today = "2026-11-23".parse().unwrap();
            let left = invent(today, &mut chance);
            let right = twin(&left, &viewer, today, &mut chance);
            different += u32::from(left != right);
            let (first, second) = (Service::of_the_world_of(database, &left).await, Service::of_the_world_of(database, &right).await);
            assert_eq!(everything(&first, &Person::nobody()).await, everything(&second, &Person::nobody()).await, "round {round}");
        }
        assert!(different > 0);
    }
}
