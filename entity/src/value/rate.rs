//! Exchange rates: decimal text, kept as it was published, and the whole numbers it stands for.

/// So many digits stand on either side of the point at most.
const MOST_DIGITS: usize = 12;

/// A rate above zero: `digits` divided by ten to the power of `decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    digits: u128,
    decimals: u32,
}

impl Rate {
    /// Reads `1`, `0.0071` or `1936.27`; nothing signed, grouped, or with an exponent, and not zero.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (text, ""),
        };
        let sound = |part: &str| {
            part.len() <= MOST_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if whole.is_empty() || !sound(whole) || !sound(fraction) {
            return None;
        }
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let decimals = u32::try_from(fraction.len()).ok()?;
        (digits > 0).then_some(Self { digits, decimals })
    }

    /// Its digits as a whole number, without the point.
    pub fn digits(&self) -> u128 {
        self.digits
    }

    /// How many of them stand behind the point.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_its_digits_and_where_the_point_stands() {
        for (text, digits, decimals) in [
            ("1", 1, 0),
            ("1.10", 110, 2),
            ("0.000000000001", 1, 12),
            (
                "999999999999.999999999999",
                999_999_999_999_999_999_999_999,
                12,
            ),
        ] {
            assert_eq!(Rate::parse(text), Some(Rate { digits, decimals }));
        }
    }

    #[test]
    fn anything_else_is_no_rate() {
        for text in [
            "",
            "0",
            "0.000",
            "-1",
            "+1",
            "1.",
            ".5",
            "1,5",
            "1e3",
            " 1",
            "1.2.3",
            "1234567890123",
            "0.1234567890123",
            "١",
        ] {
            assert_eq!(Rate::parse(text), None, "{text:?}");
        }
    }
}
