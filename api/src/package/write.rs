//! Writing a package: what a reader may see, sheet by sheet, and the descriptor that fits.

use super::{
    DESCRIPTOR,
    schema::{File, Package},
    target::{ExportError, Target},
    to_cell,
};
use crate::sheet::Hashing;
use entity::{
    Reader,
    write::{SHEETS, Sheet},
};
use std::{
    io::{self, Write},
    path::Path,
};

/// So many rows are read at once.
const PAGE: u32 = 1_000;

/// A sheet that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The sheet.
    pub sheet: &'static str,
    /// Its rows.
    pub rows: u64,
}

/// Writes what this reader may see to a new folder, or to a zip file if `path` ends so: a file for every sheet, also
/// for one without rows, so that a package that replaces what a database holds leaves nothing over. `force` replaces
/// a package that is there.
///
/// Files are written on the calling thread: this is for a command, not for a server.
///
/// # Errors
/// If something else is at the path, or if reading or writing fails; then nothing is written.
pub async fn export_folder(
    reader: &Reader,
    path: &Path,
    force: bool,
) -> Result<Vec<Written>, ExportError> {
    let mut target = Target::new(path, force)?;
    let mut files = Vec::with_capacity(SHEETS.len());
    let mut written = Vec::with_capacity(SHEETS.len());
    for sheet in SHEETS {
        let (rows, file) = table(reader, sheet, &mut target).await?;
        files.push(file);
        written.push(Written {
            sheet: sheet.name,
            rows,
        });
    }
    describe(&files, &mut target).map_err(|cause| target.failed(cause))?;
    target.finish()?;
    Ok(written)
}

/// Writes one sheet; gives the number of its rows, and the file.
async fn table(
    reader: &Reader,
    sheet: &'static Sheet,
    target: &mut Target,
) -> Result<(u64, File), ExportError> {
    let path = target.place().to_owned();
    let failed = |cause: io::Error| ExportError::Write {
        path: path.clone(),
        cause,
    };
    let file = target
        .file(&format!("{}.csv", sheet.name))
        .map_err(failed)?;
    // Quotes only where needed, and LF, are what the writer does unasked.
    let mut csv = csv::Writer::from_writer(Hashing::new(file));
    let header = sheet.columns.iter().map(|column| column.name);
    csv.write_record(header)
        .map_err(|error| failed(error.into()))?;
    let mut rows: u64 = 0;
    let mut last = None;
    loop {
        let page = reader.sheet_page(sheet, last.as_ref(), PAGE).await?;
        for row in &page.rows {
            for (column, text) in sheet.columns.iter().zip(row) {
                csv.write_field(to_cell(column.form, text).as_bytes())
                    .map_err(|error| failed(error.into()))?;
            }
            csv.write_record(None::<&[u8]>)
                .map_err(|error| failed(error.into()))?;
            rows += 1;
        }
        last = page.last;
        if last.is_none() {
            break;
        }
    }
    csv.flush().map_err(failed)?;
    let measured = csv.get_ref();
    let file = File {
        sheet,
        bytes: measured.bytes(),
        sha256: measured.sha256(),
    };
    Ok((rows, file))
}

fn describe(files: &[File], target: &mut Target) -> io::Result<()> {
    let mut file = target.file(DESCRIPTOR)?;
    serde_json::to_writer_pretty(&mut file, &Package::of(files))?;
    file.write_all(b"\n")?;
    file.flush()
}
