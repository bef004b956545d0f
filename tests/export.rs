//! Data packages on their way out: the secretariat's brings up an equal database, anyone else's holds
//! exactly what that viewer may see, and the reference tool accepts them.

mod frictionless;
mod guard;
mod viewers;

use crate::support::{Content, Database, Fresh, both};
use api::package::{self, Source, export_folder, import_folder};
use entity::{
    Keys, Scopes, Store, Viewer, Who,
    write::{Mode, Summary},
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
        assert!(written.iter().all(|one| one.rows > 0), "{written:?}");
        place
    }

    async fn export_all(&self, name: &str) -> PathBuf {
        self.export(&self.viewer(Who::Secretariat), name).await
    }

    async fn import(&self, place: &Path) -> Summary {
        let source = Source::at(place);
        let outcome = import_folder(
            &self.store,
            &self.keys.writer,
            source,
            Mode::default(),
            &mut |_| {},
        )
        .await;
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
