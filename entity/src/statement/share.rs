//! Which part of a result is attributed to whom.
//!
//! A result is divided equally among its projects that the viewer may see, and each part among those who pay
//! for that project, in proportion to what they pay: in each currency apart, since amounts in different
//! currencies are never added. Parts are whole millionths; what is left over in dividing goes one by one to
//! the largest remainders, so that all of them sum to one. Where another currency is asked for, all parts
//! are measured in it.

use super::{
    Asked, StatementError,
    entry::{Entry, When},
    paid::{Paid, paid},
    payer::{Payer, Payers},
    rows::{among, text},
};
use crate::{
    query::{Output, OutputField, OutputProject, OutputProjectField},
    read::{Place, Read, Relation},
    store::Reader,
    summary::{WHOLE, share},
    value::PartialDate,
};
use std::collections::{BTreeMap, BTreeSet};

/// How results are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Wholly to each who pays.
    FullCount,
    /// By what was committed.
    ShareAtAward,
    /// By what was paid out until the period's end.
    ShareOfDisbursement,
    /// Wholly to whoever committed most; in equal parts to several who did.
    LeadFunder,
}

/// A part of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who pays; nobody, where that is not known to the viewer.
    pub payer: Option<Payer>,
    /// In which currency it is measured; none where the method measures no amounts.
    pub currency: Option<String>,
    /// How much of it.
    pub millionths: u128,
}

/// A result with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributed {
    /// The output's key.
    pub output: String,
    /// Whether it was published within the period.
    pub when: When,
    /// By currency and payer; what is attributed to nobody comes last.
    pub shares: Vec<Share>,
}

impl Attributed {
    /// Whether its parts can be compared and added: they are measured in one currency, or measure no amounts.
    pub fn is_comparable(&self) -> bool {
        let currencies: BTreeSet<_> = self.shares.iter().map(|share| &share.currency).collect();
        currencies.len() <= 1
    }
}

const TIES: Place = 0;

/// The results of the projects that the entries are for, in the order of their keys.
pub(super) async fn attribute(
    reader: &Reader,
    payers: &Payers,
    asked: &Asked,
    entries: &[Entry],
) -> Result<Vec<Attributed>, StatementError> {
    let paid_for: BTreeSet<&String> = entries
        .iter()
        .filter(|entry| entry.ledger_entry.is_none() && entry.amount > 0)
        .map(|entry| &entry.project)
        .collect();
    if paid_for.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<String> = paid_for.into_iter().cloned().collect();
    let of_them = Read::<OutputProject>::new().only(among::<OutputProject>(
        OutputProjectField::ProjectNumber,
        &numbers,
    ));
    let tied = reader.read(&of_them).await?;
    // The list of projects is long: it is looked up once, and not for each output there is.
    let keys: BTreeSet<String> = tied
        .rows
        .iter()
        .filter_map(|tie| tie.key().0.into_iter().next())
        .collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let mut read = Read::<Output>::new().only(among::<Output>(OutputField::Key, &keys));
    let ties = Relation::columns(OutputField::Key, OutputProjectField::OutputKey);
    read.field(OutputField::PublishedOn)
        .child::<OutputProject>(&[TIES], ties, Read::new());
    let outputs = reader.read(&read).await?;
    let mut results = Vec::new();
    let mut projects: BTreeSet<String> = BTreeSet::new();
    for row in &outputs.rows {
        let ties = row.related::<OutputProject>(TIES);
        let of: BTreeSet<String> = ties.map_or(BTreeSet::new(), |ties| {
            let numbers = ties.rows.iter();
            numbers
                .filter_map(|tie| text(tie, OutputProjectField::ProjectNumber))
                .collect()
        });
        projects.extend(of.iter().cloned());
        let published = text(row, OutputField::PublishedOn);
        let published = published.as_deref().and_then(PartialDate::parse);
        let when = asked.period.place(published.as_ref());
        results.push((text(row, OutputField::Key).unwrap_or_default(), when, of));
    }
    let projects: Vec<String> = projects.into_iter().collect();
    let paid = paid(reader, payers, asked, &projects).await?;
    let nothing = Paid::new();
    Ok(results
        .into_iter()
        .filter(|(_, when, _)| matches!(when, When::Within | When::Unclear))
        .map(|(output, when, of)| {
            let parts: Vec<&Paid> = of
                .iter()
                .map(|number| paid.get(number).unwrap_or(&nothing))
                .collect();
            Attributed {
                output,
                when,
                shares: shares(asked.method, &parts),
            }
        })
        .collect())
}

