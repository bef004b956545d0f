//! What each published table counts, said in the words of the records: one readable table.
//!
//! A row of a published table that is not found here cannot be rebuilt from the records.

/// How a row of a published table is worked out from the records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    /// The table, or what its name begins with where it ends in `*`.
    table: &'static str,
    /// Which of its rows.
    row: Row,
    /// What is counted or summed.
    pub(super) counts: Counts,
    /// Of which time.
    pub(super) time: Time,
    /// The same for the reader.
    pub(super) told: &'static str,
}

/// Which rows of a table are meant, by the text of their dimension.
#[derive(Clone, Copy, Debug)]
enum Row {
    /// Those with this text.
    Called(&'static str),
    /// Those called by a status, as the public database prints it.
    Status,
    /// Those called by the name of a technology area.
    Area,
    /// Those called by a country, and what follows its name.
    Country(&'static str),
    /// Those called by a Party.
    Party,
}

/// What is counted or summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// Projects.
    Projects,
    /// Distinct projects to which something was committed.
    FundedProjects,
    /// What was committed, in the unit's currency.
    Funding,
}

/// Of which time entries are counted: only those of which every day that their date may mean lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Of any time: as the records are.
    Any,
    /// That begin (projects), or were committed, within the period.
    Within,
    /// The same until the end of the period.
    Until,
    /// Projects that are completed and end within the period.
    Ended,
}

/// Of what the entries are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Of anything.
    All,
    /// Of projects in this status.
    Status(&'static str),
    /// Of projects in the technology area of this name.
    Area(String),
    /// Of projects with this host state.
    Country(&'static str),
    /// Of the funders of this Party.
    Party(&'static str),
}

/// The definitions.
const DEFINITIONS: &[Definition] = &[
    Definition {
        table: "public_database_total",
        row: Row::Called("all"),
        counts: Counts::Projects,
        time: Time::Any,
        told: "All projects that the viewer may see, as the records are today. The records were read from the same \
            database, and from an annual report.",
    },
    Definition {
        table: "public_database_by_status",
        row: Row::Status,
        counts: Counts::Projects,
        time: Time::Any,
        told: "The projects in this status, as the records are today. The records were read from the same database, \
            and from an annual report.",
    },
    Definition {
        table: "projects_by_technology_area",
        row: Row::Area,
        counts: Counts::Projects,
        time: Time::Within,
        told: "The projects of the technology area of this name that start in the period, each counted wholly in \
            each of its areas.",
    },
    Definition {
        table: "funding_by_technology_area",
        row: Row::Area,
        counts: Counts::Funding,
        time: Time::Within,
        told: "What was committed in the period to projects of the technology area of this name; what was committed \
            to a project in several areas is divided among them.",
    },
    Definition {
        table: "cumulative_total",
        row: Row::Called("projects"),
        counts: Counts::Projects,
        time: Time::Until,
        told: "The projects that start by the end of the period.",
    },
    Definition {
        table: "cumulative_total",
        row: Row::Called("funding"),
        counts: Counts::Funding,
        time: Time::Until,
        told: "What was committed by the end of the period in the unit's currency alone.",
    },
    Definition {
        table: "cumulative_by_country",
        row: Row::Country(" grants"),
        counts: Counts::Projects,
        time: Time::Until,
        told: "The projects with this host state that start by the end of the period.",
    },
    Definition {
        table: "cumulative_by_country",
        row: Row::Country(" projects"),
        counts: Counts::Projects,
        time: Time::Until,
        told: "The projects with this host state that start by the end of the period.",
    },
    Definition {
        table: "cumulative_commitment_by_party",
        row: Row::Party,
        counts: Counts::Funding,
        time: Time::Until,
        told: "What the Party's funders committed by the end of the period, in the unit's currency alone.",
    },
    Definition {
        table: "annual_report",
        row: Row::Called("new projects"),
        counts: Counts::Projects,
        time: Time::Within,
        told: "The projects that start in the year.",
    },
    Definition {
        table: "annual_report",
        row: Row::Called("new projects started"),
        counts: Counts::Projects,
        time: Time::Within,
        told: "The projects that start in the year; `FY2024` is read as the calendar year.",
    },
    Definition {
        table: "annual_report",
        row: Row::Called("projects completed"),
        counts: Counts::Projects,
        time: Time::Ended,
        told: "The completed projects that end in the year; `FY2024` is read as the calendar year.",
    },
    Definition {
        table: "annual_figures",
        row: Row::Called("projects completed"),
        counts: Counts::Projects,
        time: Time::Ended,
        told: "The completed projects that end in the year.",
    },
    Definition {
        table: "governing_board_session_*",
        row: Row::Called("new projects"),
        counts: Counts::FundedProjects,
        time: Time::Within,
        told: "The distinct projects to which something was committed on the day of the session.",
    },
    Definition {
        table: "governing_board_session_*",
        row: Row::Called("new project funding (USD part)"),
        counts: Counts::Funding,
        time: Time::Within,
        told: "What was committed on the day of the session in this currency.",
    },
    Definition {
        table: "governing_board_session_*",
        row: Row::Called("new project funding (EUR part)"),
        counts: Counts::Funding,
        time: Time::Within,
        told: "What was committed on the day of the session in this currency.",
    },
];

/// What the public database prints for a status.
const STATUSES: [(&str, &str); 5] = [
    ("Approved without Funding", "approved_without_funding"),
    ("Approved for Funding", "approved_for_funding"),
    ("Project underway", "underway"),
    ("Project completed", "completed"),
    ("Project terminated", "terminated"),
];

/// What published tables call countries.
const COUNTRIES: [(&str, &str); 7] = [
    ("Armenia", "AM"),
    ("Belarus", "BY"),
    ("Georgia", "GE"),
    ("Kazakhstan", "KZ"),
    ("Kyrgyz Republic", "KG"),
    ("Russia", "RU"),
    ("Tajikistan", "TJ"),
];

/// What published tables call Parties.
const PARTIES: [(&str, &str); 7] = [
    ("Canada", "CA"),
    ("European Union", "EU"),
    ("European Union (TACIS)", "EU"),
    ("Japan", "JP"),
    ("Norway", "NO"),
    ("Republic of Korea", "KR"),
    ("United States", "US"),
];

/// How a row of a table is worked out, and of what it tells; `None` if no definition is kept for it.
pub(super) fn defined(table: &str, dimension: &str) -> Option<(Definition, Of)> {
    let mut named = DEFINITIONS.iter().filter(|one| one.is_of(table));
    named.find_map(|one| Some((*one, one.row.of(dimension)?)))
}

impl Definition {
    fn is_of(&self, table: &str) -> bool {
        match self.table.strip_suffix('*') {
            Some(beginning) => table.starts_with(beginning),
            None => table == self.table,
        }
    }
}

impl Row {
    fn of(self, dimension: &str) -> Option<Of> {
        match self {
            Row::Called(text) => (text == dimension).then_some(Of::All),
            Row::Status => key(&STATUSES, dimension).map(Of::Status),
            Row::Area => Some(Of::Area(dimension.to_owned())),
            Row::Country(ending) => {
                key(&COUNTRIES, dimension.strip_suffix(ending)?).map(Of::Country)
            }
            Row::Party => key(&PARTIES, dimension).map(Of::Party),
        }
    }
}

fn key(words: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let found = words.iter().find(|(known, _)| *known == word);
    found.map(|(_, key)| *key)
}
