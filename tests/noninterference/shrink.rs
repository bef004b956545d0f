//! A difference made as small as it goes: first the operation, then how the worlds differ, then what
//! both of them hold.

use super::{
    pair::{Bare, Pair},
    round::Setting,
};
use crate::{
    invention::{Sheets, Truth, prune},
    operations::{Operation, smaller},
    oracle::World,
};
use std::fmt;

/// The worlds are built anew at most so often.
const MOST: usize = 400;

/// The smallest difference found.
pub struct Smallest<'s> {
    setting: &'s Setting,
    left: Sheets,
    right: Sheets,
    pub operation: Operation,
    answers: [Bare; 2],
}

/// Makes a difference as small as it goes.
pub async fn smallest(setting: &Setting, operation: Operation) -> Smallest<'_> {
    let mut pair = worlds(setting, &setting.left, &setting.right).await;
    let operation = lesser_operation(&pair, setting, operation).await;
    let (mut left, mut right) = (Sheets::of(&setting.left), Sheets::of(&setting.right));
    let mut tries = 0;
    // Whole tables first, then ever fewer rows at once.
    for share in [1, 2, 4, 8, 64] {
        let mut place = 0;
        while let Some((fewer_left, fewer_right)) = without(&left, &right, share, &mut place) {
            if tries == MOST {
                break;
            }
            let (one, two) = (fewer_left.world(), fewer_right.world());
            let truth = |world| Truth::of(world, &setting.viewer, setting.today);
            if truth(&one) != truth(&two) {
                continue;
            }
            tries += 1;
            let fewer = worlds(setting, &one, &two).await;
            let (first, second) = fewer.ask(&setting.viewer, &operation).await;
            if first != second {
                (left, right, pair) = (fewer_left, fewer_right, fewer);
            }
        }
    }
    let operation = lesser_operation(&pair, setting, operation).await;
    let (first, second) = pair.ask(&setting.viewer, &operation).await;
    Smallest {
        setting,
        left,
        right,
        operation,
        answers: [first, second],
    }
}

impl Smallest<'_> {
    /// How many rows the first world has.
    #[cfg(mutants)]
    pub fn rows(&self) -> usize {
        self.left.len()
    }
}

impl fmt::Display for Smallest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, variables) = self.operation.write();
        let [first, second] = &self.answers;
        writeln!(
            f,
            "{:?} on {} ({:?}) tells two worlds apart that are equal for it; again: {}\n{text}\n{variables}\nfirst world:",
            self.setting.viewer, self.setting.today, self.setting.database, self.setting.again
        )?;
        for sheet in &self.left.0 {
            for row in &sheet.rows {
                writeln!(f, "  {}: {}", sheet.name, row.join(","))?;
            }
        }
        writeln!(
            f,
            "second world, where it differs (nowhere: in its order only):"
        )?;
        for line in self.left.differences(&self.right) {
            writeln!(f, "{line}")?;
        }
        write!(f, "first answer:  {first:?}\nsecond answer: {second:?}")
    }
}

async fn worlds(setting: &Setting, left: &World, right: &World) -> Pair {
    Pair::of(setting.database, left, right, setting.today).await
}

async fn lesser_operation(pair: &Pair, setting: &Setting, operation: Operation) -> Operation {
    let mut least = operation;
    'smaller: loop {
        for candidate in smaller(&least) {
            let (left, right) = pair.ask(&setting.viewer, &candidate).await;
            if left != right {
                least = candidate;
                continue 'smaller;
            }
        }
        return least;
    }
}

/// The worlds without the next share of the rows of a table, and of what refers to them; `place`
/// counts through all shares. None after the last.
fn without(
    left: &Sheets,
    right: &Sheets,
    share: usize,
    place: &mut usize,
) -> Option<(Sheets, Sheets)> {
    loop {
        let (table, part) = (*place / share, *place % share);
        *place += 1;
        let name = left.0.get(table)?.name;
        let mut keys: Vec<Vec<String>> = Vec::new();
        for sheets in [left, right] {
            let sheet = sheets.sheet(name);
            keys.extend(sheet.rows.iter().map(|row| row[..sheet.key].to_vec()));
        }
        keys.sort();
        keys.dedup();
        let size = keys.len().div_ceil(share).max(1);
        let Some(gone) = keys.chunks(size).nth(part) else {
            continue;
        };
        let fewer = |sheets: &Sheets| {
            let mut fewer = sheets.clone();
            let sheet = fewer.sheet_mut(name);
            let key = sheet.key;
            sheet
                .rows
                .retain(|row| !gone.iter().any(|one| one[..] == row[..key]));
            prune(&mut fewer);
            fewer
        };
        return Some((fewer(left), fewer(right)));
    }
}
