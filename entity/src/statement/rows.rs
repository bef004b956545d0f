//! The rows of a statement: a Party's contributions with what was booked on them, as the viewer may see them.

use super::{
    Asked, StatementError,
    balance::Compared,
    convert::{InAnother, Sums, Target},
    entry::{self, Booking, Entry},
};
use crate::{
    query::{Contribution, ContributionField, Funder, FunderField, LedgerEntry, LedgerEntryField},
    read::{Filter, Noun, Place, Read, Row, Test, Value},
    store::{ReadError, Reader},
    summary::Summing,
    value::PartialDate,
};
use std::collections::BTreeMap;

/// Where a contribution's ledger hangs on it.
const LEDGER: Place = 0;

/// A field's value is one of these.
pub(super) fn among<N: Noun>(field: N::Field, texts: &[String]) -> Filter<N> {
    let texts = texts.iter().cloned().map(Value::Text).collect();
    Filter::Is(field, Test::In(texts))
}

/// The text of a field that was asked for; nothing where it has none.
pub(super) fn text<N: Noun>(row: &Row<N>, field: N::Field) -> Option<String> {
    row.text(field).ok().flatten().map(str::to_owned)
}

fn of_funders(codes: &[String]) -> Filter<Contribution> {
    Filter::some(
        Contribution::funder(),
        among::<Funder>(FunderField::PartyCode, codes),
    )
}

/// A question for contributions with their ledgers.
pub(super) fn contributions() -> Read<Contribution> {
    let mut read = Read::new().all_fields();
    read.child(&[LEDGER], Contribution::ledger(), Read::new().all_fields());
    read
}

/// What was booked on a contribution.
pub(super) fn ledger(row: &Row<Contribution>) -> Vec<std::sync::Arc<Row<LedgerEntry>>> {
    let booked = row.related::<LedgerEntry>(LEDGER);
    booked.map_or(Vec::new(), |booked| booked.rows.clone())
}

/// Every line that the viewer may see, in order.
pub(super) async fn entries(
    reader: &Reader,
    codes: &[String],
    asked: &Asked,
) -> Result<Vec<Entry>, ReadError> {
    let found = reader
        .read(&contributions().only(of_funders(codes)))
        .await?;
    let mut entries = Vec::new();
    for row in &found.rows {
        let contribution = text(row, ContributionField::Key).unwrap_or_default();
        let project = text(row, ContributionField::ProjectNumber).unwrap_or_default();
        let line = |booking, ledger_entry, amount: Option<i64>, currency, date: Option<String>| {
            let read = date.as_deref().and_then(PartialDate::parse);
            Entry {
                project: project.clone(),
                booking,
                contribution: contribution.clone(),
                ledger_entry,
                amount: amount.unwrap_or_default(),
                currency,
                converted: None,
                year: entry::year(read.as_ref(), asked.years),
                when: asked.period.place(read.as_ref()),
                date,
            }
        };
        entries.push(line(
            Booking::Commitment,
            None,
            row.int(ContributionField::Amount).ok().flatten(),
            text(row, ContributionField::Currency).unwrap_or_default(),
            text(row, ContributionField::CommittedOn),
        ));
        for booked in ledger(row) {
            let kind = match text(&booked, LedgerEntryField::Kind).as_deref() {
                Some("adjustment") => Booking::Adjustment,
                _ => Booking::Disbursement,
            };
            entries.push(line(
                kind,
                text(&booked, LedgerEntryField::Key),
                booked.int(LedgerEntryField::Amount).ok().flatten(),
                text(&booked, LedgerEntryField::Currency).unwrap_or_default(),
                text(&booked, LedgerEntryField::BookedOn),
            ));
        }
    }
    entries.sort_by(|a, b| a.place().cmp(&b.place()));
    Ok(entries)
}

/// What the lines are compared with.
pub(super) async fn compared(
    reader: &Reader,
    codes: &[String],
    asked: &Asked,
    converted: Option<&InAnother>,
) -> Result<Compared, StatementError> {
    let agree = match (&asked.convert_to, converted) {
        (Some(target), Some(converted)) => converted.is(&in_another(reader, codes, target).await?),
        _ => true,
    };
    Ok(Compared {
        totals: sums(reader, codes).await?,
        converted: agree,
    })
}

async fn in_another(
    reader: &Reader,
    codes: &[String],
    target: &Target,
) -> Result<Sums, StatementError> {
    let unknown = || StatementError::UnknownTable(target.table.clone());
    let (to, table) = (target.currency, target.table.as_str());
    let committed = summing(of_funders(codes));
    let committed = reader.sum_converted(&committed, to, table).await?;
    let booked = summing(booked_of(codes));
    let booked = reader.sum_converted(&booked, to, table).await?;
    let mut sums = Sums::default();
    if let Some(committed) = committed.ok_or_else(unknown)?.total.converted {
        sums.committed = committed.amounts.sum;
        for (key, together) in committed.unconverted {
            sums.unconverted.entry(key).or_default().0 = together.sum;
        }
    }
    if let Some(booked) = booked.ok_or_else(unknown)?.total.converted {
        sums.booked = booked.amounts.sum;
        for (key, together) in booked.unconverted {
            sums.unconverted.entry(key).or_default().1 = together.sum;
        }
    }
    Ok(sums)
}

fn booked_of(codes: &[String]) -> Filter<LedgerEntry> {
    Filter::some(LedgerEntry::contribution(), of_funders(codes))
}

/// By currency, all that was committed and all that was booked: summed by the database, not from entries.
async fn sums(reader: &Reader, codes: &[String]) -> Result<Vec<(String, i128, i128)>, ReadError> {
    let committed = reader.sum(&summing(of_funders(codes))).await?.total;
    let booked = reader.sum(&summing(booked_of(codes))).await?.total;
    let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    for (currency, amounts) in committed.amounts.iter() {
        sums.entry(currency.to_owned()).or_default().0 = amounts.sum;
    }
    for (currency, amounts) in booked.amounts.iter() {
        sums.entry(currency.to_owned()).or_default().1 = amounts.sum;
    }
    Ok(sums
        .into_iter()
        .map(|(currency, (committed, booked))| (currency, committed, booked))
        .collect())
}

fn summing<N: crate::summary::Summed>(filter: Filter<N>) -> Summing<N> {
    Summing {
        filter: Some(filter),
        by: Vec::new(),
        divided: false,
        projects: false,
        medians: false,
    }
}
