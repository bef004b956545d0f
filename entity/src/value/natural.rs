//! The natural order of project numbers: `K-99` before `K-1000`.

/// A text whose byte order is the natural order of `number`.
///
/// Each run of digits is written without leading zeros behind its length, so that longer runs come
/// later; the rest stays. Numbers that differ only in leading zeros are told apart by the number
/// itself, which every order ends with.
pub fn order(number: &str) -> String {
    let mut order = String::with_capacity(number.len() + 8);
    let mut rest = number;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            order.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            let (run, tail) = rest.split_at(digits);
            let value = run.trim_start_matches('0');
            // Keys hold at most 200 characters, so three digits hold every length.
            order.push_str(&format!("{:03}{value}", value.len()));
            rest = tail;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn digit_runs_compare_as_numbers() {
        let sorted = [
            "015-94",
            "94-1",
            "A-1",
            "K-9",
            "K-055",
            "K-99",
            "K-1000",
            "KR-993",
            "KR-993.2",
            "KR-993.10",
            "PR-132.1.4",
            "PR-132.2",
        ];
        let mut again = sorted;
        again.reverse();
        again.sort_by_key(|number| order(number));
        assert_eq!(again, sorted);
    }
}
