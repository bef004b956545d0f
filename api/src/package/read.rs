//! Reading a package from one end to the other, and handing it to the import record by record.
//!
//! Files are read on a thread that may block; what it reads passes through a bounded channel, so that
//! memory stays flat however large the package is.

use super::{
    DESCRIPTOR, PackageError, Progress, Source, Step,
    checksum::Differs,
    descriptor::{Descriptor, LARGEST, Listed},
    folder::Package,
    from_cell, header,
    meter::Count,
    of_file,
    rows::{Fault, Record, Rows, fault},
};
use entity::{
    Store, WriteKey,
    write::{Column, ImportError, Mode, Problem, ProblemKind, Sheet, Summary},
};
use std::io::{self, BufRead, Read};
use tokio::{sync::mpsc, task::spawn_blocking};

/// A batch has at most so many records.
const BATCH: usize = 1_000;
/// A batch ends when its text has so many bytes: a thousand records may be a gigabyte.
const HEAVY: usize = 256 << 10;
/// So many batches wait between the two ends.
const WAITING: usize = 8;

/// Imports the package from `source`.
pub async fn import(
    store: &Store,
    key: &WriteKey,
    source: Source,
    mode: Mode,
    progress: &mut Progress<'_>,
) -> Result<Summary, PackageError> {
    let interrupted = |_| PackageError::Interrupted;
    let opened = spawn_blocking(move || open(source)).await;
    let Opened {
        package,
        listed,
        problems,
    } = opened.map_err(interrupted)??;
    let mut import = store.import(key, mode).await.map_err(ImportError::from)?;
    for problem in problems {
        import.problem(problem);
    }
    let Some(package) = package else {
        return Ok(import.finish().await?);
    };
    let total = listed
        .iter()
        .filter_map(|one| package.size(&one.file))
        .fold(0, u64::saturating_add);
    let (events, mut inbox) = mpsc::channel(WAITING);
    let reading = spawn_blocking(move || {
        // Once writing has failed the other end is gone, and says why.
        read(package, &listed, |event| {
            events.blocking_send(event).is_ok()
        })
    });
    let (mut file, mut rows) = (String::new(), 0_u64);
    while let Some(event) = inbox.recv().await {
        match event {
            Event::Sheet(sheet, name, header) => {
                import.sheet(sheet, &name, &header).await?;
                (file, rows) = (name, 0);
            }
            Event::Rows(records, bytes) => {
                for Record { line, cells } in records {
                    import.row(line, cells).await?;
                    rows += 1;
                }
                let file = &file;
                progress(Step::Reading {
                    file,
                    rows,
                    bytes,
                    total,
                });
            }
            Event::End => progress(Step::Read { file: &file, rows }),
            Event::Problem(problem) => import.problem(problem),
        }
    }
    reading.await.map_err(interrupted)??;
    for (sheet, rows) in import.removals().await? {
        if rows > 0 {
            progress(Step::Removing { sheet, rows });
        }
    }
    progress(Step::Placing);
    Ok(import.finish().await?)
}

/// A package that is ready to be read.
pub struct Opened {
    /// Nothing if it must not be read at all.
    pub package: Option<Package>,
    /// Its files, what is referred to before what refers to it.
    pub listed: Vec<Listed>,
    /// What is wrong with it so far.
    pub problems: Vec<Problem>,
}

/// Opens a package and reads its descriptor.
///
/// # Errors
/// If it cannot be opened or read.
pub fn open(source: Source) -> Result<Opened, PackageError> {
    let (package, mut problems) = Package::open(source)?;
    let mut listed = Vec::new();
    let Some(mut package) = package else {
        return Ok(Opened {
            package,
            listed,
            problems,
        });
    };
    match descriptor(&mut package).map_err(|cause| unreadable(DESCRIPTOR, cause))? {
        Err(problem) => problems.push(problem),
        Ok(descriptor) => {
            let mut problem = |file: &str, expected| {
                problems.push(of_file(ProblemKind::MissingFile, file, expected));
            };
            for one in &descriptor.listed {
                let included = package.include(&one.file);
                included.map_err(|cause| unreadable(&one.file, cause))?;
            }
            let mut cut = Vec::new();
            for one in descriptor.listed {
                match (package.size(&one.file), one.bytes) {
                    (Some(size), Some(declared)) if size != declared => cut.push(Problem {
                        value: Some(format!("{size} bytes")),
                        ..of_file(
                            ProblemKind::Checksum,
                            &one.file,
                            format!("the file of {declared} bytes that {DESCRIPTOR} declares"),
                        )
                    }),
                    (Some(_), _) => listed.push(one),
                    (None, _) => problem(&one.file, format!("this file: {DESCRIPTOR} names it")),
                }
            }
            for file in package.tables() {
                if !descriptor.named.iter().any(|name| name == file) {
                    let expected = format!("no CSV file that {DESCRIPTOR} does not name");
                    problem(file, expected);
                }
            }
            problems.extend(cut);
            problems.extend(descriptor.problems);
        }
    }
    Ok(Opened {
        package: Some(package),
        listed,
        problems,
    })
}

