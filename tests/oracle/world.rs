//! The base facts: the files of a data package as lists of rows, every cell the text that stands
//! in the file. No rule lives here.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

/// A row of one file of the data package.
pub trait Record: Sized {
    /// The file's name without `.csv`.
    const FILE: &'static str;
    /// The columns in the order of the page on the data package, the key's first.
    const COLUMNS: &'static [&'static str];
    /// A row from the cell of each column; an absent column is empty.
    fn read(cell: impl Fn(&str) -> String) -> Self;
    /// The columns of the key, joined by U+001F.
    fn key(&self) -> String;
    /// The cells in the order of the columns.
    fn cells(&self) -> Vec<String>;
}

macro_rules! tables {
    ($($record:ident, $list:ident: [$($key:ident)+] $($column:ident)*;)+) => {
        $(
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            pub struct $record { $(pub $key: String,)+ $(pub $column: String,)* }

            impl Record for $record {
                const FILE: &'static str = stringify!($list);
                const COLUMNS: &'static [&'static str] = &[$(stringify!($key),)+ $(stringify!($column),)*];
                fn read(cell: impl Fn(&str) -> String) -> Self {
                    $record { $($key: cell(stringify!($key)),)+ $($column: cell(stringify!($column)),)* }
                }
                fn key(&self) -> String {
                    [$(self.$key.as_str(),)+].join("\u{1f}")
                }
                fn cells(&self) -> Vec<String> {
                    vec![$(self.$key.clone(),)+ $(self.$column.clone(),)*]
                }
            }
        )+

        /// Everything a data package holds.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct World { $(pub $list: Vec<$record>,)+ }

        impl World {
            /// Reads a folder with a data package; a file that is absent is an empty table.
            ///
            /// Panics where the folder cannot be read: then the test is wrong, not the product.
            pub fn load(folder: &Path) -> World {
                World { $($list: load(folder),)+ }
            }

            /// Writes every table into the folder as CSV; `datapackage.json` is the caller's.
            pub fn save(&self, folder: &Path) {
                $(save(folder, &self.$list);)+
            }

            /// The tables with their columns, how many of those are the key, and the cells.
            pub fn sheets(&self) -> Vec<Sheet> {
                vec![$(Sheet {
                    name: $record::FILE,
                    columns: $record::COLUMNS,
                    key: [$(stringify!($key)),+].len(),
                    rows: self.$list.iter().map(Record::cells).collect(),
                }),+]
            }

            /// The world that these tables hold.
            pub fn of(sheets: &[Sheet]) -> World {
                World { $($list: read(sheets),)+ }
            }
        }
    };
}

/// A table as plain text, for those who change worlds without knowing what a table means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// So many of the columns, from the first on, are the key.
    pub key: usize,
    pub rows: Vec<Vec<String>>,
}

// The list's name is the file's name; the columns in brackets are the key.
tables! {
    Country, countries: [code] name;
    Party, parties: [code] name initial;
    Membership, memberships: [party seq] capacity joined left represented_by note source;
    BoardSeat, board_seats: [party from] until;
    TechnologyArea, technology_areas: [key] name scheme code parent;
    Institute, institutes: [key] name short_name city country ror url aliases own note source;
    Funder, funders: [key] name kind party country listed ror source;
    Project, projects: [number] title summary programme status areas host_country registered_on
        starts_on ends_on duration_months url source;
    Allocation, allocations: [project currency] amount source;
    Proposal, proposals: [project] text submitted_on;
    Participation, participations: [project institute role] disputed note;
    Contribution, contributions: [key] project funder amount currency committed_on note source;
    LedgerEntry, ledger: [key] contribution kind amount currency booked_on note;
    Output, outputs: [key] title kind access institute published_on doi url embargoed_until source;
    OutputProject, output_projects: [output project];
    OutputGrant, output_grants: [output holder_kind holder];
    Statistic, statistics: [table period dimension] value unit source;
    RateTable, rate_tables: [key] name date_rule source note;
    ExchangeRate, rates: [table from to period] rate;
}

impl World {
    pub fn project(&self, number: &str) -> Option<&Project> {
        self.projects
            .iter()
            .find(|project| project.number == number)
    }

    pub fn contribution(&self, key: &str) -> Option<&Contribution> {
        self.contributions
            .iter()
            .find(|contribution| contribution.key == key)
    }
}

fn load<R: Record>(folder: &Path) -> Vec<R> {
    let plain = folder.join(format!("{}.csv", R::FILE));
    let packed = folder.join(format!("{}.csv.gz", R::FILE));
    let source: Box<dyn Read> = if plain.exists() {
        Box::new(File::open(&plain).expect("a readable file"))
    } else if packed.exists() {
        Box::new(GzDecoder::new(
            File::open(&packed).expect("a readable file"),
        ))
    } else {
        return Vec::new();
    };
    let mut csv = csv::Reader::from_reader(source);
    let header = csv.headers().expect("a header row").clone();
    let rows = csv.into_records().map(|row| {
        let row = row.unwrap_or_else(|error| panic!("{}: {error}", R::FILE));
        R::read(|column| {
            let place = header.iter().position(|name| name == column);
            place
                .and_then(|place| row.get(place))
                .unwrap_or_default()
                .to_string()
        })
    });
    rows.collect()
}

fn read<R: Record>(sheets: &[Sheet]) -> Vec<R> {
    let sheet = sheets.iter().find(|sheet| sheet.name == R::FILE);
    let rows = sheet.into_iter().flat_map(|sheet| &sheet.rows);
    let cell = |row: &[String], column: &str| {
        let place = R::COLUMNS.iter().position(|name| *name == column);
        place
            .and_then(|place| row.get(place))
            .cloned()
            .unwrap_or_default()
    };
    rows.map(|row| R::read(|column| cell(row, column)))
        .collect()
}

fn save<R: Record>(folder: &Path, rows: &[R]) {
    let path = folder.join(format!("{}.csv", R::FILE));
    let mut csv = csv::Writer::from_path(path).expect("a folder to write into");
    csv.write_record(R::COLUMNS).expect("a written header");
    for row in rows {
        csv.write_record(row.cells()).expect("a written row");
    }
    csv.flush().expect("a written file");
}
