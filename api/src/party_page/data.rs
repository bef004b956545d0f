//! What the page tells: plain data, already cut down to what the reader may see.

use crate::picture::{Amount, Unit};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One page.
#[derive(Clone, Debug)]
pub struct PartyPage {
    /// The Party's code: a country's, or `EU`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The intervals of its membership and of its representation, in order.
    pub memberships: Vec<Membership>,
    /// Who reads.
    pub reader: Reader,
    /// Why the token that was just sent was not taken.
    pub refusal: Option<String>,
    /// How far the reader sees the money. Where nothing of it is seen, the sections about it give
    /// way to a sentence that says why.
    pub money: Sight,
    /// The few numbers at the top.
    pub figures: Figures,
    /// What was committed by year.
    pub years: Section,
    /// By technology area.
    pub areas: Section,
    /// By host state.
    pub hosts: Section,
    /// By institute; the greatest only, and the rest.
    pub institutes: Section,
    /// The latest results.
    pub results: Results,
    /// The UTC date of which the page tells.
    pub day: NaiveDate,
    /// On which terms the data may be used, where that is known.
    pub licence: Option<Link>,
    /// Where the data come from, a sentence each.
    pub provenance: Vec<String>,
}

/// An interval in which a state is a Party, or another acts for it.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The first day: `1994-03-02`, or less of it: `1994-03`, `1994`.
    pub joined: Option<String>,
    /// The first day on which it was no longer so, written alike.
    pub left: Option<String>,
    /// The name of the Party that acts for the state.
    pub represented_by: Option<String>,
}

/// Who reads the page.
#[derive(Clone, Debug)]
pub enum Reader {
    /// Anyone.
    Public,
    /// The holder of a token.
    SignedIn {
        /// As whom, e.g. `Japan`.
        name: String,
        /// What that entitles to, a sentence each.
        entitled: Vec<String>,
    },
}

/// How far a reader sees something. It follows from the reader's standing alone, never from whether
/// there is anything: what is withheld looks as if it were not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// What the reader's own standing opens.
    Part,
    /// Nothing of it.
    Nothing(Reason),
}

/// Why nothing is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The reader came without a token.
    Public,
    /// None of the reader's standings opens it.
    Standing,
    /// The token's scope leaves it out: the word that is missing.
    Scope(&'static str),
}

/// The few numbers at the top.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many projects the Party finances; none where that is withheld.
    pub financed: Option<u64>,
    /// What it committed, in each currency.
    pub committed: Vec<Sum>,
    /// How many projects are carried out in its country.
    pub hosted: u64,
    /// How many results the reader may see.
    pub outputs: u64,
}

/// An amount and its unit.
#[derive(Clone, Debug)]
pub struct Sum {
    /// How much.
    pub amount: Amount,
    /// In what.
    pub unit: Unit,
}

/// One way of dividing the money, a breakdown for each currency.
#[derive(Clone, Debug)]
pub struct Section {
    /// What is counted, and how, in a sentence or two.
    pub lead: String,
    /// In each currency, never added up.
    pub breakdowns: Vec<Breakdown>,
}

/// What is in one currency.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// The currency.
    pub unit: Unit,
    /// What it is divided into.
    pub groups: Groups,
    /// What belongs to no known group.
    pub unknown: Option<Amount>,
    /// All of it, added up elsewhere than here: the page adds up what it shows, and says whether it
    /// comes to the same.
    pub total: Amount,
    /// The same numbers as files.
    pub downloads: Downloads,
}

/// The groups of a breakdown.
#[derive(Clone, Debug)]
pub enum Groups {
    /// By year.
    Years(BTreeMap<i32, Amount>),
    /// By something with a name, in the order in which they are shown.
    Ranked {
        /// Those that are shown.
        groups: Vec<Group>,
        /// The others together.
        rest: Option<Rest>,
    },
}

/// One group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub label: String,
    /// Its amount.
    pub amount: Amount,
}

/// The groups that are not shown one by one.
#[derive(Clone, Debug)]
pub struct Rest {
    /// How many they are.
    pub groups: u64,
    /// What they come to together.
    pub amount: Amount,
}

/// Addresses of the same numbers as files: paths on this server.
#[derive(Clone, Debug)]
pub struct Downloads {
    /// Comma-separated values.
    pub csv: String,
    /// A workbook.
    pub xlsx: String,
    /// JSON.
    pub json: String,
}

/// The latest results.
#[derive(Clone, Debug)]
pub struct Results {
    /// How far the reader sees those that are not public.
    pub sight: Sight,
    /// The latest first.
    pub latest: Vec<Output>,
    /// All that the reader may see.
    pub downloads: Downloads,
}

/// One result.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its title.
    pub title: String,
    /// Where it can be read. Only paths on this server and web addresses are linked.
    pub href: Option<String>,
    /// What it is: `patent`.
    pub kind: Option<String>,
    /// Its date, or less of it.
    pub date: Option<String>,
    /// Who may see it, where that is not everyone: `programme`.
    pub level: Option<String>,
    /// The institute that owns it.
    pub institute: Option<String>,
    /// The numbers of its projects.
    pub projects: Vec<String>,
}

/// Words that lead somewhere.
#[derive(Clone, Debug)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where to: a path on this server or a web address.
    pub href: String,
}
