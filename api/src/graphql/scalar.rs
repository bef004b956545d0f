//! The scalars of the field. Amounts and dates travel as text, so that nothing is rounded on its way.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use entity::value;

macro_rules! text_scalar {
    (
        $(#[$doc:meta])*
        $name:ident ($graphql:literal, $specification:literal) $(, input $check:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) struct $name(pub(super) String);

        $(#[$doc])*
        #[Scalar(name = $graphql, specified_by_url = $specification)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let text = match value {
                    Value::String(text) => text,
                    // `{eq: KZ}` reads well and means the same.
                    Value::Enum(name) => name.to_string(),
                    Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
                    // What came as a binary fraction may have been rounded on its way.
                    Value::Number(_) => {
                        return Err(InputValueError::custom("expected text, such as `\"250340.00\"`: write a number with a fraction as text"));
                    }
                    other => return Err(InputValueError::expected_type(other)),
                };
                $(
                    let check: fn(&str) -> Option<&'static str> = $check;
                    if let Some(expected) = check(&text) {
                        return Err(InputValueError::custom(expected));
                    }
                )?
                Ok(Self(text))
            }

            fn is_valid(value: &Value) -> bool {
                matches!(value, Value::String(_) | Value::Enum(_) | Value::Number(_))
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar! {
    /// A calendar day: `2026-11-23` (ISO 8601).
    Date("Date", "https://scalars.graphql.org/andimarek/local-date")
}

text_scalar! {
    /// A date of which the day, or the month and the day, may be unknown: `2015`, `2013-11` or
    /// `1992-11-27` (ISO 8601, reduced precision). It is given as the source has it.
    PartialDate("PartialDate", "https://www.iso.org/standard/70907.html"),
    input |text| value::PartialDate::parse(text).is_none().then_some("expected a date: `2015`, `2013-11` or `1992-11-27`")
}

text_scalar! {
    /// An exact decimal number as text, such as `250340.00`: no grouping, a point, all decimals of the
    /// currency.
    Decimal("Decimal", "https://www.w3.org/TR/xmlschema11-2/#decimal"),
    input |text| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let sound = !digits.is_empty()
            && digits.len() <= 30
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().filter(|b| *b == b'.').count() <= 1;
        (!sound).then_some("expected a decimal number with a point and no grouping, such as `250340.00`")
    }
}

text_scalar! {
    /// A country: two capital letters of ISO 3166-1, such as `KZ`; `EU` for the European Union, which
    /// is one Party.
    CountryCode("CountryCode", "https://www.iso.org/iso-3166-country-codes.html"),
    input |text| {
        let sound = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        (!sound).then_some("expected two capital letters, such as `KZ`")
    }
}

text_scalar! {
    /// A currency: three capital letters of ISO 4217, historic ones included, such as `USD` or `XEU`.
    CurrencyCode("CurrencyCode", "https://www.iso.org/iso-4217-currency-codes.html"),
    input |text| value::Currency::parse(text).is_none().then_some("expected a currency code of ISO 4217, such as `USD`")
}

text_scalar! {
    /// A Digital Object Identifier without resolver: `10.1000/x`.
    Doi("DOI", "https://www.iso.org/standard/81599.html")
}

text_scalar! {
    /// An identifier of the Research Organization Registry: `https://ror.org/00vtgdb53`.
    Ror("ROR", "https://ror.readme.io/docs/identifier")
}

text_scalar! {
    /// An absolute web address (RFC 3986).
    Url("URL", "https://www.rfc-editor.org/rfc/rfc3986")
}

/// A moment in UTC: `2026-11-23T12:00:00.000Z` (RFC 3339).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateTime(pub(super) String);

/// A moment in UTC: `2026-11-23T12:00:00.000Z` (RFC 3339).
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    /// Whatever its offset and precision, it is kept as the record has moments, to compare with.
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        let moment = chrono::DateTime::parse_from_rfc3339(&text).map_err(|_| {
            InputValueError::custom("expected a moment with an offset: `2026-11-23T12:00:00Z`")
        })?;
        let moment = moment.to_utc();
        Ok(Self(
            moment.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        ))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// The variables of an operation: an object of JSON, as `variables` of a request.
#[derive(Clone, Debug)]
pub(super) struct Variables(async_graphql::Variables);

impl From<Variables> for async_graphql::Variables {
    fn from(variables: Variables) -> Self {
        variables.0
    }
}

/// The variables of an operation: an object of JSON, as `variables` of a request.
#[Scalar(
    name = "Variables",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-4"
)]
impl ScalarType for Variables {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::Object(_) => Ok(Self(async_graphql::Variables::from_value(value))),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::Object(_))
    }

    fn to_value(&self) -> Value {
        let members = self
            .0
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        Value::Object(members.collect())
    }
}
