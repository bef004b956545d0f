//! What money is summed by stands beside it: it follows when funders, projects, contributions and the ledger
//! change, and `istc check` finds where it does not.

use super::{Asking, tally::Tally};
use crate::{
    invention::{Chance, invent},
    isolation::everyone,
    oracle::{Scopes, Viewer, Who},
    support::{Service, both},
};
use chrono::NaiveDate;

const TODAY: &str = "2026-11-23";
/// So often the data change.
const CHANGES: usize = 6;

both! {
    async fn what_money_is_summed_by_follows_when_the_data_change(database) {
        let mut chance = Chance::of(1, 78);
        let today: NaiveDate = TODAY.parse().unwrap();
        let mut world = invent(today, &mut chance);
        let service = Service::of_the_world_of(database, &world).await;
        service.set_today(TODAY);
        let mut tally = Tally::default();
        for change in 0..CHANGES {
            let countries: Vec<String> = world.parties.iter().map(|party| party.code.clone()).collect();
            let (funders, projects) = (world.funders.clone(), world.projects.clone());
            let dates = ["2011", "2012-06", "2012-06-30", "2013-11"];
            for project in &mut world.projects {
                if chance.one_in(2) {
                    continue;
                }
                project.programme = chance.pick(&["regular", "partner", "initiative", "unknown"]).to_string();
                project.status = chance.pick(&["underway", "completed", "rejected", "withdrawn"]).to_string();
                project.host_country = match chance.one_in(4) {
                    true => String::new(),
                    false => chance.pick(&countries).clone(),
                };
            }
            for funder in world.funders.iter_mut().filter(|funder| funder.kind == "agency") {
                funder.party = match chance.one_in(3) {
                    true => String::new(),
                    false => chance.pick(&countries).clone(),
                };
            }
            for contribution in &mut world.contributions {
                if chance.one_in(2) {
                    continue;
                }
                contribution.committed_on = chance.pick(&dates).to_string();
                contribution.project = chance.pick(&projects).number.clone();
                contribution.funder = chance.pick(&funders).key.clone();
            }
            for entry in &mut world.ledger {
                if chance.one_in(2) {
                    continue;
                }
                entry.booked_on = chance.pick(&dates).to_string();
            }
            service.import_world(&world).await;
            assert_eq!(service.store.check_standing(&service.writer).await.unwrap(), 0);
            for who in everyone(&world) {
                let viewer = Viewer { who, scopes: Scopes::ALL };
                let questions = if viewer.who == Who::Secretariat { 12 } else { 2 };
                let again = format!("after change {change}");
                let mut asking = Asking { service: &service, world: &world, again, tally: &mut tally };
                asking.ask(&viewer, questions, &mut chance).await;
            }
        }
        println!("{database:?}, after changes: {tally}");
        tally.is_telling();
    }
}

/// What somebody does to the tables by hand, each to at least one row.
const BY_HAND: [&str; 6] = [
    "update contributions set party = null where party is not null",
    "update contributions set status = 'rejected' where status <> 'rejected'",
    "update contributions set last_month = last_month + 1",
    "update ledger set project = null",
    "update ledger set funder_kind = 'party' where funder_kind <> 'party'",
    "update projects set host_country = null where number in (select project from contributions)",
];

both! {
    async fn what_is_out_of_step_is_found_and_mended(database) {
        for change in BY_HAND {
            let service = Service::of_the_world(database).await;
            let out_of_step = async || service.store.check_standing(&service.writer).await.unwrap();
            assert_eq!(out_of_step().await, 0);
            let changed = service.database.by_hand(change).await;
            assert!(changed > 0 && out_of_step().await > 0, "{change}: {changed} rows");
            service.store.derive_anew(&service.writer).await.unwrap();
            assert_eq!(out_of_step().await, 0, "{change}");
        }
    }
}
