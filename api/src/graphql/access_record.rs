//! The record of access: who was shown guarded data.

use super::{
    error::{Problem, Result},
    filter::{Conditions, Filtering, KeyFilter, Tests, word_filter},
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
    scalar::DateTime,
    words::{AccessWay, AuditedFacet, ViewerKind},
};
use async_graphql::{InputObject, Value, resolver_utils::enum_value};
use entity::{
    AccessRecordField,
    read::{self, Filter, Test},
};
use std::sync::LazyLock;

/// An answer or an export that held guarded data.
pub(super) type AccessRecord = Of<entity::AccessRecord>;

impl Shown for entity::AccessRecord {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::AccessRecord>> = LazyLock::new(|| {
            let description = "An answer or an export that held guarded data: to whom, when, and how many rows that the public is\n\
                 not shown.";
            Object::of("AccessRecord", description)
                .text(
                    AccessRecordField::Request,
                    "The request's id, as the answer had it in the header `x-request-id`.",
                )
                .scalar::<DateTime>(AccessRecordField::AnsweredAt, "When it was answered.")
                .made::<ViewerKind>(
                    AccessRecordField::HolderKind,
                    "What kind of viewer was answered.",
                    |row| match row.known_text(AccessRecordField::HolderKind)? {
                        "funder" => Ok(enum_value(ViewerKind::Partner)),
                        word => ViewerKind::of(word).map(enum_value).ok_or_else(|| {
                            Problem::of_ours("a record of no known kind of viewer")
                        }),
                    },
                )
                .called("viewerKind")
                .maybe_not_empty(
                    AccessRecordField::Holder,
                    "The Party's code, or the key of the funder or institute; null for the secretariat.",
                )
                .maybe_not_empty(
                    AccessRecordField::Issuer,
                    "Who issued the token; null for an export by the operator.",
                )
                .maybe_not_empty(
                    AccessRecordField::Subject,
                    "Whom the issuer meant (`sub`); null for an export by the operator.",
                )
                .known_word::<AccessWay>(AccessRecordField::Way, "How the data went out.")
                .maybe_not_empty(
                    AccessRecordField::Operation,
                    "The name of the operation, if it had one.",
                )
                .maybe_not_empty(
                    AccessRecordField::Document,
                    "The SHA-256 of the document that was asked, in hexadecimal.",
                )
                .count(
                    AccessRecordField::Card,
                    "How many cards of projects that are not public, with their institutes and areas, and unlisted\n\
                     funders.",
                )
                .count(AccessRecordField::Allocation, "How many allocations.")
                .count(AccessRecordField::Contributions, "How many contributions.")
                .count(AccessRecordField::Ledger, "How many disbursements and adjustments.")
                .count(AccessRecordField::Proposal, "How many proposals.")
                .count(
                    AccessRecordField::Results,
                    "How many outputs that are not open, and grants of access to them.",
                )
                .made::<Vec<AuditedFacet>>(
                    AccessRecordField::Examined,
                    "By the guarded values of which facets the question filtered, ordered, grouped or counted, whether or\n\
                     not any row of them was handed out.",
                    |row| {
                        let words = row.known_text(AccessRecordField::Examined)?.split(',');
                        let facets = words.filter(|word| !word.is_empty()).map(|word| {
                            let facet = AuditedFacet::of(word).map(enum_value);
                            facet.ok_or_else(|| Problem::of_ours("a record of no known facet"))
                        });
                        Ok(Value::List(facets.collect::<Result<_>>()?))
                    },
                )
        });
        &OBJECT
    }
}

impl Listed for AccessRecord {
    type Filter = AccessRecordFilter;
    type Order = AccessRecordOrder;
}

/// Which entries of the record of access are wanted.
#[derive(InputObject, Clone)]
pub(super) struct AccessRecordFilter {
    /// All of these.
    and: Option<Vec<AccessRecordFilter>>,
    /// At least one of these.
    or: Option<Vec<AccessRecordFilter>>,
    /// Not this.
    not: Option<Box<AccessRecordFilter>>,
    /// When it was answered.
    answered_at: Option<DateTimeFilter>,
    /// The Party's code, or the key of the funder or institute.
    holder: Option<KeyFilter>,
    /// Whom the issuer meant.
    subject: Option<KeyFilter>,
    /// How the data went out.
    way: Option<AccessWayFilter>,
    /// The name of the operation.
    operation: Option<KeyFilter>,
    /// The request's id.
    request: Option<KeyFilter>,
}

impl Filtering<entity::AccessRecord> for AccessRecordFilter {
    fn filter(self) -> Result<Filter<entity::AccessRecord>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(AccessRecordField::AnsweredAt, self.answered_at)?
            .field(AccessRecordField::Holder, self.holder)?
            .field(AccessRecordField::Subject, self.subject)?
            .field(AccessRecordField::Way, self.way)?
            .field(AccessRecordField::Operation, self.operation)?
            .field(AccessRecordField::Request, self.request)?
            .all())
    }
}

/// Tests of a moment.
#[derive(InputObject, Clone)]
pub(super) struct DateTimeFilter {
    /// Not before this.
    gte: Option<DateTime>,
    /// Before this.
    lt: Option<DateTime>,
}

impl Tests for DateTimeFilter {
    fn tests(self) -> Result<Vec<Test>> {
        let value = |moment: DateTime| read::Value::Text(moment.0);
        let mut tests = Vec::new();
        tests.extend(self.gte.map(|from| Test::Gte(value(from))));
        tests.extend(self.lt.map(|until| Test::Lt(value(until))));
        Ok(tests)
    }
}

word_filter! {
    /// Tests of how data went out.
    AccessWayFilter of AccessWay
}

order! {
    /// How the record of access is sorted.
    AccessRecordOrder by AccessRecordOrderField of entity::AccessRecord, AccessRecordField {
        /// By the moment of the answer.
        AnsweredAt,
        /// By holder.
        Holder,
    }
}
