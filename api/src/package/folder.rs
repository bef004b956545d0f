//! Opening a package: which files it has, and each as a stream, whether they lie in a folder, in a zip
//! file or in the binary. Nothing outside the package is ever opened.

use super::{
    DESCRIPTOR, PackageError, Source,
    checksum::{Checked, Declared},
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

/// An open package. Files at its top count, and those in folders below that its descriptor names.
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
    /// The one folder that everything is in, with its slash; nothing, if the package is at the top.
    folder: String,
    problems: Vec<Problem>,
    /// What all its entries inflate to.
    total: u64,
}

enum Kind {
    Folder(PathBuf),
    /// With the folder in it that the package is in.
    Zip(Box<ZipArchive<BufReader<File>>>, String),
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
                let kind = Kind::Zip(Box::new(archive), directory.folder);
                (kind, directory.files, Some(allowed))
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

    /// Takes a file below the top into the package, if there is one of this path that stays within it.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn include(&mut self, file: &str) -> io::Result<()> {
        if !file.contains('/') || !stays(file) {
            return Ok(());
        }
        let size = match &mut self.kind {
            Kind::Folder(root) => match fs::canonicalize(root.join(file)) {
                Ok(real) if real.starts_with(&*root) && real.is_file() => {
                    Some(fs::metadata(&real)?.len())
                }
                Ok(_) => None,
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            },
            Kind::Zip(archive, folder) => {
                let name = format!("{folder}{file}");
                let about = archive.by_name(&name).ok();
                let is_plain =
                    |about: &zip::read::ZipFile<'_, _>| !about.is_symlink() && about.is_file();
                about.filter(is_plain).map(|about| about.size())
            }
            Kind::Embedded(_) => None,
        };
        self.files.extend(size.map(|size| (file.to_owned(), size)));
        Ok(())
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

    /// The contents of a file, inflated. Reading ends with an error if its bytes as they stand in the package have
    /// another checksum than is declared.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn stream(
        &mut self,
        file: &str,
        declared: Option<&Declared>,
    ) -> io::Result<BufReader<Box<dyn Read + '_>>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let size = self.size(file).ok_or_else(missing)?;
        let (count, limit) = match self.allowed {
            Some(allowed) => (self.inflated.clone(), allowed),
            None => (Count::default(), allowance(size)),
        };
        let inner: Box<dyn Read + '_> = match &mut self.kind {
            Kind::Folder(root) => Box::new(File::open(root.join(file))?),
            Kind::Zip(archive, folder) => {
                let name = format!("{folder}{file}");
                Box::new(archive.by_name(&name).map_err(damaged)?)
            }
            Kind::Embedded(all) => {
                let found = all.iter().find(|(name, _)| *name == file);
                Box::new(found.map(|(_, bytes)| *bytes).ok_or_else(missing)?)
            }
        };
        let packed = Metered {
            inner: Checked::new(inner, declared),
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
    let is_table = !file.contains('/') && stem(&file.to_ascii_lowercase()).is_some();
    file == DESCRIPTOR || (is_table && !is_of_a_mac(file))
}

/// Whether a file is none of the package's, but what a Mac keeps beside one.
fn is_of_a_mac(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    file.starts_with("__MACOSX/") || name.starts_with("._") || name == ".DS_Store"
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
        folder: String::new(),
        problems: Vec::new(),
        total: 0,
    };
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<_> = names.filter(|name| !is_of_a_mac(name)).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    directory.folder = around(&names);
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
                let within = name.strip_prefix(directory.folder.as_str());
                if let Some(within) = within.filter(|file| !entry.is_dir() && wanted(file)) {
                    directory.files.insert(within.to_owned(), entry.size());
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

/// The folder that a zip file's entries are all in, with its slash, if the package's descriptor is in it: what one gets
/// by packing a folder instead of what is in it.
fn around(names: &[&str]) -> String {
    let folders = names
        .iter()
        .map(|name| name.split_once('/').map(|(folder, _)| folder));
    let mut folders = folders.collect::<Vec<_>>();
    folders.dedup();
    match folders.as_slice() {
        [Some(folder)] if names.contains(&&*format!("{folder}/{DESCRIPTOR}")) => {
            format!("{folder}/")
        }
        _ => String::new(),
    }
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
