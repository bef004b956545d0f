//! The nouns as they can be asked for: the fields of each, how they are kept, and what hangs on what.
//!
//! One file per noun. No viewer tests: who may see which rows is said in `policy/`, and nowhere else.

mod access_record;
mod country;
mod funder;
mod funding;
mod institute;
mod output;
mod party;
mod project;
mod rate;
mod standing;
mod statistic;
mod technology_area;

pub use access_record::{AccessRecord, AccessRecordField};
pub use country::{Country, CountryField};
pub use funder::{Funder, FunderField};
pub use funding::{
    Allocation, AllocationField, Contribution, ContributionField, LedgerEntry, LedgerEntryField,
    Proposal, ProposalField,
};
pub use institute::{Institute, InstituteField, Participation, ParticipationField};
pub use output::{
    Output, OutputField, OutputGrant, OutputGrantField, OutputProject, OutputProjectField,
};
pub use party::{BoardSeat, BoardSeatField, Membership, MembershipField, Party, PartyField};
pub use project::{Project, ProjectArea, ProjectAreaField, ProjectField};
pub use rate::{ExchangeRate, ExchangeRateField, RateTable, RateTableField};
pub use standing::{Ending, EndingField, OwnStanding, OwnStandingField};
pub use statistic::{Statistic, StatisticField};
pub use technology_area::{TechnologyArea, TechnologyAreaField};
