//! The public records that come with the program; `data/istc/README.md` tells where they are from.

use crate::package::Source;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../data/istc/", $name)) as &[u8])),+]
    };
}

/// The bundled data package.
pub const PUBLIC_RECORDS: Source = Source::Embedded(files![
    "datapackage.json",
    "parties.csv",
    "memberships.csv",
    "technology_areas.csv",
    "institutes.csv",
    "funders.csv",
    "projects.csv",
    "allocations.csv",
    "participations.csv",
    "contributions.csv",
    "statistics.csv",
]);
