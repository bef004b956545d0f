//! Exact amounts and how people write them. Nothing here is rounded unless its name says so.

use super::label::plain;

/// An amount in one unit, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Decimal text with a point and without grouping, e.g. `-1234567.50`: what is shown.
    pub text: String,
    /// The same in the unit's smallest parts, e.g. `-123456750`: what is drawn and added up.
    pub minor: i128,
}

/// What amounts are counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name as it stands behind a number: `USD`, `projects`.
    pub name: String,
    /// How many decimals its smallest part has: 2 for `USD`, 0 for `projects`.
    pub decimals: u32,
}

impl Amount {
    /// The amount as people read it: `−1,234,567.50`. Text that is no decimal number stays as it is.
    pub fn written(&self) -> String {
        let (sign, digits) = match self.text.strip_prefix('-') {
            Some(digits) => ("\u{2212}", digits),
            None => ("", self.text.as_str()),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let number = |part: &str| !part.is_empty() && part.bytes().all(|one| one.is_ascii_digit());
        if !number(whole) || !fraction.is_none_or(number) {
            return plain(&self.text);
        }
        let point = if fraction.is_some() { "." } else { "" };
        format!("{sign}{}{point}{}", grouped(whole), fraction.unwrap_or(""))
    }

    /// As people read it, or to three digits and marked as such where that would be longer than
    /// `longest` characters.
    pub(super) fn written_within(&self, longest: usize, unit: &Unit) -> String {
        let written = self.written();
        if written.chars().count() <= longest {
            return written;
        }
        let rounded = to_three_digits(self.minor);
        format!(
            "\u{2248} {}",
            abbreviated(rounded, unit.decimals, power(rounded, unit.decimals))
        )
    }
}

impl Unit {
    /// The amount of so many smallest parts, with all of the unit's decimals.
    pub fn amount(&self, minor: i128) -> Amount {
        let text = match usize::try_from(self.decimals).unwrap_or(usize::MAX) {
            0 => minor.to_string(),
            decimals => {
                let sign = if minor < 0 { "-" } else { "" };
                let (whole, fraction) = split(minor.unsigned_abs(), decimals);
                format!("{sign}{whole}.{fraction}")
            }
        };
        Amount { text, minor }
    }

    /// A number of whole things, for units without decimals.
    pub fn count(&self, count: u64) -> Amount {
        self.amount(count.into())
    }
}

/// The power of ten, a multiple of three, by which an amount of this size is shortened; none below
/// ten thousand.
pub(super) fn power(minor: i128, decimals: u32) -> u32 {
    let digits = minor
        .unsigned_abs()
        .checked_ilog10()
        .map_or(1, |log| log + 1);
    match digits.saturating_sub(decimals) {
        0..=4 => 0,
        whole => (whole - 1) / 3 * 3,
    }
}

/// Shortened by a power of ten, exactly and without idle zeros: `1.2 M`.
pub(super) fn abbreviated(minor: i128, decimals: u32, power: u32) -> String {
    if minor == 0 {
        return "0".into();
    }
    let sign = if minor < 0 { "\u{2212}" } else { "" };
    let places = usize::try_from(decimals.saturating_add(power)).unwrap_or(usize::MAX);
    let (whole, fraction) = split(minor.unsigned_abs(), places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!(
        "{sign}{}{point}{fraction}{}",
        grouped(&whole),
        suffix(power)
    )
}

/// The digits before and behind a decimal point that stands so many places from the right.
fn split(digits: u128, places: usize) -> (String, String) {
    // No number here has more than 39 digits, and none that is shown so many decimals.
    let places = places.min(64);
    let mut whole = format!("{digits:0>width$}", width = places.saturating_add(1));
    let fraction = whole.split_off(whole.len().saturating_sub(places));
    (whole, fraction)
}

fn suffix(power: u32) -> String {
    match power {
        0 => String::new(),
        3 => "\u{a0}k".into(),
        6 => "\u{a0}M".into(),
        9 => "\u{a0}bn".into(),
        12 => "\u{a0}tn".into(),
        other => {
            let raised = other.to_string().chars().map(raised).collect::<String>();
            format!("\u{a0}×\u{a0}10{raised}")
        }
    }
}

fn raised(digit: char) -> char {
    match digit {
        '1' => '\u{b9}',
        '2' => '\u{b2}',
        '3' => '\u{b3}',
        _ => digit
            .to_digit(10)
            .and_then(|one| char::from_u32(0x2070 + one))
            .unwrap_or(digit),
    }
}

fn to_three_digits(minor: i128) -> i128 {
    let idle = minor
        .unsigned_abs()
        .checked_ilog10()
        .unwrap_or(0)
        .saturating_sub(2);
    let unit = 10_i128.checked_pow(idle).unwrap_or(1);
    let half = unit / 2 * minor.signum();
    minor.checked_add(half).unwrap_or(minor) / unit * unit
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
