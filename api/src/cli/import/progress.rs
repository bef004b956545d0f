//! How far an import is, on standard error: a bar on a terminal, plain lines elsewhere.

use crate::package::Step;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::Write,
    time::{Duration, Instant},
};

/// Plain lines about a file that is still being read come at most this often.
const PAUSE: Duration = Duration::from_secs(1);

/// Shows how far an import is.
pub struct Bar<W> {
    out: W,
    bar: Option<ProgressBar>,
    told: Instant,
}

impl<W: Write> Bar<W> {
    /// Shows it on `out`, or as a bar on standard error if that is a terminal.
    pub fn new(out: W, terminal: bool) -> Self {
        let bar = terminal.then(|| {
            let style = "{bar:30} {bytes} of {total_bytes}  {msg}";
            let style = ProgressStyle::with_template(style);
            // The template is ours; should it ever be wrong, any bar will do.
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            out,
            bar,
            told: Instant::now(),
        }
    }

    /// Shows one step.
    pub fn step(&mut self, step: Step<'_>) {
        self.step_at(step, Instant::now());
    }

    /// Takes the bar away, so that the outcome stands alone.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn step_at(&mut self, step: Step<'_>, now: Instant) {
        match &self.bar {
            Some(bar) => show(bar, step),
            None => self.tell(step, now),
        }
    }

    fn tell(&mut self, step: Step<'_>, now: Instant) {
        let line = match step {
            Step::Reading { .. } if now.saturating_duration_since(self.told) < PAUSE => return,
            Step::Reading {
                file,
                rows,
                bytes,
                total,
            } => {
                let percent = bytes.saturating_mul(100).checked_div(total).unwrap_or(100);
                format!("{file}: {} so far, {percent} % of the package", count(rows))
            }
            Step::Read { file, rows } => format!("{file}: {} read", count(rows)),
            Step::Removing { sheet, rows } => format!("{sheet}: {} to be removed", count(rows)),
            Step::Placing => "checking and putting in place".to_owned(),
        };
        self.told = now;
        // Standard error may be closed; that is no reason to give up an import.
        let _told = writeln!(self.out, "{line}");
    }
}

fn show(bar: &ProgressBar, step: Step<'_>) {
    match step {
        Step::Reading {
            file,
            rows,
            bytes,
            total,
        } => {
            bar.set_length(total);
            bar.set_position(bytes);
            bar.set_message(format!("{file}: {}", count(rows)));
        }
        Step::Read { file, rows } => bar.set_message(format!("{file}: {}", count(rows))),
        Step::Removing { sheet, rows } => {
            bar.suspend(|| telling(sheet, rows));
        }
        Step::Placing => {
            bar.set_position(bar.length().unwrap_or_default());
            bar.set_message("checking and putting in place");
        }
    }
}

/// Above the bar, so that it is still there when the bar is gone.
#[expect(
    clippy::print_stderr,
    reason = "a command tells its user what it is about to do"
)]
fn telling(sheet: &str, rows: u64) {
    eprintln!("{sheet}: {} to be removed", count(rows));
}

fn count(rows: u64) -> String {
    match rows {
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_come_once_a_second_and_at_the_end_of_each_file() {
        let mut bar = Bar::new(Vec::new(), false);
        let begin = bar.told;
        for tenth in 1..=25 {
            let step = Step::Reading {
                file: "projects.csv",
                rows: tenth * 100,
                bytes: tenth,
                total: 50,
            };
            bar.step_at(step, begin + Duration::from_millis(tenth * 100));
        }
        let end = begin + Duration::from_millis(2_501);
        let file = "projects.csv";
        bar.step_at(Step::Read { file, rows: 2_600 }, end);
        bar.step_at(Step::Placing, end);
        assert_eq!(
            String::from_utf8(bar.out).unwrap(),
            "projects.csv: 1000 rows so far, 20 % of the package\n\
             projects.csv: 2000 rows so far, 40 % of the package\n\
             projects.csv: 2600 rows read\n\
             checking and putting in place\n"
        );
    }
}
