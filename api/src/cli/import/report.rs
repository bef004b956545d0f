//! The outcome of an import as text for people, or as JSON with stable keys.

use entity::write::{Mode, Problem, Problems, Summary};
use serde::Serialize;
use std::io::{self, Write};

/// What an import did, as a table.
pub fn summary(out: &mut impl Write, summary: &Summary, mode: Mode) -> io::Result<()> {
    let wide = |name: &str| name.len();
    let width = summary.sheets.iter().map(|change| wide(change.sheet)).max();
    let width = width.unwrap_or_default();
    writeln!(
        out,
        "{:width$} {:>10} {:>10} {:>10} {:>10}",
        "", "inserted", "updated", "unchanged", "removed"
    )?;
    for change in &summary.sheets {
        writeln!(
            out,
            "{:width$} {:>10} {:>10} {:>10} {:>10}",
            change.sheet, change.inserted, change.updated, change.unchanged, change.removed
        )?;
    }
    match summary.changed.normalised {
        0 => {}
        1 => writeln!(out, "1 text was put into Unicode's composed form (NFC).")?,
        many => writeln!(
            out,
            "{many} texts were put into Unicode's composed form (NFC)."
        )?,
    }
    match summary.changed.on_one_line {
        0 => {}
        1 => writeln!(
            out,
            "In 1 name or title, line breaks, tabs and runs of blanks were made one blank."
        )?,
        many => writeln!(
            out,
            "In {many} names and titles, line breaks, tabs and runs of blanks were made one blank."
        )?,
    }
    let moved = |change: &entity::write::Change| change.inserted + change.updated + change.removed;
    let verdict = match summary.sheets.iter().map(moved).sum() {
        _ if mode.dry_run => "Dry run: nothing was changed.",
        0_u64 => "Nothing was changed: the database holds all of this already.",
        _ => "Imported.",
    };
    writeln!(out, "{verdict}")
}

/// What is wrong with a package, a line each: file by file, in the order of their lines.
pub fn problems(out: &mut impl Write, problems: &Problems) -> io::Result<()> {
    for problem in grouped(problems) {
        write!(out, "{}:", problem.file)?;
        if let Some(line) = problem.line {
            write!(out, "{line}:")?;
        }
        if let Some(column) = &problem.column {
            write!(out, " {column}:")?;
        }
        if let Some(value) = &problem.value {
            write!(out, " found \"{value}\",")?;
        }
        writeln!(out, " expected {}", problem.expected)?;
    }
    let listed = u64::try_from(problems.listed().len()).unwrap_or(u64::MAX);
    match problems.count().saturating_sub(listed) {
        0 => {}
        more => writeln!(out, "… and {more} more")?,
    }
    let count = match problems.count() {
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    };
    writeln!(out, "{count}; nothing was imported.")
}

