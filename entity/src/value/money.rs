//! Money: whole minor units of an ISO 4217 currency, never floating point.

use iso_currency::IntoEnumIterator;
use std::{collections::BTreeMap, sync::LazyLock};

/// A currency of ISO 4217, in use or historic, and how many decimals it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    decimals: u32,
}

/// Currencies that left ISO 4217's first list but stand in old records: its list three, withdrawn until 2012, and what
/// was withdrawn since. The list does not say how many decimals they have: two, as most.
const HISTORIC: &str = "AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF \
    BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK BYB CHC CNX CSD \
    CSJ CSK CUC CYP DDM DEM ECS ECV EEK EQE ESA ESB FIM FRF GEK \
    GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ LAJ \
    LSM LTL LTT LUC LUL LVL LVR MAF MLF MRO MTL MTP MVQ MXP MZE \
    MZM NIC NLG PEH PEI PES PLZ RHD ROK ROL RUR SDD SDP SIT SKK \
    SLL SRG STD SUR TJR TMM UAK UGS UGW USS UYN UYP VEB VEF VNC \
    XEU XFO XRE YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN \
    ZWR";

/// Those without decimals (Unicode CLDR, supplemental currency data).
const HISTORIC_WITHOUT_DECIMALS: &str = "ADP BYR ESP ITL LUF MGF PTE TPE TRL";

fn historic() -> impl Iterator<Item = (&'static str, u32)> {
    let two = HISTORIC.split_whitespace().map(|code| (code, 2));
    let none = HISTORIC_WITHOUT_DECIMALS.split_whitespace();
    two.chain(none.map(|code| (code, 0)))
}

/// All of them, in the order of their codes: an answer with many sums looks for the same few again and again.
static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    let current = iso_currency::Currency::iter();
    let current = current.map(|one| (one.code(), one.exponent().unwrap_or(0).into()));
    // What stands in both lists is as old records have it.
    let all: BTreeMap<&str, u32> = current.chain(historic()).collect();
    let all = all.into_iter().filter_map(|(code, decimals)| {
        let code = code.as_bytes().try_into().ok()?;
        Some(Currency { code, decimals })
    });
    all.collect()
});

impl Currency {
    /// The currency of this code; `None` if ISO 4217 never had it.
    pub fn parse(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        let place = CURRENCIES.binary_search_by_key(&code, |currency| currency.code);
        CURRENCIES.get(place.ok()?).copied()
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// How many decimals its amounts have at most.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// Reads decimal text such as `400000`, `-12.5` or `250340.00` into minor units.
    ///
    /// # Errors
    /// What was wrong with the text.
    pub fn minor(&self, text: &str) -> Result<i64, AmountError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !number(whole) || !number(fraction) || digits.ends_with('.') {
            return Err(AmountError::Form);
        }
        if fraction.len() > self.decimals as usize {
            return Err(AmountError::Decimals(self.decimals));
        }
        let padded = format!("{whole}{fraction:0<width$}", width = self.decimals as usize);
        let minor: i64 = padded.parse().map_err(|_| AmountError::TooLarge)?;
        Ok(if negative { -minor } else { minor })
    }

    /// Writes minor units as decimal text with all of the currency's decimals: `400000.00`.
    pub fn decimal(&self, minor: impl Into<i128>) -> String {
        let (minor, decimals) = (minor.into(), self.decimals as usize);
        let digits = minor.unsigned_abs();
        // Almost every amount has 64 bits, and those are written faster.
        let digits = u64::try_from(digits).map_or_else(|_| digits.to_string(), |n| n.to_string());
        // At least one digit stands before the point.
        let missing = (decimals + 1).saturating_sub(digits.len());
        let mut text = String::with_capacity(digits.len() + missing + 2);
        if minor < 0 {
            text.push('-');
        }
        text.extend(std::iter::repeat_n('0', missing));
        text.push_str(&digits);
        if decimals > 0 {
            text.insert(text.len() - decimals, '.');
        }
        text
    }
}

/// Why a text is no amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not decimal text with a point and no grouping.
    Form,
    /// More decimals than the currency has (the number it has).
    Decimals(u32),
    /// More than about 9.2 × 10^18 minor units.
    TooLarge,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_both_ways() {
        for (code, text, minor, back) in [
            ("USD", "400000", 40_000_000, "400000.00"),
            ("EUR", "0.1", 10, "0.10"),
            ("JPY", "12", 12, "12"),
            ("USD", "-0.05", -5, "-0.05"),
            ("XEU", "-12.5", -1250, "-12.50"),
            ("TND", "1.005", 1005, "1.005"),
            (
                "USD",
                "12345678901234567.89",
                1_234_567_890_123_456_789,
                "12345678901234567.89",
            ),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(currency.minor(text), Ok(minor), "{code} {text}");
            assert_eq!(currency.decimal(minor), back);
        }
    }

    #[test]
    fn a_historic_currency_is_found_by_its_code() {
        for (code, decimals) in historic() {
            let currency = Currency::parse(code).unwrap();
            assert_eq!((currency.code(), currency.decimals()), (code, decimals));
        }
        for code in ["GEK", "DDM", "YUM", "ROL", "HRK", "MGF", "XEU"] {
            assert!(historic().any(|(historic, _)| historic == code), "{code}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let usd = Currency::parse("USD").unwrap();
        for text in [
            "", "-", "1,000", "1.", ".5", "1e5", "+1", " 1", "0x1", "1.2.3", "--1",
        ] {
            assert_eq!(usd.minor(text), Err(AmountError::Form), "{text:?}");
        }
        assert_eq!(usd.minor("1.001"), Err(AmountError::Decimals(2)));
        assert_eq!(
            usd.minor("123456789012345678901"),
            Err(AmountError::TooLarge)
        );
        assert_eq!(Currency::parse("usd"), None);
        assert_eq!(Currency::parse("ABC"), None);
    }
}
