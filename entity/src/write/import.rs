//! An import: sheets are staged, checked as sets, and put in place in one transaction, or not at all.

use super::{
    Column, Form, Problem, ProblemKind, Problems, Sheet,
    cell::{Changed, Finding, Header},
    check, derive, facts, folded, index, output_entries,
    place::{self, Staged},
    remove, row_entries,
    stage::{self, Field, Sql, Values},
    totals,
};
use crate::store::{Store, StoreError, WriteKey, renew_version};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, TransactionTrait};

/// How an import treats what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mode {
    /// Remove the rows that a present sheet no longer holds.
    pub replace: bool,
    /// Do everything but commit.
    pub dry_run: bool,
    /// Let `replace` remove more than a fifth of a table.
    pub yes: bool,
}

/// An import under way: one write transaction.
pub struct Import {
    tx: DatabaseTransaction,
    mode: Mode,
    staged: Vec<Staged>,
    open: Option<Open>,
    problems: Problems,
    changed: Changed,
}

/// The sheet whose records are being staged.
struct Open {
    header: Header,
    fields: Vec<Field>,
    ties_from: Option<usize>,
    rows: Vec<Values>,
    ties: Vec<Values>,
    /// The bytes of the rows that wait.
    weight: usize,
    count: u64,
}

/// Why an import changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The package is not sound.
    #[error("{} problems in the package", .0.count())]
    Problems(Problems),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for ImportError {
    fn from(error: DbErr) -> Self {
        ImportError::Store(error.into())
    }
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// One entry for each sheet of the package.
    pub sheets: Vec<Change>,
    /// What was changed in texts before they were stored.
    pub changed: Changed,
    /// Whether it was committed; false for a dry run.
    pub committed: bool,
}

/// What an import did to one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The sheet.
    pub sheet: &'static str,
    /// Rows that were not there.
    pub inserted: u64,
    /// Rows that now hold something else.
    pub updated: u64,
    /// Rows that were there as they are.
    pub unchanged: u64,
    /// Rows that the sheet no longer holds.
    pub removed: u64,
}

/// So many records are staged with one statement.
const BATCH: usize = 2_000;
/// Or fewer, once their text has so many bytes.
const HEAVY: usize = 8 << 20;

impl Store {
    /// Begins an import. Readers see nothing of it until it has finished.
    ///
    /// # Errors
    /// If no transaction can be begun.
    pub async fn import(&self, _: &WriteKey, mode: Mode) -> Result<Import, StoreError> {
        Ok(Import {
            tx: self.begin_write().await?,
            mode,
            staged: Vec::new(),
            open: None,
            problems: Problems::default(),
            changed: Changed::default(),
        })
    }

    /// Derives standing, the kept sums and what stands beside money anew and compares: how many rows are out
    /// of step with what they follow from. Changes nothing.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn check_standing(&self, _: &WriteKey) -> Result<u64, StoreError> {
        let tx = self.begin_write().await?;
        let differences = derive::check(&tx).await?
            + output_entries::check(&tx).await?
            + row_entries::check(&tx).await?
            + totals::check(&tx).await?
            + facts::check(&tx).await?
            + folded::check(&tx).await?;
        tx.rollback().await?;
        Ok(differences)
    }

    /// Derives standing, the kept sums, what stands beside money and the search index anew, where they are out
    /// of step.
    ///
    /// # Errors
    /// If the database fails; then nothing is changed.
    pub async fn derive_anew(&self, _: &WriteKey) -> Result<(), StoreError> {
        let tx = self.begin_write().await?;
        anew(&tx).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn begin_write(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(self.writer().begin().await?)
    }
}

/// Derives everything anew, where it is out of step.
pub(crate) async fn anew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    derive::renew(tx).await?;
    output_entries::renew(tx).await?;
    row_entries::renew(tx).await?;
    totals::renew(tx).await?;
    facts::renew(tx).await?;
    folded::renew(tx).await?;
    index::rebuild(tx).await?;
    renew_version(tx).await
}

