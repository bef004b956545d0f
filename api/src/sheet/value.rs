//! The text of decimals and dates: whether it is one, and what it says. Nothing here rounds.

/// How many decimals a plain decimal has; nothing if it is none.
pub(super) fn scale(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sound = numeric(whole)
        && fraction.is_none_or(numeric)
        && (whole == "0" || !whole.starts_with('0'))
        && (digits.len() == text.len() || significant(text) > 0);
    if !sound {
        return None;
    }
    u32::try_from(fraction.map_or(0, str::len)).ok()
}

/// How many digits a plain decimal has from its first that is not zero; zeros at the end count, for they
/// say how exact it is.
pub(super) fn significant(text: &str) -> usize {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .skip_while(|digit| *digit == b'0')
        .count()
}

/// Whether this is `2015`, `2015-03` or `2015-03-07`, and was in the calendar.
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let Some(year) = parts.next().and_then(|part| number(part, 4)) else {
        return false;
    };
    let month = match parts.next().map(|part| number(part, 2)) {
        None => return true,
        Some(Some(month @ 1..=12)) => month,
        Some(_) => return false,
    };
    let day = match parts.next().map(|part| number(part, 2)) {
        None => return true,
        Some(Some(day)) => day,
        Some(None) => return false,
    };
    (1..=days(year, month)).contains(&day) && parts.next().is_none()
}

/// The year, month and day of a date that is known to the day.
pub(super) fn day(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// The number that exactly so many digits say.
fn number(part: &str, digits: usize) -> Option<u16> {
    let numeric = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| part.parse().ok()).flatten()
}

fn days(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
