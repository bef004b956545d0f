//! Two services with two worlds that one viewer cannot tell apart, and the same question to both.

use crate::{
    invention::{Sheets, prune},
    isolation::person,
    operations::Operation,
    oracle::{Viewer, World},
    support::{Answer, Database, Person, Service},
};
use chrono::NaiveDate;

/// A busy machine is asked so often.
const TRIES: usize = 20;

/// The services.
pub struct Pair {
    pub left: Service,
    pub right: Service,
}

/// An answer, but for what is another for every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bare {
    pub status: u16,
    pub headers: Vec<String>,
    pub text: String,
}

impl Pair {
    /// With these worlds, on this day. The second is put in in two parts, so that its rows come to
    /// lie in another order than those of the first.
    pub async fn of(database: Database, left: &World, right: &World, today: NaiveDate) -> Self {
        let pair = Self {
            left: Service::empty(database).await,
            right: Service::empty(database).await,
        };
        pair.left.import_world(left).await;
        pair.right.import_world(&some(right)).await;
        pair.right.import_world(right).await;
        for service in [&pair.left, &pair.right] {
            service.set_today(&today.to_string());
        }
        pair
    }

    /// With these worlds, put in alike, on this day; the work of their databases is counted.
    pub async fn counting_work(
        database: Database,
        left: &World,
        right: &World,
        today: NaiveDate,
    ) -> Self {
        let pair = Self {
            left: Service::empty_counting_work(database).await,
            right: Service::empty_counting_work(database).await,
        };
        for (service, world) in [(&pair.left, left), (&pair.right, right)] {
            service.import_world(world).await;
            service.set_today(&today.to_string());
        }
        pair
    }

    /// The answers of both.
    pub async fn ask(&self, viewer: &Viewer, operation: &Operation) -> (Bare, Bare) {
        let (text, variables) = operation.write();
        let person = person(viewer);
        for _ in 0..TRIES {
            let (left, right) = tokio::join!(
                self.left.ask_with(&person, &text, variables.clone()),
                self.right.ask_with(&person, &text, variables.clone()),
            );
            if !is_without_means(&left) && !is_without_means(&right) {
                return (bare(left), bare(right));
            }
        }
        panic!("no answer after {TRIES} tries: {text}");
    }

    /// What the secretariat is answered by both.
    pub async fn ask_all(&self, operation: &Operation) -> [Answer; 2] {
        let (text, variables) = operation.write();
        let all = Person::secretariat();
        [
            self.left.ask_with(&all, &text, variables.clone()).await,
            self.right.ask_with(&all, &text, variables).await,
        ]
    }
}

/// Refused for want of time or connections, which is outside the comparison.
fn is_without_means(answer: &Answer) -> bool {
    ["UNAVAILABLE", "TIMEOUT"]
        .iter()
        .any(|code| answer.text.contains(code))
}

/// About half of a world.
fn some(world: &World) -> World {
    let mut sheets = Sheets::of(world);
    // A country that only this world knows is needed from the first.
    for sheet in sheets
        .0
        .iter_mut()
        .filter(|sheet| sheet.name != "countries")
    {
        sheet.rows.truncate(sheet.rows.len().div_ceil(2));
        sheet.rows.reverse();
    }
    prune(&mut sheets);
    sheets.world()
}

fn bare(answer: Answer) -> Bare {
    let id = answer.headers.get("x-request-id");
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or("no id");
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    Bare {
        status: answer.status.as_u16(),
        headers,
        text: answer.text.replace(id, "the request id"),
    }
}
