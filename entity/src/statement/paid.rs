//! What each pays for a project, as far as the viewer may see it and a method measures it.

use super::{
    Asked, Method, StatementError,
    convert::{self, Target},
    payer::{Payer, Payers},
    rows::{among, contributions, ledger, text},
};
use crate::{
    query::{Contribution, ContributionField, Funder, FunderField, LedgerEntryField},
    rate::{Conversion, Converted},
    read::{Place, Read},
    store::Reader,
    value::PartialDate,
};
use std::collections::{BTreeMap, BTreeSet};

/// What each pays for a project, by currency.
pub(super) type Paid = BTreeMap<String, BTreeMap<Payer, i128>>;

/// An amount of one row.
struct Amount {
    payer: Payer,
    minor: i64,
    currency: String,
    date: Option<String>,
}

const FUNDER: Place = 1;

/// What each pays for each of the projects.
pub(super) async fn paid(
    reader: &Reader,
    payers: &Payers,
    asked: &Asked,
    projects: &[String],
) -> Result<BTreeMap<String, Paid>, StatementError> {
    let measured = measured(reader, payers, asked, projects).await?;
    // Who counts a result wholly counts it so in every currency.
    let target = asked.convert_to.as_ref();
    let target = target.filter(|_| asked.method != Method::FullCount);
    let Some(target) = target else {
        let each = measured.into_iter();
        return Ok(each.map(|(key, amounts)| (key, stated(&amounts))).collect());
    };
    let conversion = conversion(reader, target, &measured).await?;
    let each = measured.into_iter();
    Ok(each
        .map(|(key, amounts)| (key, in_one(&conversion, &amounts)))
        .collect())
}

/// The amounts that the method measures, by project.
async fn measured(
    reader: &Reader,
    payers: &Payers,
    asked: &Asked,
    projects: &[String],
) -> Result<BTreeMap<String, Vec<Amount>>, StatementError> {
    let mut read = contributions().only(among::<Contribution>(
        ContributionField::ProjectNumber,
        projects,
    ));
    let mut funder = Read::<Funder>::new();
    funder.field(FunderField::PartyCode);
    read.child(&[FUNDER], Contribution::funder(), funder);
    let mut measured: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    for row in &reader.read(&read).await?.rows {
        let funder = text(row, ContributionField::FunderKey).unwrap_or_default();
        let found = row.related::<Funder>(FUNDER).ok();
        let party = found
            .and_then(|found| found.first())
            .and_then(|funder| text(&funder, FunderField::PartyCode));
        let payer = payers.payer(&funder, party.as_deref());
        let project = text(row, ContributionField::ProjectNumber).unwrap_or_default();
        let of_project = measured.entry(project).or_default();
        let mut count = |minor: Option<i64>, currency: Option<String>, date| {
            of_project.push(Amount {
                payer: payer.clone(),
                minor: minor.unwrap_or_default(),
                currency: currency.unwrap_or_default(),
                date,
            });
        };
        if asked.method != Method::ShareOfDisbursement {
            count(
                row.int(ContributionField::Amount).ok().flatten(),
                text(row, ContributionField::Currency),
                text(row, ContributionField::CommittedOn),
            );
            continue;
        }
        for booked in ledger(row) {
            let date = text(&booked, LedgerEntryField::BookedOn);
            let on = date.as_deref().and_then(PartialDate::parse);
            let in_time = asked
                .period
                .until
                .is_none_or(|until| on.is_some_and(|on| on.last() <= until));
            if in_time {
                count(
                    booked.int(LedgerEntryField::Amount).ok().flatten(),
                    text(&booked, LedgerEntryField::Currency),
                    date,
                );
            }
        }
    }
    Ok(measured)
}

async fn conversion(
    reader: &Reader,
    target: &Target,
    measured: &BTreeMap<String, Vec<Amount>>,
) -> Result<Conversion, StatementError> {
    let amounts = measured.values().flatten();
    let currencies: BTreeSet<String> = amounts.map(|amount| amount.currency.clone()).collect();
    convert::conversion(reader, target, &currencies).await
}

/// In the currencies of the records.
fn stated(amounts: &[Amount]) -> Paid {
    let mut paid = Paid::new();
    for amount in amounts {
        let of_currency = paid.entry(amount.currency.clone()).or_default();
        *of_currency.entry(amount.payer.clone()).or_default() += i128::from(amount.minor);
    }
    paid
}

/// All in one currency. Whoever pays alone pays for the whole project, whatever a rate would say; and where
/// several pay and a part of it cannot be converted, nobody's share is known.
fn in_one(conversion: &Conversion, amounts: &[Amount]) -> Paid {
    let stated = stated(amounts);
    let by_payer = stated.values().flatten();
    let paying: BTreeSet<&Payer> = by_payer
        .filter(|(_, amount)| **amount > 0)
        .map(|(payer, _)| payer)
        .collect();
    let mut sums: BTreeMap<Payer, i128> = BTreeMap::new();
    match paying.first() {
        Some(alone) if paying.len() == 1 => {
            sums.insert((*alone).clone(), 1);
        }
        _ => {
            for amount in amounts.iter().filter(|amount| amount.minor != 0) {
                let date = amount.date.as_deref();
                match convert::convert(conversion, amount.minor, &amount.currency, date) {
                    Converted::To { amount: minor, .. } => {
                        *sums.entry(amount.payer.clone()).or_default() += i128::from(minor);
                    }
                    Converted::Not(_) => return Paid::new(),
                }
            }
        }
    }
    Paid::from([(conversion.target().code().to_owned(), sums)])
}
