//! Files and folders that only their owner may open: mode 0600 and 0700 on Unix, whatever the umask says. All that
//! holds guarded rows or secrets is created here; `.clippy.toml` forbids the standard library's own ways to do so.
//!
//! On other systems there are no such modes: the access rights of the folder are all there is (`OPERATING.md`).

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that creates files and folders"
)]

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// What SQLite puts beside a database, under the database's own name.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A file that other users may open, and that cannot be taken from them.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} is open to other users of this machine (mode {mode:04o}) and cannot be closed to them: {cause}; \
     make its owner the user that runs this program, or restrict it (chmod 600)",
    .path.display()
)]
pub struct Exposed {
    path: PathBuf,
    mode: u32,
    cause: io::Error,
}

/// Creates a folder, and those above it that are missing. One that is there stays as it is.
///
/// # Errors
/// If the system refuses.
pub fn folder(path: &Path) -> io::Result<()> {
    builder().recursive(true).create(path)
}

/// Creates a folder that must not be there yet.
///
/// # Errors
/// If it is there, or the system refuses.
pub fn new_folder(path: &Path) -> io::Result<()> {
    builder().create(path)
}

/// Creates a file that must not be there yet.
///
/// # Errors
/// If it is there, or the system refuses.
pub fn new_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file, in the place of one that may be there: whole, or not at all.
///
/// # Errors
/// If the system refuses.
pub fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = temporary_beside(path)?;
    file.write_all(contents)?;
    file.persist(path)?;
    Ok(())
}

/// A file without a name, which is gone once it is closed.
///
/// # Errors
/// If the system refuses.
pub fn unnamed_file() -> io::Result<File> {
    tempfile::tempfile()
}

/// A temporary file in the system's folder for them.
///
/// # Errors
/// If the system refuses.
pub fn temporary_file() -> io::Result<NamedTempFile> {
    NamedTempFile::new()
}

/// A temporary file in the folder of `path`, to be given that name once it is complete.
///
/// # Errors
/// If the system refuses.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
}

/// Makes sure that only its owner may open the file of an SQLite database, before SQLite opens it: a new file is
/// created so, and one that others may open is closed to them, with what SQLite keeps beside it. That is said in the
/// log. What SQLite creates beside a database later has the database's own mode.
///
/// # Errors
/// If the file cannot be created, or cannot be closed to other users.
pub(crate) fn database(path: &Path) -> io::Result<()> {
    match new_file(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    // The file must not be opened here: closing it again would release the locks that SQLite, elsewhere in this
    // process, holds on it. A link is followed, because SQLite writes beside what it leads to.
    let path = fs::canonicalize(path)?;
    close_to_others(&path).map_err(io::Error::other)?;
    for end in BESIDE {
        let mut beside: OsString = path.clone().into_os_string();
        beside.push(end);
        close_to_others(Path::new(&beside)).map_err(io::Error::other)?;
    }
    Ok(())
}

/// Takes a file or folder from everyone but its owner, if it is there and others may open it, and says so in the log.
///
/// # Errors
/// If it stays open to others.
pub fn close_to_others(path: &Path) -> Result<(), Exposed> {
    let exposed = |mode, cause| Exposed {
        path: path.to_owned(),
        mode,
        cause,
    };
    let mode = match open_to_others(path) {
        Ok(Some(mode)) => mode,
        Ok(None) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(exposed(0, error)),
    };
    match restrict(path, mode) {
        Ok(()) => {}
        // SQLite removes its files beside the database when the last connection closes.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(exposed(mode, error)),
    }
    // Some file systems take a new mode without a word and keep the old one.
    match open_to_others(path) {
        Ok(Some(mode)) => Err(exposed(mode, io::Error::other("its mode does not change"))),
        _ => {
            tracing::warn!(
                path = %path.display(),
                mode = format!("{mode:04o}"),
                "other users of this machine could open this; now only its owner can"
            );
            Ok(())
        }
    }
}

/// The mode of what others may open; nothing if only its owner may.
#[cfg(unix)]
fn open_to_others(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() & 0o7777;
    Ok((mode & 0o077 != 0).then_some(mode))
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700))
}

#[cfg(unix)]
fn builder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn open_to_others(path: &Path) -> io::Result<Option<u32>> {
    fs::metadata(path).map(|_| None)
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn builder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn what_is_created_is_its_owners_alone() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        folder(&at("a/b")).unwrap();
        new_folder(&at("c")).unwrap();
        new_file(&at("file")).unwrap();
        write(&at("written"), b"text").unwrap();
        write(&at("written"), b"other").unwrap();
        let kept = temporary_beside(&at("kept")).unwrap();
        kept.persist(at("kept")).unwrap();
        for name in ["a", "a/b", "c"] {
            assert_eq!(mode(&at(name)), 0o700, "{name}");
        }
        for name in ["file", "written", "kept"] {
            assert_eq!(mode(&at(name)), 0o600, "{name}");
        }
        assert_eq!(fs::read(at("written")).unwrap(), b"other");
        assert!(new_file(&at("file")).is_err() && new_folder(&at("c")).is_err());
    }

    #[test]
    fn a_database_is_closed_to_others_with_what_lies_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        database(&at("new")).unwrap();
        assert_eq!(mode(&at("new")), 0o600);
        for name in ["old", "old-wal", "old-shm", "other"] {
            fs::write(at(name), name).unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(0o664)).unwrap();
        }
        std::os::unix::fs::symlink(at("old"), at("link")).unwrap();
        database(&at("link")).unwrap();
        for name in ["old", "old-wal", "old-shm"] {
            assert_eq!(mode(&at(name)), 0o600, "{name}");
            assert_eq!(fs::read(at(name)).unwrap(), name.as_bytes());
        }
        assert_eq!(mode(&at("other")), 0o664);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_closed_is_refused() {
        // Nobody may change the mode of what the kernel shows of a process.
        let path = Path::new("/proc/self/status");
        let refused = database(path).unwrap_err().to_string();
        assert!(
            refused.contains("status") && refused.contains("0444"),
            "{refused}"
        );
    }
}
