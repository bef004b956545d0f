//! OAI-PMH 2.0: records for harvesters, in Dublin Core and in the profile of CERIF that OpenAIRE reads.
//!
//! Nothing here knows a viewer. Whoever calls brings a reader of the public's, and the words that were asked;
//! what comes back is a document.

mod answer;
mod asked;
mod cerif;
mod collection;
mod dublin;
mod fault;
mod identifier;
mod page;
mod record;
mod repository;
#[cfg(test)]
mod tests;
mod token;

pub use answer::{Answer, answer};
pub use asked::{Asked, LONGEST};
pub use repository::Repository;

use collection::{Collection, SETS};
use entity::{ReadError, read::NotAsked};
use fault::{Fault, Kind};
use token::Token;

/// Records on a page.
const PAGE: usize = 100;

/// No record is older: the Agreement was signed on this day.
const EARLIEST: &str = "1992-11-27";

/// Why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The database failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A fault of this program.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// The document cannot be written.
    #[error(transparent)]
    Written(#[from] std::io::Error),
}

/// A form in which a record is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    DublinCore,
    Cerif,
}

impl Format {
    const ALL: [Format; 2] = [Format::DublinCore, Format::Cerif];

    fn prefix(self) -> &'static str {
        match self {
            Format::DublinCore => "oai_dc",
            Format::Cerif => "oai_cerif_openaire",
        }
    }

    fn of(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.prefix() == prefix)
    }

    fn namespace(self) -> &'static str {
        match self {
            Format::DublinCore => dublin::NAMESPACE,
            Format::Cerif => cerif::NAMESPACE,
        }
    }

    fn schema(self) -> &'static str {
        match self {
            Format::DublinCore => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Format::Cerif => "https://www.openaire.eu/schema/cris/1.1/openaire-cerif-profile.xsd",
        }
    }
}
