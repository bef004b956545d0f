//! The arithmetic of a conversion: one amount times or divided by one rate, without loss until the end.

use crate::value::{Currency, Rate};
use num_bigint::BigInt;

/// The amount in another currency, where one unit of its own is worth `rate`.
pub(super) fn times(minor: i64, from: Currency, rate: Rate, to: Currency) -> Option<i64> {
    rounded(
        BigInt::from(minor) * rate.digits() * ten(to.decimals()),
        ten(rate.decimals() + from.decimals()),
    )
}

/// The amount in another currency, of which one unit is worth `rate` in its own.
pub(super) fn divided(minor: i64, from: Currency, rate: Rate, to: Currency) -> Option<i64> {
    rounded(
        BigInt::from(minor) * ten(rate.decimals() + to.decimals()),
        ten(from.decimals()) * rate.digits(),
    )
}

fn ten(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

/// `whole / parts`, half to even; `None` where that is more than 64 bits hold. `parts` is above zero.
fn rounded(whole: BigInt, parts: BigInt) -> Option<i64> {
    // Division cuts off towards zero; what it left has the sign of the whole.
    let (quotient, left): (BigInt, BigInt) = (&whole / &parts, &whole % &parts);
    let zero = BigInt::ZERO;
    let twice: BigInt = if left < zero { -left * 2 } else { left * 2 };
    let away = match twice.cmp(&parts) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => &quotient % 2 != zero,
    };
    let outward = if whole < zero { -1 } else { 1 };
    let quotient = if away { quotient + outward } else { quotient };
    i64::try_from(quotient).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn an_amount_is_multiplied_and_rounded_half_to_even() {
        for (minor, from, by, to, amount) in [
            (100, "USD", "0.5", "EUR", 50),
            (1, "USD", "0.5", "EUR", 0),
            (3, "USD", "0.5", "EUR", 2),
            (5, "USD", "0.5", "EUR", 2),
            (-1, "USD", "0.5", "EUR", 0),
            (-3, "USD", "0.5", "EUR", -2),
            (-125_075, "USD", "0.9214", "EUR", -115_244),
            // 1,000 yen, which have no decimals.
            (1_000, "JPY", "0.0071", "USD", 710),
            (710, "USD", "140.85", "JPY", 1_000),
            (1_005, "TND", "1", "USD", 100),
            (1_015, "TND", "1", "USD", 102),
        ] {
            let converted = times(minor, currency(from), rate(by), currency(to));
            assert_eq!(converted, Some(amount), "{minor} {from} × {by}");
        }
    }

    #[test]
    fn an_amount_is_divided_and_rounded_half_to_even() {
        for (minor, from, by, to, amount) in [
            (110, "USD", "1.10", "EUR", 100),
            (1, "USD", "2", "EUR", 0),
            (3, "USD", "2", "EUR", 2),
            (-3, "USD", "2", "EUR", -2),
            (100, "USD", "3", "EUR", 33),
            (45_000_000, "JPY", "140.85", "USD", 31_948_882),
        ] {
            let converted = divided(minor, currency(from), rate(by), currency(to));
            assert_eq!(converted, Some(amount), "{minor} {from} / {by}");
        }
    }

    #[test]
    fn the_largest_amounts_and_rates_are_exact_or_refused() {
        let (usd, eur) = (currency("USD"), currency("EUR"));
        for minor in [i64::MAX, i64::MIN, i64::MAX - 1] {
            for unit in ["1", "1.000000000000"] {
                assert_eq!(times(minor, usd, rate(unit), eur), Some(minor));
                assert_eq!(divided(minor, usd, rate(unit), eur), Some(minor));
            }
            let most = rate("999999999999.999999999999");
            assert_eq!(times(minor, usd, most, eur), None);
            assert_eq!(divided(minor, usd, rate("0.000000000001"), eur), None);
        }
        assert_eq!(times(i64::MAX, usd, rate("1.000000000001"), eur), None);
        assert_eq!(
            times(9_000_000_000_000_000_000, usd, rate("0.000000000001"), eur),
            Some(9_000_000)
        );
    }
}
