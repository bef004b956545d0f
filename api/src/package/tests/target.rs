//! Where an export goes, and what it leaves alone.

use super::Scratch;
use crate::package::{
    DESCRIPTOR, Source,
    read::open,
    target::{ExportError, Target},
};
use std::{fs, io::Write, path::Path};

/// Writes a package of one file.
fn write(path: &Path, text: &str, force: bool) -> Result<(), ExportError> {
    let mut target = Target::new(path, force)?;
    target
        .file("countries.csv")
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let resources = br#"{"resources": [{"path": "countries.csv"}]}"#;
    target
        .file(DESCRIPTOR)
        .unwrap()
        .write_all(resources)
        .unwrap();
    target.finish()
}

/// What lies in a folder, hidden files too.
fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn a_folder_is_made_with_its_parents_or_filled() {
    let scratch = Scratch::new();
    let new = scratch.0.join("a/b");
    write(&new, "x", false).unwrap();
    assert_eq!(names(&new), ["countries.csv", DESCRIPTOR]);
    let empty = scratch.0.join("empty");
    fs::create_dir(&empty).unwrap();
    write(&empty, "x", false).unwrap();
    assert_eq!(names(&empty), ["countries.csv", DESCRIPTOR]);
    assert_eq!(names(&scratch.0), ["a", "empty"]);
}

#[test]
fn what_is_there_is_replaced_only_by_force() {
    let scratch = Scratch::new();
    for name in ["package", "package.zip"] {
        let path = scratch.0.join(name);
        write(&path, "code,name\nXK,old\n", false).unwrap();
        let again = write(&path, "code,name\nXK,new\n", false);
        assert!(matches!(again, Err(ExportError::Exists(_))), "{again:?}");
        write(&path, "code,name\nXK,new\n", true).unwrap();
        let found = super::found(Source::at(&path));
        assert_eq!(found.rows, [(2, vec!["XK".to_owned(), "new".to_owned()])]);
    }
    assert_eq!(names(&scratch.0), ["package", "package.zip"]);
}

#[test]
fn what_is_no_package_is_never_replaced() {
    let scratch = Scratch::new();
    let foreign = |path: &Path| {
        let outcome = write(path, "x", true);
        assert!(
            matches!(outcome, Err(ExportError::Foreign { .. })),
            "{outcome:?}"
        );
    };
    let home = scratch.0.join("home");
    fs::create_dir_all(home.join("letters")).unwrap();
    foreign(&home);
    fs::remove_dir(home.join("letters")).unwrap();
    fs::write(home.join("table.csv"), "mine").unwrap();
    foreign(&home);
    fs::write(home.join(DESCRIPTOR), "{}").unwrap();
    fs::write(home.join("letter.txt"), "mine").unwrap();
    foreign(&home);
    assert_eq!(names(&home), [DESCRIPTOR, "letter.txt", "table.csv"]);
    foreign(&home.join("letter.txt"));
    fs::create_dir(scratch.0.join("folder.zip")).unwrap();
    foreign(&scratch.0.join("folder.zip"));
}

#[test]
fn half_a_package_is_not_left_behind() {
    let scratch = Scratch::new();
    for name in ["package", "package.zip"] {
        let path = scratch.0.join(name);
        let mut target = Target::new(&path, false).unwrap();
        target
            .file("countries.csv")
            .unwrap()
            .write_all(b"x")
            .unwrap();
        assert!(!path.exists());
        drop(target);
    }
    assert!(names(&scratch.0).is_empty());
}

#[test]
fn a_path_without_a_name_is_refused() {
    for path in ["/", "..", ""] {
        let outcome = Target::new(Path::new(path), true).map(drop);
        assert!(matches!(outcome, Err(ExportError::Nameless(_))), "{path}");
    }
}

#[test]
fn a_zip_file_that_is_written_is_one_that_is_read() {
    let scratch = Scratch::new();
    let path = scratch.0.join("package.zip");
    write(&path, "code,name\n", false).unwrap();
    assert_eq!(open(Source::at(&path)).unwrap().problems, []);
}