/// The descriptor, or why there is none.
fn descriptor(package: &mut Package) -> io::Result<Result<Descriptor, Problem>> {
    let none = |kind, expected: &str| Ok(Err(of_file(kind, DESCRIPTOR, expected)));
    if package.size(DESCRIPTOR).is_none() {
        let expected = "this file, at the top of the package: it names the others";
        return none(ProblemKind::MissingFile, expected);
    }
    let mut text = Vec::new();
    let read = package
        .stream(DESCRIPTOR, None)
        .and_then(|stream| stream.take(LARGEST + 1).read_to_end(&mut text));
    match read.map_err(fault) {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length <= LARGEST) => {
            Ok(Ok(Descriptor::read(&text)))
        }
        Ok(_) => none(ProblemKind::TooLarge, "at most 1 MiB"),
        Err(Fault::TooLarge(expected)) => none(ProblemKind::TooLarge, expected),
        Err(Fault::Read(error)) => Err(error),
        Err(Fault::NotUtf8) => none(ProblemKind::NotUtf8, "UTF-8"),
        Err(Fault::Broken(_, expected)) => none(ProblemKind::BrokenRow, &expected),
        // Nothing is declared of the descriptor itself.
        Err(Fault::Differs(differs)) => none(ProblemKind::Checksum, &differs.declared),
    }
}

/// What the reading end finds, in order.
#[derive(Debug)]
pub enum Event {
    /// A file begins: its sheet, its name, the columns it has.
    Sheet(&'static Sheet, String, Vec<&'static Column>),
    /// Records of it, and how many bytes of the package were read so far.
    Rows(Vec<Record>, u64),
    /// It ends here, whole.
    End,
    /// Something is wrong.
    Problem(Problem),
}

/// Reads these files to their ends, or each to its first broken record. `found` says whether there is
/// still someone to read for.
///
/// # Errors
/// If a file cannot be read, which is not its own fault.
pub fn read(
    mut package: Package,
    listed: &[Listed],
    mut found: impl FnMut(Event) -> bool,
) -> Result<(), PackageError> {
    let count = package.count();
    for one in listed {
        let outcome = match package.stream(&one.file, one.hash.as_ref()) {
            Ok(stream) => {
                let mut rows = Rows::new(stream);
                let outcome = table(one, &mut rows, &count, &mut found);
                outcome.map_err(|fault| (fault, Some(rows.line())))
            }
            Err(error) => Err((fault(error), None)),
        };
        if let Err((fault, line)) = outcome {
            let problem = problem(fault, &one.file, line);
            let problem = problem.map_err(|cause| unreadable(&one.file, cause))?;
            if !found(Event::Problem(problem)) {
                break;
            }
        }
        if package.spent() {
            break;
        }
    }
    Ok(())
}

/// Reads one file.
fn table(
    one: &Listed,
    rows: &mut Rows<impl BufRead>,
    count: &Count,
    found: &mut impl FnMut(Event) -> bool,
) -> Result<(), Fault> {
    let header = rows.record()?.map_or_else(Vec::new, |record| record.cells);
    let columns = match header::columns(one.sheet, &one.file, &header) {
        Ok(columns) => columns,
        Err(problems) => {
            let _all = problems.into_iter().all(|one| found(Event::Problem(one)));
            return Ok(());
        }
    };
    let width = columns.len();
    if !found(Event::Sheet(one.sheet, one.file.clone(), columns.clone())) {
        return Ok(());
    }
    let (mut batch, mut weight) = (Vec::with_capacity(BATCH), 0_usize);
    let end = loop {
        let mut record = match rows.record() {
            Ok(Some(record)) if record.cells.len() == width => record,
            Ok(Some(record)) => {
                let expected = format!("{width} cells, as in the header");
                break Err(Fault::Broken(Some(cells(record.cells.len())), expected));
            }
            Ok(None) => break Ok(()),
            Err(fault) => break Err(fault),
        };
        if one.guarded {
            let cells = std::mem::take(&mut record.cells).into_iter();
            let cells = columns.iter().zip(cells);
            record.cells = cells
                .map(|(column, cell)| from_cell(column.form, cell))
                .collect();
        }
        weight += record.cells.iter().map(String::len).sum::<usize>();
        batch.push(record);
        if batch.len() >= BATCH || weight >= HEAVY {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            weight = 0;
            if !found(Event::Rows(full, count.bytes())) {
                return Ok(());
            }
        }
    };
    // What stands before a broken record is checked all the same.
    if found(Event::Rows(batch, count.bytes())) && end.is_ok() {
        found(Event::End);
    }
    end
}

fn problem(fault: Fault, file: &str, line: Option<u64>) -> io::Result<Problem> {
    let (kind, value, expected) = match fault {
        Fault::NotUtf8 => (ProblemKind::NotUtf8, None, "UTF-8".to_owned()),
        Fault::Broken(value, expected) => (ProblemKind::BrokenRow, value, expected),
        Fault::TooLarge(expected) => (ProblemKind::TooLarge, None, expected.to_owned()),
        Fault::Differs(Differs { found, declared }) => {
            let expected = format!("the file whose checksum {DESCRIPTOR} declares: {declared}");
            (ProblemKind::Checksum, Some(found), expected)
        }
        Fault::Read(error) => return Err(error),
    };
    Ok(Problem {
        line,
        value,
        ..of_file(kind, file, expected)
    })
}

fn unreadable(file: &str, cause: io::Error) -> PackageError {
    PackageError::Read {
        file: file.to_owned(),
        cause,
    }
}

fn cells(count: usize) -> String {
    match count {
        1 => "1 cell".to_owned(),
        many => format!("{many} cells"),
    }
}