/// Either of them as one JSON object.
pub fn json(
    out: &mut impl Write,
    outcome: Result<&Summary, &Problems>,
    mode: Mode,
) -> io::Result<()> {
    let summary = outcome.ok();
    let problems = outcome.err();
    let report = Report {
        committed: summary.is_some_and(|summary| summary.committed),
        dry_run: mode.dry_run,
        normalised: summary.map_or(0, |summary| summary.changed.normalised),
        on_one_line: summary.map_or(0, |summary| summary.changed.on_one_line),
        sheets: summary.map_or_else(Vec::new, |summary| {
            let sheets = summary.sheets.iter().map(|change| Sheet {
                sheet: change.sheet,
                inserted: change.inserted,
                updated: change.updated,
                unchanged: change.unchanged,
                removed: change.removed,
            });
            sheets.collect()
        }),
        problem_count: problems.map_or(0, Problems::count),
        problems: problems.map_or_else(Vec::new, |problems| {
            grouped(problems).into_iter().map(Entry::of).collect()
        }),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

/// The problems of a file together, files in the order in which their first problem was found.
fn grouped(problems: &Problems) -> Vec<&Problem> {
    let mut files: Vec<&str> = Vec::new();
    for problem in problems.listed() {
        if !files.contains(&problem.file.as_str()) {
            files.push(&problem.file);
        }
    }
    let mut grouped: Vec<&Problem> = problems.listed().iter().collect();
    grouped.sort_by_key(|problem| {
        let file = files.iter().position(|file| *file == problem.file);
        (file, problem.line)
    });
    grouped
}

#[derive(Serialize)]
struct Report<'a> {
    committed: bool,
    dry_run: bool,
    normalised: u64,
    on_one_line: u64,
    sheets: Vec<Sheet>,
    problem_count: u64,
    /// At most the first thousand.
    problems: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Sheet {
    sheet: &'static str,
    inserted: u64,
    updated: u64,
    unchanged: u64,
    removed: u64,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    file: &'a str,
    line: Option<u64>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    expected: &'a str,
}

impl<'a> Entry<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            kind: problem.kind.word(),
            file: &problem.file,
            line: problem.line,
            column: problem.column.as_deref(),
            value: problem.value.as_deref(),
            expected: &problem.expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::write::{Change, Changed, ProblemKind};

    fn problem(
        file: &str,
        line: Option<u64>,
        column: Option<&str>,
        value: Option<&str>,
    ) -> Problem {
        Problem {
            kind: ProblemKind::WrongForm,
            file: file.into(),
            line,
            column: column.map(str::to_owned),
            value: value.map(str::to_owned),
            expected: "a date".into(),
        }
    }

    fn done(inserted: u64, unchanged: u64, normalised: u64) -> Summary {
        let change = Change {
            sheet: "projects",
            inserted,
            updated: 0,
            unchanged,
            removed: 0,
        };
        Summary {
            sheets: vec![change],
            changed: Changed {
                normalised,
                on_one_line: 0,
            },
            committed: true,
        }
    }

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn problems_stand_file_by_file_with_their_count() {
        let mut all = Problems::default();
        all.push(problem("b.csv", Some(9), Some("left"), Some("soon")));
        all.push(problem("a.csv", None, None, None));
        all.push(problem("b.csv", Some(2), None, Some("x")));
        assert_eq!(
            text(|out| problems(out, &all)),
            "b.csv:2: found \"x\", expected a date\n\
             b.csv:9: left: found \"soon\", expected a date\n\
             a.csv: expected a date\n\
             3 problems; nothing was imported.\n"
        );
    }

    #[test]
    fn beyond_a_thousand_they_are_only_counted() {
        let mut all = Problems::default();
        (0..1_234).for_each(|line| all.push(problem("a.csv", Some(line), None, None)));
        let text = text(|out| problems(out, &all));
        assert!(text.ends_with("… and 234 more\n1234 problems; nothing was imported.\n"));
        assert_eq!(text.lines().count(), 1_002);
    }

    #[test]
    fn the_summary_is_an_aligned_table() {
        assert_eq!(
            text(|out| summary(out, &done(468, 0, 2), Mode::default())),
            "           inserted    updated  unchanged    removed\n\
             projects        468          0          0          0\n\
             2 texts were put into Unicode's composed form (NFC).\n\
             Imported.\n"
        );
    }

    #[test]
    fn it_says_when_nothing_was_changed() {
        let again = text(|out| summary(out, &done(0, 468, 0), Mode::default()));
        assert!(again.contains("Nothing was changed: "));
        let dry_run = true;
        let mode = Mode {
            dry_run,
            ..Mode::default()
        };
        let dry = text(|out| summary(out, &done(468, 0, 0), mode));
        assert!(dry.contains("Dry run: nothing was changed."));
    }

    #[test]
    fn json_has_the_same_keys_for_both_outcomes() {
        let mut all = Problems::default();
        all.push(problem("b.csv", Some(9), None, Some("soon")));
        let keys = |outcome| {
            let text = text(|out| json(out, outcome, Mode::default()));
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
            (keys, value)
        };
        let done = done(1, 2, 3);
        let (good, value) = keys(Ok(&done));
        assert_eq!(value["sheets"][0]["inserted"], 1);
        let (bad, value) = keys(Err(&all));
        assert_eq!(good, bad);
        assert_eq!(value["problems"][0]["kind"], "wrong-form");
        assert!(value["problems"][0]["column"].is_null());
        assert_eq!(
            (&value["problem_count"], &value["committed"]),
            (&1.into(), &false.into())
        );
    }
}
