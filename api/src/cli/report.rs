//! `istc report`: a question's whole list as a file, for one viewer.

use crate::{
    graphql::{self, Schema},
    limits::{self, InputTypes},
    report::{self, Part, Types, Walk},
    sheet::{self, Format, Options, Provenance, Spool},
};
use async_graphql::{Request, Variables, parser::parse_query};
use chrono::Utc;
use clap::{Args, ValueEnum};
use entity::{Entry, Reader, Store, Way, private};
use indicatif::ProgressBar;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::Failure;

/// Write a question's whole list as CSV, Excel workbook or JSON, as a viewer may see it
///
/// Without a question, the ones that come with the service are listed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  istc report contributions --role party --party JP -o japan.xlsx
  istc report funding-by-party-and-year --role party --party JP --format csv
  istc report contributions --role secretariat --variables '{\"filter\": {\"currency\": {\"eq\": \"USD\"}}}' -o usd.csv
  istc report my-question.graphql --role public -o mine.ndjson")]
pub struct ReportArgs {
    /// A question that comes with the service, or a file with a GraphQL document
    question: Option<String>,
    /// Where to write; to standard output without
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// In which format [default: what the file's name ends in, else csv]
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The question's variables, as JSON
    #[arg(long, value_name = "JSON", default_value = "{}")]
    variables: String,
    /// At most so many entries
    #[arg(long, value_name = "NUMBER")]
    first: Option<u64>,
    /// Only those behind this cursor
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Begin a CSV file with a byte order mark, for Excel
    #[arg(long)]
    bom: bool,
    /// Replace the file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    pub(super) viewer: super::token::ViewerArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// Comma-separated values, with a description beside the file
    Csv,
    /// A workbook of Excel with sheets for data, dictionary and provenance
    Xlsx,
    /// One JSON document
    Json,
    /// A JSON object for each line
    Ndjson,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Format::Csv,
            FormatName::Xlsx => Format::Xlsx,
            FormatName::Json => Format::Json,
            FormatName::Ndjson => Format::Ndjson,
        }
    }
}

impl ReportArgs {
    /// Whether only the questions are listed, for which no database is needed.
    pub(super) fn lists(&self) -> bool {
        self.question.is_none()
    }
}

/// Lists the questions.
#[expect(clippy::print_stdout, reason = "it is what was asked for")]
pub(super) fn list() {
    for question in report::QUESTIONS {
        println!("{:<26} {}", question.name, question.purpose());
    }
}

