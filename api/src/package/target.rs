//! Where an exported package goes: written beside its place under another name, and moved there whole.
//! Nobody ever finds half a package, and what is not a package is never replaced.

use super::{DESCRIPTOR, is_zip, stem};
use entity::private;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Why a package was not exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The path has no last part that could be the package's name.
    #[error("{} does not name a folder or a .zip file to write", .0.display())]
    Nameless(PathBuf),
    /// There is something at the path.
    #[error("{} exists and is not empty; --force replaces a data package", .0.display())]
    Exists(PathBuf),
    /// There is something at the path that is no data package, so that even force leaves it alone.
    #[error("{} is not replaced: {found} is not part of a data package", .path.display())]
    Foreign {
        /// The path.
        path: PathBuf,
        /// What lies there.
        found: String,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {cause}", .path.display())]
    Write {
        /// The package.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The rows cannot be read.
    #[error(transparent)]
    Read(#[from] entity::ExportError),
}

/// A package that is being written. If it is dropped before [`Target::finish`], nothing is left of it.
pub struct Target {
    place: PathBuf,
    /// What it is called until it is whole.
    partial: PathBuf,
    archive: Option<ZipWriter<BufWriter<File>>>,
}

impl Target {
    /// Begins a package at this path: a zip file if it ends so, a folder otherwise.
    ///
    /// # Errors
    /// If something is there that must not be replaced, or the system refuses.
    pub fn new(path: &Path, force: bool) -> Result<Self, ExportError> {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name else {
            return Err(ExportError::Nameless(path.to_owned()));
        };
        free(path, force)?;
        let mut target = Self {
            place: path.to_owned(),
            partial: path.with_file_name(format!(".{name}.{}.partial", process::id())),
            archive: None,
        };
        target.begin().map_err(|cause| target.failed(cause))?;
        Ok(target)
    }

    fn begin(&mut self) -> io::Result<()> {
        if let Some(parent) = self.place.parent() {
            private::folder(parent)?;
        }
        if is_zip(&self.place) {
            let file = private::new_file(&self.partial)?;
            self.archive = Some(ZipWriter::new(BufWriter::new(file)));
            Ok(())
        } else {
            private::new_folder(&self.partial)
        }
    }

    /// Begins a file of the package.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        match &mut self.archive {
            Some(archive) => {
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Deflated)
                    .large_file(true);
                archive.start_file(name, options)?;
                Ok(Box::new(archive))
            }
            None => {
                let file = private::new_file(&self.partial.join(name))?;
                Ok(Box::new(BufWriter::new(file)))
            }
        }
    }

    /// Where the package goes.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Moves the package to its place.
    ///
    /// # Errors
    /// If the system refuses; then what was there is there still.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let done = match self.archive.take() {
            Some(archive) => close(archive).and_then(|()| fs::rename(&self.partial, &self.place)),
            None => replace(&self.partial, &self.place),
        };
        done.map_err(|cause| self.failed(cause))
    }

    /// The error of a package that cannot be written.
    pub fn failed(&self, cause: io::Error) -> ExportError {
        ExportError::Write {
            path: self.place.clone(),
            cause,
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // After `finish` there is nothing of this name. If removing fails, so did what came before, and
        // that is what is told.
        let _removed = match is_zip(&self.place) {
            true => fs::remove_file(&self.partial),
            false => fs::remove_dir_all(&self.partial),
        };
    }
}

fn close(archive: ZipWriter<BufWriter<File>>) -> io::Result<()> {
    archive.finish()?.flush()
}

/// Puts a folder into the place of another, which is empty or a package.
fn replace(partial: &Path, place: &Path) -> io::Result<()> {
    if !place.exists() {
        return fs::rename(partial, place);
    }
    let mut old = partial.as_os_str().to_owned();
    old.push(".old");
    let old = PathBuf::from(old);
    fs::rename(place, &old)?;
    if let Err(error) = fs::rename(partial, place) {
        fs::rename(&old, place)?;
        return Err(error);
    }
    fs::remove_dir_all(&old)
}

/// Whether a package may be put at this path.
fn free(path: &Path, force: bool) -> Result<(), ExportError> {
    let failed = |cause| ExportError::Write {
        path: path.to_owned(),
        cause,
    };
    let foreign = |found: &str| ExportError::Foreign {
        path: path.to_owned(),
        found: found.to_owned(),
    };
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    if is_zip(path) {
        return match (force, about.is_file()) {
            (false, _) => Err(ExportError::Exists(path.to_owned())),
            (true, true) => Ok(()),
            (true, false) => Err(foreign("a folder or link")),
        };
    }
    if !about.is_dir() {
        return Err(foreign("a file or link"));
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let file = entry.file_type().map_err(failed)?.is_file();
        files.push((name, file));
    }
    if files.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(ExportError::Exists(path.to_owned()));
    }
    let part = |name: &str| name == DESCRIPTOR || stem(name).is_some();
    match files.iter().find(|(name, file)| !*file || !part(name)) {
        Some((name, _)) => Err(foreign(name)),
        None if files.iter().any(|(name, _)| name == DESCRIPTOR) => Ok(()),
        None => Err(foreign("a folder without datapackage.json")),
    }
}