/// Runs `ANALYZE` on the tables of which an import changed many rows, and on the tables that are derived from them:
/// readers plan their statements with the next question, and autovacuum may come later.
async fn tell_planner(tx: &DatabaseTransaction, changes: &[Change]) -> Result<(), DbErr> {
    const MUCH: u64 = 1_000;
    let much = |change: &&Change| change.inserted + change.updated + change.removed >= MUCH;
    let tables: Vec<&str> = changes
        .iter()
        .filter(much)
        .map(|change| change.sheet)
        .collect();
    if tables.is_empty() || tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let derived = [
        "standing",
        "output_entries",
        "row_entries",
        "search_entries",
        "project_areas",
    ];
    let tables = [tables.as_slice(), &derived].concat().join(", ");
    tx.execute_unprepared(&format!("analyze {tables}")).await?;
    Ok(())
}

impl Import {
    /// Begins a sheet whose file has these columns, all known, none twice, none required missing.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sheet(
        &mut self,
        sheet: &'static Sheet,
        file: &str,
        header: &[&'static Column],
    ) -> Result<(), ImportError> {
        self.close().await?;
        let header = Header::new(sheet, file, header);
        let mut fields = vec![Field::new("line", Sql::Big)];
        // Everything waits as text; it is cast when it is put in place.
        let waiting = header
            .columns
            .iter()
            .flat_map(|column| super::cell::fields(column));
        fields.extend(waiting.map(|field| Field::new(field.name, Sql::Text)));
        // Absent columns are staged as nulls, so that every check finds what it names.
        let absent = sheet
            .columns
            .iter()
            .filter(|column| {
                header
                    .columns
                    .iter()
                    .all(|present| present.name != column.name)
            })
            .flat_map(super::cell::fields);
        let all: Vec<Field> = fields.iter().skip(1).cloned().chain(absent).collect();
        stage::create(&self.tx, &place::stage(sheet), &all).await?;
        let ties_from = header
            .columns
            .iter()
            .position(|column| column.form == Form::Keys);
        if ties_from.is_some() {
            stage::create(&self.tx, place::TIES, &place::tie_fields()).await?;
        }
        self.open = Some(Open {
            header,
            fields,
            ties_from,
            rows: Vec::new(),
            ties: Vec::new(),
            weight: 0,
            count: 0,
        });
        Ok(())
    }

