//! The values of the field, read from text and written back exactly: reduced dates, money, rates, natural
//! order, identifiers, and the folding that comparing and searching share.
//!
//! Nothing here knows a table, a viewer or a database.

pub mod fiscal;
pub mod fold;
pub mod identifier;
pub mod list;
pub mod money;
pub mod natural;
pub mod partial_date;
pub mod rate;
pub mod text;

pub use fiscal::FiscalCalendar;
pub use money::Currency;
pub use partial_date::PartialDate;
pub use rate::Rate;
