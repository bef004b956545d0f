//! Writing a package: what a reader may see, sheet by sheet, and the descriptor that fits.

use super::{
    DESCRIPTOR,
    schema::Package,
    target::{ExportError, Target},
    to_cell,
};
use entity::{
    Reader, SheetPage,
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

/// Writes what this reader may see to a new folder, or to a zip file if `path` ends so. Sheets without
/// rows are left out. `force` replaces a package that is there.
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
    let mut sheets: Vec<&'static Sheet> = Vec::new();
    let mut written = Vec::new();
    for sheet in SHEETS {
        let first = reader.sheet_page(sheet, None, PAGE).await?;
        if first.rows.is_empty() {
            continue;
        }
        let rows = table(reader, sheet, first, &mut target).await?;
        sheets.push(sheet);
        written.push(Written {
            sheet: sheet.name,
            rows,
        });
    }
    if sheets.is_empty() {
        return Err(ExportError::Nothing);
    }
    describe(&sheets, &mut target).map_err(|cause| target.failed(cause))?;
    target.finish()?;
    Ok(written)
}

/// Writes one sheet; gives the number of its rows.
async fn table(
    reader: &Reader,
    sheet: &'static Sheet,
    first: SheetPage,
    target: &mut Target,
) -> Result<u64, ExportError> {
    let path = target.place().to_owned();
    let failed = |cause: io::Error| ExportError::Write {
        path: path.clone(),
        cause,
    };
    let file = target
        .file(&format!("{}.csv", sheet.name))
        .map_err(failed)?;
    // Quotes only where needed, and LF, are what the writer does unasked.
    let mut csv = csv::Writer::from_writer(file);
    let header = sheet.columns.iter().map(|column| column.name);
    csv.write_record(header)
        .map_err(|error| failed(error.into()))?;
    let mut rows: u64 = 0;
    let mut page = first;
    loop {
        for row in &page.rows {
            for (column, text) in sheet.columns.iter().zip(row) {
                csv.write_field(to_cell(column.form, text).as_bytes())
                    .map_err(|error| failed(error.into()))?;
            }
            csv.write_record(None::<&[u8]>)
                .map_err(|error| failed(error.into()))?;
            rows += 1;
        }
        let Some(last) = page.last else { break };
        page = reader.sheet_page(sheet, Some(&last), PAGE).await?;
    }
    csv.flush().map_err(failed)?;
    Ok(rows)
}

fn describe(sheets: &[&'static Sheet], target: &mut Target) -> io::Result<()> {
    let mut file = target.file(DESCRIPTOR)?;
    serde_json::to_writer_pretty(&mut file, &Package::of(sheets))?;
    file.write_all(b"\n")?;
    file.flush()
}
