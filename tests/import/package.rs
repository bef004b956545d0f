//! A data package made for one story, in a folder of its own.

use crate::support::world;
use api::package::Source;
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A data package, gone with the story.
pub struct Package {
    folder: TempDir,
}

impl Package {
    /// These files, and a `datapackage.json` that names them and says no more than it must.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, text)| (*name, text.as_bytes()))
            .collect();
        Self::of_bytes(&files)
    }

    /// The same, of files that are not text.
    pub fn of_bytes(files: &[(&str, &[u8])]) -> Self {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let mut package = Self::describing(&names);
        for (name, bytes) in files {
            package = package.bytes(name, bytes);
        }
        package
    }

    /// Only a `datapackage.json` that names these files.
    pub fn describing(names: &[&str]) -> Self {
        let resources: Vec<_> = names.iter().map(|name| json!({ "path": name })).collect();
        let text = json!({ "name": "story", "resources": resources }).to_string();
        Self::empty().file("datapackage.json", &text)
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// The small world, to be changed.
    pub fn world() -> Self {
        let package = Self::empty();
        for entry in fs::read_dir(world()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), package.path(entry.file_name())).unwrap();
        }
        package
    }

    /// With this file, whatever it held before.
    pub fn file(self, name: &str, text: &str) -> Self {
        self.bytes(name, text.as_bytes())
    }

    /// With this file, which is not text.
    pub fn bytes(self, name: &str, bytes: &[u8]) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// With other text in a file, in the one place where it stands.
    pub fn with(self, name: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {name}");
        self.file(name, &text.replacen(from, to, 1))
    }

    /// Without the rows of a file that begin so, one or more.
    pub fn without(self, name: &str, begins: &str) -> Self {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let kept: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with(begins))
            .collect();
        assert!(kept.len() < text.lines().count(), "{begins} in {name}");
        self.file(name, &format!("{}\n", kept.join("\n")))
    }

    /// Only these files of it.
    pub fn only(self, names: &[&str]) -> Self {
        let mut package = Self::describing(names);
        for name in names {
            package = package.bytes(name, &fs::read(self.path(name)).unwrap());
        }
        package
    }

    pub fn source(&self) -> Source {
        Source::Folder(self.folder.path().to_owned())
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }
}
