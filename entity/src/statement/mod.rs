//! A Party's statement: what it committed and what was paid out of it, by project and year, what stood open
//! before and after a period, and the results that are attributed to it.
//!
//! A Party asks for itself, the secretariat for any. Whoever else asks is told what a Party is told that has
//! committed nothing. All rows come from the Reader, so that a statement holds nothing its viewer could not
//! list.

mod balance;
mod convert;
mod entry;
mod figure;
mod paid;
mod payer;
mod rows;
mod share;

pub use balance::{Balance, Control, Moved};
pub use convert::{Apart, InAnother, Target};
pub use entry::{Booking, Entry, Period, When};
pub use figure::Figure;
pub use payer::Payer;
pub use share::{Attributed, Method, Share};

use crate::{
    policy::access::Access,
    query::{Party, PartyField},
    rate::RateError,
    read::{Filter, Read, Test, Value},
    store::{ReadError, Reader},
    value::FiscalCalendar,
    viewer::{Scope, Who},
};

/// What is asked of a statement.
pub struct Asked {
    /// The Party's code.
    pub party: String,
    /// The days it is about; without bounds, all of them.
    pub period: Period,
    /// How results are attributed.
    pub method: Method,
    /// Into which currency amounts are converted, if they are.
    pub convert_to: Option<Target>,
    /// By which years it is divided.
    pub years: FiscalCalendar,
    /// Whether results are wanted.
    pub results: bool,
    /// Whether sums that are taken apart from the entries are wanted, to compare.
    pub compared: bool,
}

/// A Party's statement.
pub struct Statement {
    /// Whether the viewer may have it.
    pub access: Access,
    /// Every entry before the period's end, in the order of project, day and key; and those of which the
    /// records do not tell on which side of a bound they lie.
    pub entries: Vec<Entry>,
    /// By project, year and currency.
    pub figures: Vec<Figure>,
    /// In another currency, if one was asked for.
    pub converted: Option<InAnother>,
    /// By currency.
    pub balances: Vec<Balance>,
    /// Sums taken apart from the entries.
    pub control: Control,
    /// The results of the projects that the Party pays for.
    pub results: Vec<Attributed>,
}

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// Rows could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Rates could not be read.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// There is no table of rates with this key.
    #[error("there is no table of rates {0:?}")]
    UnknownTable(String),
}

impl Reader {
    /// A Party's statement; `None` if there is no such Party.
    ///
    /// # Errors
    /// If the database fails, or there is no such table of rates.
    pub async fn statement(&self, asked: &Asked) -> Result<Option<Statement>, StatementError> {
        let is_it =
            Filter::<Party>::Is(PartyField::Code, Test::Eq(Value::Text(asked.party.clone())));
        if self.read(&Read::new().only(is_it)).await?.rows.is_empty() {
            return Ok(None);
        }
        let access = self.access_to_statement(&asked.party);
        if access == Access::Withheld {
            return Ok(Some(Statement::nothing(self, asked).await?));
        }
        let payers = payer::Payers::read(self).await?;
        let codes = payers.acted_for_by(&asked.party);
        let mut entries = rows::entries(self, &codes, asked).await?;
        let converted = match &asked.convert_to {
            Some(target) => Some(convert::lines(self, target, &mut entries).await?),
            None => None,
        };
        let results = match asked.results {
            true => share::attribute(self, &payers, asked, &entries).await?,
            false => Vec::new(),
        };
        let compared = match asked.compared {
            true => Some(rows::compared(self, &codes, asked, converted.as_ref()).await?),
            false => None,
        };
        let balances = balance::balances(&entries);
        let figures = figure::figures(&entries);
        Ok(Some(Statement {
            access,
            control: balance::control(&entries, &balances, &figures, compared),
            figures,
            converted,
            balances,
            entries: entries
                .into_iter()
                .filter(|entry| matches!(entry.when, When::Within | When::Unclear))
                .collect(),
            results,
        }))
    }

    /// From who is asking and how far the token reaches, whether or not there is anything to see.
    fn access_to_statement(&self, party: &str) -> Access {
        let access = match self.viewer().who() {
            Who::Secretariat => Access::Granted,
            Who::Party(own) if own == party => Access::Own,
            _ => Access::Withheld,
        };
        match self.viewer().scopes().covers(Scope::Funding) {
            true => access,
            false => Access::Withheld,
        }
    }
}

impl Statement {
    async fn nothing(reader: &Reader, asked: &Asked) -> Result<Self, StatementError> {
        let converted = match &asked.convert_to {
            Some(target) => Some(convert::lines(reader, target, &mut []).await?),
            None => None,
        };
        Ok(Self {
            access: Access::Withheld,
            entries: Vec::new(),
            figures: Vec::new(),
            balances: Vec::new(),
            converted,
            control: balance::control(&[], &[], &[], None),
            results: Vec::new(),
        })
    }
}