    /// One record: its cells in the header's order, and the physical line on which it begins. What is
    /// wrong with it is collected.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn row(&mut self, line: u64, cells: Vec<String>) -> Result<(), ImportError> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let mut finding = Finding {
            line,
            problems: &mut self.problems,
            changed: &mut self.changed,
        };
        let Some(record) = open.header.read(&cells, &mut finding) else {
            return Ok(());
        };
        open.count += 1;
        open.weight += cells.iter().map(String::len).sum::<usize>();
        if open.ties_from.is_some() {
            let number = record.values.first().cloned().flatten();
            open.ties.extend(
                record
                    .ties
                    .into_iter()
                    .map(|tie| vec![Some(line.to_string()), number.clone(), Some(tie)]),
            );
        }
        let mut values = Vec::with_capacity(record.values.len() + 1);
        values.push(Some(line.to_string()));
        values.extend(record.values);
        open.rows.push(values);
        if open.rows.len() >= BATCH || open.weight >= HEAVY {
            self.flush().await?;
        }
        Ok(())
    }

    /// A problem that the caller found in the package.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// How many rows of each table `replace` is going to remove, if anything does not keep it from it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn removals(&mut self) -> Result<Vec<(&'static str, u64)>, ImportError> {
        self.close().await?;
        let mut removals = Vec::new();
        if self.mode.replace {
            for staged in &self.staged {
                removals.push((staged.sheet.name, remove::removals(&self.tx, staged).await?));
            }
        }
        Ok(removals)
    }

    /// Checks everything, puts it in place, derives standing and the search index, and commits; or
    /// changes nothing.
    ///
    /// # Errors
    /// Every problem found, or that the database failed.
    pub async fn finish(mut self) -> Result<Summary, ImportError> {
        self.close().await?;
        let unread = self.unread();
        for staged in &self.staged {
            check::staged_sheet(&self.tx, staged, &self.staged, &unread, &mut self.problems)
                .await?;
        }
        self.stop_at_problems()?;
        let mut changes = Vec::new();
        for staged in &self.staged {
            changes.push(place::put(&self.tx, staged).await?);
        }
        if self.mode.replace {
            for (staged, change) in self.staged.iter().zip(&mut changes).rev() {
                change.removed =
                    remove::rows(&self.tx, staged, *change, self.mode.yes, &mut self.problems)
                        .await?;
            }
        }
        self.stop_at_problems()?;
        for staged in &self.staged {
            check::placed_sheet(&self.tx, staged, &mut self.problems).await?;
        }
        self.stop_at_problems()?;
        let changed = |names: &[&str]| {
            changes.iter().any(|change| {
                change.inserted + change.updated + change.removed > 0
                    && names.contains(&change.sheet)
            })
        };
        if changed(DERIVES_STANDING) {
            derive::renew(&self.tx).await?;
            totals::renew(&self.tx).await?;
        }
        if changed(DERIVES_STANDING) || changed(output_entries::FOLLOW_FROM) {
            output_entries::renew(&self.tx).await?;
        }
        if changed(DERIVES_STANDING) || changed(row_entries::FOLLOW_FROM) {
            row_entries::renew(&self.tx).await?;
        }
        if changed(facts::FOLLOW_FROM) {
            facts::renew(&self.tx).await?;
        }
        if changed(SEARCHED) {
            index::rebuild(&self.tx).await?;
        }
        for staged in &self.staged {
            place::clear(&self.tx, staged).await?;
        }
        let committed = !self.mode.dry_run;
        if committed {
            renew_version(&self.tx).await?;
            tell_planner(&self.tx, &changes).await?;
            self.tx.commit().await?;
        } else {
            self.tx.rollback().await?;
        }
        Ok(Summary {
            sheets: changes,
            changed: self.changed,
            committed,
        })
    }

    /// The sheets of which not every row could be read: what refers to them cannot be judged.
    fn unread(&self) -> Vec<&'static str> {
        let ends_a_file = |problem: &&Problem| {
            matches!(
                problem.kind,
                ProblemKind::MissingFile
                    | ProblemKind::Descriptor
                    | ProblemKind::MissingColumn
                    | ProblemKind::UnknownColumn
                    | ProblemKind::NotUtf8
                    | ProblemKind::BrokenRow
                    | ProblemKind::TooLarge
                    | ProblemKind::Checksum
                    | ProblemKind::UnsafePath
            )
        };
        let stem = |problem: &Problem| {
            problem
                .file
                .split('.')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let files: Vec<String> = self
            .problems
            .listed()
            .iter()
            .filter(ends_a_file)
            .map(stem)
            .collect();
        let sheets = super::SHEETS.iter().map(|sheet| sheet.name);
        sheets
            .filter(|name| files.iter().any(|file| file == name))
            .collect()
    }

    /// A transaction that is dropped is rolled back, staging and all.
    fn stop_at_problems(&mut self) -> Result<(), ImportError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(ImportError::Problems(std::mem::take(&mut self.problems)))
    }

    async fn flush(&mut self) -> Result<(), ImportError> {
        if let Some(open) = &mut self.open {
            let table = place::stage(open.header.sheet);
            stage::append(&self.tx, &table, &open.fields, &open.rows).await?;
            open.rows.clear();
            open.weight = 0;
            let mut ties = vec![Field::new("line", Sql::Big)];
            ties.extend(place::tie_fields());
            stage::append(&self.tx, place::TIES, &ties, &open.ties).await?;
            open.ties.clear();
        }
        Ok(())
    }

    async fn close(&mut self) -> Result<(), ImportError> {
        self.flush().await?;
        if let Some(open) = self.open.take() {
            let staged = Staged {
                sheet: open.header.sheet,
                file: open.header.file,
                columns: open.header.columns,
                count: open.count,
            };
            place::prepare(&self.tx, &staged).await?;
            self.staged.push(staged);
        }
        Ok(())
    }
}

/// The sheets from which standing follows.
const DERIVES_STANDING: &[&str] = &[
    "parties",
    "memberships",
    "board_seats",
    "institutes",
    "funders",
    "projects",
    "participations",
    "contributions",
];

/// The sheets whose text is searched, or that decide which text is public.
const SEARCHED: &[&str] = &["projects", "institutes", "outputs", "output_projects"];

impl Problem {
    pub(super) fn of_a_set(
        kind: ProblemKind,
        staged: &Staged,
        line: Option<i64>,
        column: &str,
        value: Option<String>,
        expected: String,
    ) -> Self {
        Problem {
            kind,
            file: staged.file.clone(),
            line: line.map(i64::unsigned_abs),
            column: Some(column.to_owned()),
            value: value.map(|value| super::shortened(&value)),
            expected,
        }
    }
}
