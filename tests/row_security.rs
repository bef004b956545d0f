//! The second wall: row security on PostgreSQL, made from the same policies, for a role that it binds.
//!
//! `tests/run --row-security` tells every story through it. Here it is looked at by itself: what the
//! role that serves may read with nothing before it, what is there without settings, and that nobody
//! changes it unnoticed.

mod drift;
mod reading;

use crate::{
    isolation::{everyone, scopes},
    oracle::{Scopes, Viewer, Who, World},
    support::{Content, Database, SERVING, world},
};
use reading::{GUARDED, compare, read, right, settings};
use std::collections::BTreeSet;

/// Everyone asks on this day, and on one on which much has ended.
const DAYS: [&str; 2] = ["2026-11-23", "2015-07-15"];

/// Those that the data package does not have: areas go with their projects, standing and the search
/// index are derived.
const GUARDED_TOO: &[&str] = &[
    "access_record",
    "funding_totals",
    "output_entries",
    "project_areas",
    "row_entries",
    "standing",
    "search_entries",
];

/// All of whose rows are public.
const OPEN: &[&str] = &[
    "board_seats",
    "countries",
    "data_version",
    "institutes",
    "memberships",
    "parties",
    "rate_tables",
    "rates",
    "search_grams",
    "search_words",
    "seaql_migrations",
    "statistics",
    "technology_areas",
];

/// No part of the data: no question reads it, only the service itself.
const OF_THE_SERVICE: &[&str] = &["clients"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_selecting_alone_everyone_reads_exactly_what_the_rule_gives_them() {
    let fresh = Database::Postgres.fresh(Content::World).await;
    let world = World::load(&world());
    for who in everyone(&world) {
        for today in DAYS {
            let scopes = Scopes::ALL;
            compare(
                &fresh,
                &world,
                &Viewer {
                    who: who.clone(),
                    scopes,
                },
                today,
            );
        }
        for scopes in scopes() {
            compare(
                &fresh,
                &world,
                &Viewer {
                    who: who.clone(),
                    scopes,
                },
                DAYS[0],
            );
        }
    }
}

#[tokio::test]
async fn without_settings_nothing_guarded_is_there() {
    let fresh = Database::Postgres.fresh(Content::World).await;
    let world = World::load(&world());
    let secretariat = Viewer {
        who: Who::Secretariat,
        scopes: Scopes::ALL,
    };
    let public = Viewer {
        who: Who::Public,
        scopes: Scopes::CARD,
    };
    let (all, open) = (
        right(&world, &secretariat, DAYS[0]),
        right(&world, &public, DAYS[0]),
    );
    let ended = format!("{} commit; begin;", settings(&world, &secretariat, DAYS[0]));
    let empty = [
        "viewer", "holder", "today", "funding", "results", "reports", "board",
    ]
    .map(|name| format!("set local istc.{name} = '';"))
    .join(" ");
    // Never set, set by a transaction that has ended, and set to nothing.
    for settings in ["", &ended, &empty] {
        for (table, keys) in read(&fresh, settings) {
            assert!(
                keys.is_subset(&open[&table]),
                "{table} {settings}: {keys:?}"
            );
            let none = [
                "allocations",
                "contributions",
                "ledger",
                "proposals",
                "output_entries",
                "output_grants",
                "row_entries",
                "standing",
            ];
            assert!(
                !none.contains(&table.as_str()) || keys.is_empty(),
                "{table}"
            );
        }
    }
    assert_eq!(
        read(&fresh, &settings(&world, &secretariat, DAYS[0]))["contributions"],
        all["contributions"]
    );
}

#[tokio::test]
async fn every_table_is_guarded_or_known_to_be_open() {
    let fresh = Database::Postgres.fresh(Content::Empty).await;
    let tables = |guarded: bool| -> BTreeSet<String> {
        let sql = format!(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
             and relrowsecurity = {guarded}"
        );
        fresh
            .psql("istc", &sql)
            .lines()
            .map(str::to_owned)
            .collect()
    };
    let guarded = GUARDED
        .iter()
        .map(|(table, _)| *table)
        .chain(GUARDED_TOO.iter().copied());
    assert_eq!(tables(true), guarded.map(str::to_owned).collect());
    let open = OPEN.iter().chain(OF_THE_SERVICE);
    assert_eq!(
        tables(false),
        open.map(|table| (*table).to_owned()).collect()
    );
}

#[tokio::test]
async fn the_role_that_serves_only_reads_and_adds_to_the_record_of_access() {
    let fresh = Database::Postgres.fresh(Content::World).await;
    let may = "select relname || ' ' || has_table_privilege(oid, 'insert') || ' ' || (has_table_privilege(oid, 'update')
        or has_table_privilege(oid, 'delete') or has_table_privilege(oid, 'truncate')) from pg_class where relkind in ('r', 'v') and relnamespace in
        ('public'::regnamespace, 'istc_sight'::regnamespace) and (has_table_privilege(oid, 'insert')
        or has_table_privilege(oid, 'update') or has_table_privilege(oid, 'delete') or has_table_privilege(oid, 'truncate'))";
    assert_eq!(fresh.psql(SERVING, may).trim(), "access_record true false");
    let add = "insert into access_record values
        ('r1', '2026-11-23T12:00:00.000Z', 'party', 'JP', 'i', 's', 'answer', null, null, 0, 0, 1, 0, 0, 0)";
    fresh.psql(SERVING, add);
    // It writes what it then cannot read: whoever asks has to be told first.
    assert_eq!(
        fresh
            .psql(SERVING, "select count(*) from access_record")
            .trim(),
        "0"
    );
    assert_eq!(
        fresh
            .psql("istc", "select count(*) from access_record")
            .trim(),
        "1"
    );
    // But for when a client was last used.
    let columns = "select attrelid::regclass || '.' || attname from pg_attribute
        where attrelid in (select oid from pg_class where relkind in ('r', 'v') and relnamespace in
            ('public'::regnamespace, 'istc_sight'::regnamespace))
        and attrelid <> 'access_record'::regclass and attnum > 0 and (has_column_privilege(attrelid, attnum, 'insert') or has_column_privilege(attrelid, attnum, 'update'))";
    assert_eq!(fresh.psql(SERVING, columns).trim(), "clients.last_used_at");
}

