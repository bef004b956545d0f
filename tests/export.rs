//! Data packages on their way out: the secretariat's brings up an equal database, anyone else's holds
//! exactly what that viewer may see, and the reference tool accepts them.

mod frictionless;
mod guard;
mod viewers;

use crate::support::{Content, Database, Fresh, both};
use api::package::{self, PackageError, Source, export_folder, import_folder};
use entity::{
    Keys, Scopes, Store, Viewer, Who,
    write::{ImportError, Mode, ProblemKind, SHEETS, Summary},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const TODAY: &str = "2026-11-23";

/// A database, opened, and a folder for packages.
struct Office {
    store: Store,
    keys: Keys,
    folder: TempDir,
    _database: Fresh,
}

impl Office {
    async fn of(database: Database, content: Content) -> Self {
        let fresh = database.fresh(content).await;
        let (store, keys) = fresh.open().await;
        Self {
            store,
            keys,
            folder: TempDir::new().unwrap(),
            _database: fresh,
        }
    }

    fn viewer(&self, who: Who) -> Viewer {
        self.keys.viewers.signed_in(who, Scopes::all())
    }

    /// Exports what this viewer may see today; the package's place.
    async fn export(&self, viewer: &Viewer, name: &str) -> PathBuf {
        let reader = self
            .store
            .reader(viewer, TODAY.parse().unwrap())
            .await
            .unwrap();
        let place = self.folder.path().join(name);
        let written = export_folder(&reader, &place, false).await.unwrap();
        let sheets: Vec<&str> = written.iter().map(|one| one.sheet).collect();
        let all: Vec<&str> = SHEETS.iter().map(|sheet| sheet.name).collect();
        assert_eq!(sheets, all);
        place
    }

    async fn export_all(&self, name: &str) -> PathBuf {
        self.export(&self.viewer(Who::Secretariat), name).await
    }

    async fn import(&self, place: &Path) -> Summary {
        self.import_as(place, Mode::default()).await
    }

    async fn import_as(&self, place: &Path, mode: Mode) -> Summary {
        let source = Source::at(place);
        let outcome =
            import_folder(&self.store, &self.keys.writer, source, mode, &mut |_| {}).await;
        let summary = outcome.unwrap_or_else(|error| panic!("{}: {error:?}", place.display()));
        assert_eq!(
            self.store.check_standing(&self.keys.writer).await.unwrap(),
            0
        );
        summary
    }
}

/// The files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

both! {
    async fn the_whole_world_comes_back_as_it_was(database) {
        comes_back(database, Content::World).await;
    }
}

both! {
    async fn the_public_records_come_back_as_they_were(database) {
        comes_back(database, Content::Records).await;
    }
}

/// What is exported from one database and imported into another is exported from there as the same
/// bytes, from a folder and from a zip file.
async fn comes_back(database: Database, content: Content) {
    let first = Office::of(database, content).await;
    let place = first.export_all("all").await;
    let exported = files(&place);
    assert!(exported.contains_key("datapackage.json"));

    let second = Office::of(database, Content::Empty).await;
    let summary = second.import(&place).await;
    assert!(
        summary
            .sheets
            .iter()
            .all(|change| change.unchanged + change.updated == 0 || change.sheet == "countries")
    );
    assert_eq!(files(&second.export_all("all").await), exported);

    let third = Office::of(database, Content::Empty).await;
    third.import(&first.export_all("all.zip").await).await;
    assert_eq!(files(&third.export_all("all").await), exported);
    // To where it came from it brings nothing new.
    let again = first.import(&place).await;
    assert!(
        again
            .sheets
            .iter()
            .all(|change| change.inserted + change.updated + change.removed == 0),
        "{again:?}"
    );
}

both! {
    /// Whatever came in between is gone, also from tables that had no rows.
    async fn an_export_that_replaces_what_is_there_is_exported_as_the_same_bytes(database) {
        let contents = [Content::Empty, Content::Records, Content::World];
        let replace = Mode { replace: true, yes: true, ..Mode::default() };
        for was in contents {
            let before = Office::of(database, was).await;
            let place = before.export_all("before").await;
            for came in contents.into_iter().filter(|came| *came != was) {
                let other = Office::of(database, came).await;
                let between = other.export_all("between").await;
                before.import(&between).await;
                before.import_as(&place, replace).await;
                let name = format!("after-{came:?}");
                assert_eq!(files(&before.export_all(&name).await), files(&place), "{was:?}, {came:?}");
            }
        }
    }
}

both! {
    /// A file that was cut at the end of a row, or changed, is not the one that was exported.
    async fn a_file_that_is_not_the_one_described_is_refused(database) {
        let office = Office::of(database, Content::World).await;
        let place = office.export_all("all").await;
        let file = place.join("contributions.csv");
        let whole = fs::read_to_string(&file).unwrap();
        let cut = whole.trim_end().rfind('\n').unwrap() + 1;
        for (text, found) in [
            (whole[..cut].to_owned(), "bytes"),
            (whole.replacen("EUR", "USD", 1), "sha256:"),
        ] {
            fs::write(&file, text).unwrap();
            let replace = Mode { replace: true, yes: true, ..Mode::default() };
            let outcome = import_folder(
                &office.store,
                &office.keys.writer,
                Source::at(&place),
                replace,
                &mut |_| {},
            )
            .await;
            let Err(PackageError::Import(ImportError::Problems(problems))) = outcome else {
                panic!("{outcome:?}");
            };
            let [problem] = problems.listed() else {
                panic!("{problems:?}");
            };
            assert_eq!((problem.kind, problem.file.as_str()), (ProblemKind::Checksum, "contributions.csv"));
            assert!(problem.value.as_ref().is_some_and(|value| value.contains(found)), "{problem:?}");
        }
        fs::write(&file, whole).unwrap();
        office.import(&place).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_export_the_same_bytes() {
    for content in [Content::World, Content::Records] {
        let sqlite = Office::of(Database::Sqlite, content).await;
        let postgres = Office::of(Database::Postgres, content).await;
        assert_eq!(
            files(&sqlite.export_all("all").await),
            files(&postgres.export_all("all").await)
        );
    }
}

both! {
    async fn nothing_that_is_there_is_overwritten_unasked(database) {
        let office = Office::of(database, Content::World).await;
        let reader = office.store.reader(&office.keys.viewers.public(), TODAY.parse().unwrap()).await.unwrap();
        let place = office.folder.path().join("package");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("letter.txt"), "dear colleague").unwrap();
        for force in [false, true] {
            let error = export_folder(&reader, &place, force).await.unwrap_err();
            assert!(matches!(
                (force, &error),
                (false, package::ExportError::Exists(_)) | (true, package::ExportError::Foreign { .. })
            ), "{error}");
            assert_eq!(files(&place).len(), 1);
        }
        fs::remove_file(place.join("letter.txt")).unwrap();
        export_folder(&reader, &place, false).await.unwrap();
        let before = files(&place);
        assert!(export_folder(&reader, &place, false).await.is_err());
        fs::write(place.join("outputs.csv"), "spoilt").unwrap();
        export_folder(&reader, &place, true).await.unwrap();
        assert_eq!(files(&place), before);
        // Nothing half-written is left beside it.
        assert_eq!(fs::read_dir(office.folder.path()).unwrap().count(), 1);
    }
}