/// The parts of a result of projects that are paid for so.
fn shares(method: Method, projects: &[&Paid]) -> Vec<Share> {
    if method == Method::FullCount {
        return full(projects);
    }
    let currencies: BTreeSet<&String> = projects
        .iter()
        .flat_map(|paid| paid.iter())
        .filter(|(_, by_payer)| by_payer.values().any(|amount| *amount > 0))
        .map(|(currency, _)| currency)
        .collect();
    let mut shares = Vec::new();
    let ways = projects.len() as i128;
    for currency in currencies {
        let mut of_payers: BTreeMap<&Payer, u128> = BTreeMap::new();
        let mut of_nobody = 0;
        for (place, paid) in (0..).zip(projects) {
            let part = share(WHOLE as i128, ways, place).unsigned_abs();
            let mut weights: Vec<(&Payer, u128)> = paid
                .get(currency)
                .into_iter()
                .flatten()
                .filter(|(_, amount)| **amount > 0)
                .map(|(payer, amount)| (payer, amount.unsigned_abs()))
                .collect();
            if method == Method::LeadFunder {
                let most = weights.iter().map(|(_, amount)| *amount).max();
                weights.retain(|(_, amount)| Some(*amount) == most);
            }
            if weights.is_empty() {
                of_nobody += part;
            }
            let amounts: Vec<u128> = weights.iter().map(|(_, amount)| *amount).collect();
            for ((payer, _), millionths) in weights.iter().zip(apportioned(part, &amounts)) {
                *of_payers.entry(*payer).or_default() += millionths;
            }
        }
        let currency = || Some(currency.clone());
        shares.extend(of_payers.into_iter().map(|(payer, millionths)| Share {
            payer: Some(payer.clone()),
            currency: currency(),
            millionths,
        }));
        if of_nobody > 0 {
            shares.push(Share {
                payer: None,
                currency: currency(),
                millionths: of_nobody,
            });
        }
    }
    if shares.is_empty() {
        shares.push(Share {
            payer: None,
            currency: None,
            millionths: WHOLE,
        });
    }
    shares
}

fn full(projects: &[&Paid]) -> Vec<Share> {
    let payers: BTreeSet<&Payer> = projects
        .iter()
        .flat_map(|paid| paid.values())
        .flatten()
        .filter(|(_, amount)| **amount > 0)
        .map(|(payer, _)| payer)
        .collect();
    payers
        .into_iter()
        .map(|payer| Share {
            payer: Some(payer.clone()),
            currency: None,
            millionths: WHOLE,
        })
        .collect()
}

/// `whole` in proportion to the weights: each gets the whole units of its quota, and what is left over goes
/// one by one to the largest remainders, of equal ones to the first.
fn apportioned(whole: u128, weights: &[u128]) -> Vec<u128> {
    let all: u128 = weights.iter().sum();
    if all == 0 {
        return Vec::new();
    }
    let quota = |weight: &u128| (whole * weight / all, whole * weight % all);
    let mut parts: Vec<u128> = weights.iter().map(|weight| quota(weight).0).collect();
    let mut places: Vec<(std::cmp::Reverse<u128>, usize)> = weights
        .iter()
        .enumerate()
        .map(|(place, weight)| (std::cmp::Reverse(quota(weight).1), place))
        .collect();
    places.sort_unstable();
    let left_over = whole - parts.iter().sum::<u128>();
    for (_, place) in places.into_iter().take(left_over as usize) {
        if let Some(part) = parts.get_mut(place) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(rows: &[(&str, &str, i128)]) -> Paid {
        let mut paid = Paid::new();
        for (currency, payer, amount) in rows {
            let of_currency = paid.entry((*currency).to_owned()).or_default();
            of_currency.insert(Payer::Party((*payer).to_owned()), *amount);
        }
        paid
    }

    fn told(shares: &[Share]) -> Vec<(&str, &str, u128)> {
        let payer = |share: &Share| match &share.payer {
            Some(Payer::Party(code)) => code.clone(),
            Some(Payer::Funder(key)) => key.clone(),
            None => "-".to_owned(),
        };
        shares
            .iter()
            .map(|share| {
                let payer: &'static str = payer(share).leak();
                let currency = share.currency.as_deref().unwrap_or("");
                (currency, payer, share.millionths)
            })
            .collect()
    }

    #[test]
    fn parts_are_as_the_method_says_and_sum_to_one_in_each_currency() {
        let a = paid(&[("USD", "JP", 200), ("USD", "US", 100), ("EUR", "EU", 7)]);
        let b = paid(&[("USD", "US", 5), ("USD", "JP", 0)]);
        let both = [&a, &b];
        assert_eq!(
            told(&shares(Method::FullCount, &both)),
            [("", "EU", WHOLE), ("", "JP", WHOLE), ("", "US", WHOLE)]
        );
        assert_eq!(
            told(&shares(Method::ShareAtAward, &both)),
            [
                ("EUR", "EU", 500_000),
                ("EUR", "-", 500_000),
                ("USD", "JP", 333_333),
                ("USD", "US", 666_667),
            ]
        );
        assert_eq!(
            told(&shares(Method::LeadFunder, &both)),
            [
                ("EUR", "EU", 500_000),
                ("EUR", "-", 500_000),
                ("USD", "JP", 500_000),
                ("USD", "US", 500_000),
            ]
        );
        assert_eq!(told(&shares(Method::ShareAtAward, &[])), [("", "-", WHOLE)]);
    }

    #[test]
    fn what_is_left_over_goes_to_the_largest_remainders() {
        assert_eq!(apportioned(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportioned(10, &[1, 2, 4]), [1, 3, 6]);
        assert_eq!(
            apportioned(1_000_000, &[u64::MAX.into(), 1]),
            [1_000_000, 0]
        );
        assert_eq!(apportioned(5, &[]), [0u128; 0]);
        for whole in [1, 7, 333_333, 1_000_000] {
            for weights in [&[3u128, 5, 9][..], &[1, 1], &[10_u128.pow(24), 1, 1]] {
                assert_eq!(apportioned(whole, weights).iter().sum::<u128>(), whole);
            }
        }
    }
}
