//! The record of access: who was shown guarded data.

use super::{
    error::{Problem, Result},
    filter::{Conditions, Filtering, KeyFilter, Tests, word_filter},
    order::order,
    question::{Entry, Listed, Part, ask_field},
    scalar::DateTime,
    words::{AccessWay, AuditedFacet, ViewerKind},
};
use async_graphql::{InputObject, Object};
use entity::{
    AccessRecordField,
    read::{Filter, Noun, Read, Row, Test, Value},
};
use std::sync::Arc;

/// An answer or an export that held guarded data.
pub(super) struct AccessRecord(Arc<Row<entity::AccessRecord>>);

impl From<Arc<Row<entity::AccessRecord>>> for AccessRecord {
    fn from(row: Arc<Row<entity::AccessRecord>>) -> Self {
        Self(row)
    }
}

impl Entry for AccessRecord {
    type Noun = entity::AccessRecord;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "viewerKind" => {
                    read.field(AccessRecordField::HolderKind);
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for AccessRecord {
    type Filter = AccessRecordFilter;
    type Order = AccessRecordOrder;
}

impl AccessRecord {
    fn rows(&self, field: AccessRecordField) -> Result<i32> {
        let rows = self.0.int(field)?.unwrap_or_default();
        Ok(i32::try_from(rows).unwrap_or(i32::MAX))
    }

    fn told(&self, field: AccessRecordField) -> Result<Option<&str>> {
        Ok(self.0.text(field)?.filter(|text| !text.is_empty()))
    }
}

/// An answer or an export that held guarded data: to whom, when, and how many rows that the public is
/// not shown.
#[Object]
impl AccessRecord {
    /// The request's id, as the answer had it in the header `x-request-id`.
    async fn request(&self) -> Result<&str> {
        Ok(self.0.known_text(AccessRecordField::Request)?)
    }

    /// When it was answered.
    async fn answered_at(&self) -> Result<DateTime> {
        let at = self.0.known_text(AccessRecordField::AnsweredAt)?;
        Ok(DateTime(at.to_owned()))
    }

    /// What kind of viewer was answered.
    async fn viewer_kind(&self) -> Result<ViewerKind> {
        match self.0.known_text(AccessRecordField::HolderKind)? {
            "funder" => Ok(ViewerKind::Partner),
            word => ViewerKind::of(word)
                .ok_or_else(|| Problem::of_ours("a record of no known kind of viewer")),
        }
    }

    /// The Party's code, or the key of the funder or institute; null for the secretariat.
    async fn holder(&self) -> Result<Option<&str>> {
        self.told(AccessRecordField::Holder)
    }

    /// Who issued the token; null for an export by the operator.
    async fn issuer(&self) -> Result<Option<&str>> {
        self.told(AccessRecordField::Issuer)
    }

    /// Whom the issuer meant (`sub`); null for an export by the operator.
    async fn subject(&self) -> Result<Option<&str>> {
        self.told(AccessRecordField::Subject)
    }

    /// How the data went out.
    async fn way(&self) -> Result<AccessWay> {
        let word = self.0.known_text(AccessRecordField::Way)?;
        AccessWay::of(word).ok_or_else(|| Problem::of_ours("a record of no known way"))
    }

    /// The name of the operation, if it had one.
    async fn operation(&self) -> Result<Option<&str>> {
        self.told(AccessRecordField::Operation)
    }

    /// The SHA-256 of the document that was asked, in hexadecimal.
    async fn document(&self) -> Result<Option<&str>> {
        self.told(AccessRecordField::Document)
    }

    /// How many cards of projects that are not public, with their institutes and areas, and unlisted
    /// funders.
    async fn card(&self) -> Result<i32> {
        self.rows(AccessRecordField::Card)
    }

    /// How many allocations.
    async fn allocation(&self) -> Result<i32> {
        self.rows(AccessRecordField::Allocation)
    }

    /// How many contributions.
    async fn contributions(&self) -> Result<i32> {
        self.rows(AccessRecordField::Contributions)
    }

    /// How many disbursements and adjustments.
    async fn ledger(&self) -> Result<i32> {
        self.rows(AccessRecordField::Ledger)
    }

    /// How many proposals.
    async fn proposal(&self) -> Result<i32> {
        self.rows(AccessRecordField::Proposal)
    }

    /// How many outputs that are not open, and grants of access to them.
    async fn results(&self) -> Result<i32> {
        self.rows(AccessRecordField::Results)
    }

    /// By the guarded values of which facets the question filtered, ordered, grouped or counted, whether or
    /// not any row of them was handed out.
    async fn examined(&self) -> Result<Vec<AuditedFacet>> {
        let words = self.0.known_text(AccessRecordField::Examined)?.split(',');
        let facets = words.filter(|word| !word.is_empty()).map(|word| {
            AuditedFacet::of(word).ok_or_else(|| Problem::of_ours("a record of no known facet"))
        });
        facets.collect()
    }
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
        let value = |moment: DateTime| Value::Text(moment.0);
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