/// Runs the command.
#[expect(clippy::print_stderr, reason = "a command tells its user what it did")]
pub(super) async fn run(
    args: &ReportArgs,
    store: &Store,
    reader: Reader,
) -> Result<ExitCode, Failure> {
    let given = args.question.as_deref().unwrap_or_default();
    let (name, text) = question(given)?;
    let format = format(args)?;
    if let Some(path) = &args.output
        && path.exists()
        && !args.force
    {
        return Err(format!("{} is there already: --force replaces it", path.display()).into());
    }
    let variables: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&args.variables)
            .map_err(|error| format!("--variables: expected an object of JSON: {error}"))?;
    let variables = Variables::from_json(variables.into());
    let asking = Asking::new(Arc::new(reader), variables)?;
    let part = Part {
        first: args.first,
        after: args.after.clone(),
    };
    let walk = asking.begin(&text, part)?;
    let out = begin(args.output.as_deref())?;
    let options = Options {
        bom: args.bom,
        name: name.chars().take(31).collect(),
        spool: None,
    };
    let made = asking
        .write(walk, format, out.clone(), &options, &name, &text)
        .await?;
    // What is not recorded is not handed out: nothing has its name yet.
    record(store, &asking.reader, &name, &text).await?;
    let sent = out.finish()?;
    hand_over(sent.file, args.output.as_deref())?;
    let about: Vec<&(String, String)> = made.provenance.entries().iter().collect();
    let totals = about
        .iter()
        .filter(|(title, _)| title.starts_with("Control total"));
    eprintln!("{} rows, SHA-256 {}", made.rows, sent.sha256);
    totals.for_each(|(title, value)| eprintln!("{title}: {value}"));
    if let Some(path) = &args.output
        && matches!(format, Format::Csv | Format::Ndjson)
    {
        let beside = PathBuf::from(format!("{}.datapackage.json", path.display()));
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        let file = sheet::File {
            name: &own,
            format,
            sha256: &sent.sha256,
            bytes: sent.bytes,
        };
        let descriptor = sheet::descriptor(&made.columns, &made.provenance, file);
        let text = serde_json::to_string_pretty(&descriptor)? + "\n";
        private::write(&beside, text.as_bytes())?;
        eprintln!("described in {}", beside.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The question's name and text.
fn question(given: &str) -> Result<(String, String), Failure> {
    if let Some(question) = report::named(given) {
        return Ok((question.name.to_owned(), question.text.to_owned()));
    }
    let path = Path::new(given);
    let text = fs::read_to_string(path).map_err(|error| {
        format!("{given} is neither a question that comes with the service (`istc report` lists them) nor a file: {error}")
    })?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain: String = stem
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_ ".contains(*letter))
        .collect();
    Ok((plain, text))
}

fn format(args: &ReportArgs) -> Result<Format, Failure> {
    if let Some(format) = args.format {
        return Ok(format.into());
    }
    let Some(path) = &args.output else {
        return Ok(Format::Csv);
    };
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    Format::parse(&extension).ok_or_else(|| {
        format!(
            "{}: expected a name that ends in .csv, .xlsx, .json or .ndjson, or --format",
            path.display()
        )
        .into()
    })
}

/// What is entered in the record of access, once it is known how much there was.
pub(super) async fn record(
    store: &Store,
    reader: &Reader,
    name: &str,
    text: &str,
) -> Result<(), Failure> {
    use sha2::{Digest, Sha256};
    let delivered = reader.delivered();
    if delivered.is_nothing() {
        return Ok(());
    }
    let entry = Entry {
        request: Uuid::new_v4().to_string(),
        at: Utc::now(),
        viewer: reader.viewer().clone(),
        token: None,
        way: Way::Export,
        operation: Some(name.to_owned()),
        document: Some(format!("{:x}", Sha256::digest(text))),
        delivered,
    };
    Ok(store.record(entry).await?)
}

/// A question that is being asked.
struct Asking {
    reader: Arc<Reader>,
    schema: Schema,
    input_types: Arc<InputTypes>,
    types: Types,
    variables: Variables,
}

/// What was made.
struct Made {
    rows: u64,
    columns: Vec<sheet::Column>,
    provenance: Provenance,
}

impl Asking {
    fn new(reader: Arc<Reader>, variables: Variables) -> Result<Self, Failure> {
        let sdl = graphql::sdl();
        let input_types = Arc::new(InputTypes::from_sdl(&sdl)?);
        Ok(Self {
            reader,
            schema: graphql::schema(&input_types),
            input_types,
            types: Types::from_sdl(&sdl)?,
            variables,
        })
    }

    fn begin(&self, text: &str, part: Part) -> Result<Walk, Failure> {
        limits::tokens(text).map_err(|refusal| refusal.to_string())?;
        let document =
            parse_query(text).map_err(|error| format!("the question cannot be parsed: {error}"))?;
        limits::check(&document, None, &self.variables, &self.input_types)
            .map_err(|refusal| refusal.to_string())?;
        Ok(Walk::begin(
            &self.types,
            document,
            None,
            &self.variables,
            part,
        )?)
    }

    async fn write(
        &self,
        mut walk: Walk,
        format: Format,
        out: Spool<NamedTempFile>,
        options: &Options,
        name: &str,
        text: &str,
    ) -> Result<Made, Failure> {
        let columns = walk.columns();
        let mut sheet = sheet::begin(format, out, columns.clone(), options)?;
        let progress = ProgressBar::new_spinner();
        let mut rows = 0;
        while let Some(document) = walk.next() {
            let request = Request::new("").variables(self.variables.clone());
            let mut request = graphql::request(request, &self.reader);
            request.set_parsed_query(document);
            let response = self.schema.execute(request).await;
            if let Some(error) = response.errors.first() {
                return Err(error.message.clone().into());
            }
            rows += walk.take(&response.data.into_json()?, sheet.as_mut())?;
            progress.set_message(format!("{rows} rows"));
            progress.tick();
        }
        progress.finish_and_clear();
        let variables = serde_json::to_string(&self.variables)?;
        let provenance = report::provenance(&walk, &self.reader, name, text, &variables, rows);
        sheet.finish(&provenance)?;
        Ok(Made {
            rows,
            columns,
            provenance,
        })
    }
}

/// A file that has no name of its own until it is complete; it lies beside where it will be.
pub(super) fn begin(path: Option<&Path>) -> Result<Spool<NamedTempFile>, Failure> {
    let Some(path) = path else {
        return Ok(Spool::new(private::temporary_file()?));
    };
    let file = private::temporary_beside(path)
        .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(Spool::new(file))
}

/// Gives the file its name, or copies it to standard output.
pub(super) fn hand_over(mut file: NamedTempFile, path: Option<&Path>) -> Result<(), Failure> {
    match path {
        Some(path) => {
            file.persist(path)?;
        }
        None => {
            io::Seek::rewind(&mut file)?;
            io::copy(&mut file, &mut io::stdout().lock())?;
        }
    }
    Ok(())
}
