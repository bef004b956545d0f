//! The whole world as some viewers see it, written down: one of each kind, and one at each edge of
//! the rule. A change of what anyone sees is a change of one of these files.

use super::paths::{by_lists, by_standing};
use crate::support::{Person, Service, both};
use std::fmt::Write;

/// The name of the snapshot, who asks, and on which day.
fn views() -> Vec<(&'static str, Person, &'static str)> {
    vec![
        ("nobody", Person::nobody(), "2026-11-23"),
        ("secretariat", Person::secretariat(), "2026-11-23"),
        (
            "secretariat without scope",
            Person::secretariat().scoped(""),
            "2026-11-23",
        ),
        ("japan", Person::party("JP"), "2026-11-23"),
        (
            "japan for funding only",
            Person::party("JP").scoped("funding"),
            "2026-11-23",
        ),
        (
            "eu while it represents finland",
            Person::party("EU"),
            "2026-02-28",
        ),
        ("eu after finland", Person::party("EU"), "2026-03-01"),
        (
            "kazakhstan by stated country",
            Person::party("KZ"),
            "2026-11-23",
        ),
        (
            "former member in retention",
            Person::party("AM"),
            "2027-06-09",
        ),
        (
            "former member after retention",
            Person::party("AM"),
            "2027-06-10",
        ),
        ("russia before it left", Person::party("RU"), "2015-07-14"),
        ("russia in retention", Person::party("RU"), "2015-07-15"),
        (
            "rotating seat while it lasts",
            Person::party("KR"),
            "2027-12-31",
        ),
        ("rotating seat after it", Person::party("KR"), "2028-01-01"),
        (
            "represented state afterwards",
            Person::party("FI"),
            "2026-03-01",
        ),
        ("party without dates", Person::party("BY"), "2026-11-23"),
        ("embargo the day before", Person::nobody(), "2026-11-22"),
        ("embargo on its day", Person::nobody(), "2026-11-23"),
    ]
}

both! {
    async fn the_world_as_they_see_it(database) {
        let service = Service::of_the_world(database).await;
        for (name, person, day) in views() {
            service.set_today(day);
            let mut text = format!("{name}, on {day}\n");
            for (kind, project, until) in by_standing(&service, &person).await {
                let project = project.unwrap_or_else(|| "the programme".into());
                let until = until.map_or_else(String::new, |day| format!(" until {day}"));
                writeln!(text, "{kind} on {project}{until}").unwrap();
            }
            for (table, keys) in by_lists(&service, &person).await {
                writeln!(text, "\n{table}: {}", keys.len()).unwrap();
                for key in keys {
                    writeln!(text, "  {}", key.replace('\u{1f}', " / ")).unwrap();
                }
            }
            // Both databases are held against the same file.
            insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("world_{}", name.replace(' ', "_")), text);
            });
        }
    }
}
