//! Opening a package: which files it has, and each as a stream, whether they lie in a folder, in a zip
//! file or in the binary. Nothing outside the package is ever opened.

use super::{
    DESCRIPTOR, PackageError, Source,
    meter::{Count, Metered, Overflow, allowance},
    of_file, stem,
};
use entity::write::{Problem, ProblemKind};
use flate2::bufread::MultiGzDecoder;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};
use zip::{ZipArchive, result::ZipError};

/// An open package. Only files at its top count; folders in it are not looked into.
pub struct Package {
    kind: Kind,
    /// The sizes of its files.
    files: BTreeMap<String, u64>,
    /// To how much the whole may inflate; for zip files only.
    allowed: Option<u64>,
    read: Count,
    inflated: Count,
}

/// What a zip file's own directory says.
struct Directory {
    files: BTreeMap<String, u64>,
    problems: Vec<Problem>,
    /// What all its entries inflate to.
    total: u64,
}

enum Kind {
    Folder(PathBuf),
    Zip(Box<ZipArchive<BufReader<File>>>),
    Embedded(&'static [(&'static str, &'static [u8])]),
}

/// How many bytes go through memory at a time.
const BUFFER: usize = 64 << 10;

impl Package {
    /// Opens a package. Beside it, what is wrong with the names of its files. There is no package if a
    /// zip file says of itself that it is a bomb.
    ///
    /// # Errors
    /// If there is nothing at its path that can be opened.
    pub fn open(source: Source) -> Result<(Option<Package>, Vec<Problem>), PackageError> {
        let mut problems = Vec::new();
        let (kind, files, allowed) = match source {
            Source::Folder(path) => {
                let (root, files) = list(&path, &mut problems)
                    .map_err(|cause| PackageError::Open { path, cause })?;
                (Kind::Folder(root), files, None)
            }
            Source::Zip(path) => {
                let (archive, size) = unzip(&path)?;
                let allowed = allowance(size);
                let directory = directory(&archive, &path);
                problems = directory.problems;
                if directory.total > allowed {
                    let file = path.file_name().unwrap_or_default().to_string_lossy();
                    let expected = Overflow::EXPECTED;
                    problems.push(of_file(ProblemKind::TooLarge, &file, expected));
                    return Ok((None, problems));
                }
                (Kind::Zip(Box::new(archive)), directory.files, Some(allowed))
            }
            Source::Embedded(all) => {
                let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let files = all
                    .iter()
                    .map(|(name, bytes)| ((*name).to_owned(), size(bytes)))
                    .collect();
                (Kind::Embedded(all), files, None)
            }
        };
        let package = Package {
            kind,
            files,
            allowed,
            read: Count::default(),
            inflated: Count::default(),
        };
        Ok((Some(package), problems))
    }

    /// The bytes of this file as it stands in the package; nothing if it is not there.
    pub fn size(&self, file: &str) -> Option<u64> {
        self.files.get(file).copied()
    }

    /// Its CSV files, packed or not.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let table = |file: &&String| stem(&file.to_ascii_lowercase()).is_some();
        self.files.keys().filter(table).map(String::as_str)
    }

    /// Counts the bytes read from it, as they stand in the package.
    pub fn count(&self) -> Count {
        self.read.clone()
    }

    /// Whether a zip file has inflated past its bound, so that nothing more must be read from it.
    pub fn spent(&self) -> bool {
        let most = self.read.bytes().max(self.inflated.bytes());
        self.allowed.is_some_and(|allowed| most > allowed)
    }