/// With row security as the only wall: the first is built away.
#[cfg(mutants)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alone_it_lets_no_guarded_row_through() {
    use crate::{
        isolation::compare_rows,
        support::{Person, Service},
    };
    let behind = Service::of_the_walled_world().await;
    let open = Service::of_the_world(Database::Sqlite).await;
    let world = World::load(&world());
    entity::mutant::choose(Some("no_policy"));
    // The first wall is really gone.
    let count = "{ contributions { totalCount } }";
    let nobody = Person::nobody();
    assert_ne!(
        open.data(&nobody, count).await["contributions"]["totalCount"],
        0
    );
    for today in DAYS {
        behind.set_today(today);
        for who in everyone(&world) {
            let scopes = Scopes::ALL;
            compare_rows(&behind, &world, &Viewer { who, scopes }).await;
        }
    }
    behind.set_today(DAYS[0]);
    for who in everyone(&world) {
        for scopes in scopes() {
            compare_rows(
                &behind,
                &world,
                &Viewer {
                    who: who.clone(),
                    scopes,
                },
            )
            .await;
        }
    }
    entity::mutant::choose(None);
}

/// With both walls; where known mistakes are built in, the story above takes the first one away.
#[cfg(not(mutants))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_both_walls_everyone_is_answered_what_the_rule_gives_them() {
    use crate::{isolation, support::Service};
    let service = Service::of_the_walled_world().await;
    let world = World::load(&world());
    for today in DAYS {
        service.set_today(today);
        for who in everyone(&world) {
            let scopes = Scopes::ALL;
            isolation::compare(&service, &world, &Viewer { who, scopes }).await;
        }
    }
}