    /// The contents of a file, inflated.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn stream(&mut self, file: &str) -> io::Result<BufReader<Box<dyn Read + '_>>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let size = self.size(file).ok_or_else(missing)?;
        let (count, limit) = match self.allowed {
            Some(allowed) => (self.inflated.clone(), allowed),
            None => (Count::default(), allowance(size)),
        };
        let inner: Box<dyn Read + '_> = match &mut self.kind {
            Kind::Folder(root) => Box::new(File::open(root.join(file))?),
            Kind::Zip(archive) => Box::new(archive.by_name(file).map_err(damaged)?),
            Kind::Embedded(all) => {
                let found = all.iter().find(|(name, _)| *name == file);
                Box::new(found.map(|(_, bytes)| *bytes).ok_or_else(missing)?)
            }
        };
        let packed = Metered {
            inner,
            count: self.read.clone(),
            limit: self.allowed.unwrap_or(u64::MAX),
        };
        let plain: Box<dyn Read + '_> = if file.ends_with(".gz") {
            let inner = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, packed));
            Box::new(Metered {
                inner,
                count,
                limit,
            })
        } else {
            Box::new(packed)
        };
        Ok(BufReader::with_capacity(BUFFER, plain))
    }
}

/// Whether a package has a use for a file of this name.
fn wanted(file: &str) -> bool {
    file == DESCRIPTOR || (!file.contains('/') && stem(&file.to_ascii_lowercase()).is_some())
}

/// The files of a folder. A link may point to another file of the folder, as mounted volumes have
/// them, but not out of it.
fn list(path: &Path, problems: &mut Vec<Problem>) -> io::Result<(PathBuf, BTreeMap<String, u64>)> {
    let root = fs::canonicalize(path)?;
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&root)? {
        let Ok(file) = entry?.file_name().into_string() else {
            continue;
        };
        if !wanted(&file) {
            continue;
        }
        match fs::canonicalize(root.join(&file)) {
            Ok(real) if real.starts_with(&root) => {
                let about = fs::metadata(&real)?;
                if about.is_file() {
                    files.insert(file, about.len());
                }
            }
            Ok(_) => problems.push(of_file(
                ProblemKind::UnsafePath,
                &file,
                "a file in this folder, not a link out of it",
            )),
            // A link to nothing is a file that is not there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok((root, files))
}

fn unzip(path: &Path) -> Result<(ZipArchive<BufReader<File>>, u64), PackageError> {
    let open = |cause| PackageError::Open {
        path: path.to_owned(),
        cause,
    };
    let file = File::open(path).map_err(open)?;
    let size = file.metadata().map_err(open)?.len();
    match ZipArchive::new(BufReader::with_capacity(BUFFER, file)) {
        Ok(archive) => Ok((archive, size)),
        Err(ZipError::Io(cause)) if cause.raw_os_error().is_some() => Err(open(cause)),
        Err(cause) => Err(PackageError::Archive {
            path: path.to_owned(),
            cause,
        }),
    }
}

/// What a zip file says of itself. That it keeps to it is checked while reading.
fn directory(archive: &ZipArchive<BufReader<File>>, path: &Path) -> Directory {
    let mut directory = Directory {
        files: BTreeMap::new(),
        problems: Vec::new(),
        total: 0,
    };
    if archive.has_duplicate_names() {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        directory.problems.push(of_file(
            ProblemKind::UnsafePath,
            &file,
            "every name once: which of two entries is meant differs from program to program",
        ));
    }
    let about = archive.metadata();
    for entry in (0..about.len()).filter_map(|index| about.entry(index).ok()) {
        directory.total = directory.total.saturating_add(entry.size());
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        match entry.name() {
            Ok(name) if stays(&name) && stays(&raw) && !entry.is_symlink() => {
                if !entry.is_dir() && wanted(&name) {
                    directory.files.insert(name.into_owned(), entry.size());
                }
            }
            _ => directory.problems.push(of_file(
                ProblemKind::UnsafePath,
                &raw,
                "a file in this folder: no link, no `..`, `\\` or `:`, nothing absolute",
            )),
        }
    }
    directory
}

/// Whether a path names a place below the folder that it is relative to, on every system.
pub fn stays(path: &str) -> bool {
    let foreign = |c: char| c == '\\' || c == ':' || c.is_control();
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(foreign)
        && path.split('/').all(|part| part != "..")
}

/// A zip entry that cannot be read; an error of the system stays one.
fn damaged(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
