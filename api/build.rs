//! Packs the offline playground's third-party files for embedding: fetched by npm from pinned
//! versions, checked against `playground/checksums.txt`, gzipped, named in `OUT_DIR/playground.rs`.
//! Nothing is written into the source tree, and nothing else is generated here.

#![allow(
    clippy::disallowed_methods,
    reason = "what a build writes holds no secrets"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// Where npm puts each file, and how it is served.
const FILES: [(&str, &str); 4] = [
    ("graphiql/graphiql.min.css", "text/css; charset=utf-8"),
    ("graphiql/graphiql.min.js", "text/javascript; charset=utf-8"),
    (
        "react-dom/umd/react-dom.production.min.js",
        "text/javascript; charset=utf-8",
    ),
    (
        "react/umd/react.production.min.js",
        "text/javascript; charset=utf-8",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    // Our own page, style and script are not listed: `include_str!` tracks them without npm.
    for file in ["package.json", "package-lock.json", "checksums.txt"] {
        println!("cargo:rerun-if-changed=playground/{file}");
    }
    println!("cargo:rerun-if-env-changed=ISTC_SKIP_PLAYGROUND");

    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let assets = match fetch(&out.join("playground"))? {
        Fetched::Modules(modules) => format!("Some(&[\n{}])", pack(&modules, &out)?),
        Fetched::Skipped => "None".to_owned(),
        Fetched::Failed(reason) => {
            let profile = if env::var("PROFILE")? == "release" {
                " --release"
            } else {
                ""
            };
            println!(
                "cargo:warning=the playground at /graphiql is left out of this build: {reason}; \
                 to add it, install Node.js with npm, make the npm registry reachable, \
                 run `cargo clean{profile} -p {}` and build again",
                env::var("CARGO_PKG_NAME")?
            );
            "None".to_owned()
        }
    };
    fs::write(
        out.join("playground.rs"),
        format!("static ASSETS: Option<&[Asset]> = {assets};\n"),
    )?;
    Ok(())
}

enum Fetched {
    /// The `node_modules` directory.
    Modules(PathBuf),
    /// Left out on purpose.
    Skipped,
    /// Left out because npm is missing or could not fetch; the text says why, on one line.
    Failed(String),
}

/// Runs npm on a copy of the manifest, because it writes beside the manifest it reads.
fn fetch(directory: &Path) -> Result<Fetched, Box<dyn Error>> {
    if env::var_os("ISTC_SKIP_PLAYGROUND").is_some_and(|value| value == "1") {
        return Ok(Fetched::Skipped);
    }
    fs::create_dir_all(directory)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(Path::new("playground").join(file), directory.join(file))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        // A machine that is offline finds out in seconds, or is served from npm's own cache.
        .args(["--prefer-offline", "--fetch-retries=1"])
        .args(["--fetch-retry-mintimeout=1000", "--loglevel=error"])
        .current_dir(directory)
        .output();
    Ok(match run {
        Ok(run) if run.status.success() => Fetched::Modules(directory.join("node_modules")),
        Ok(run) => match complaint(&run.stderr) {
            // What the registry sent is not what was locked: no reason to go on without it.
            tampered if tampered.contains("EINTEGRITY") => {
                return Err(format!("playground/package-lock.json: {tampered}").into());
            }
            reason => Fetched::Failed(format!("npm failed ({reason})")),
        },
        Err(error) => Fetched::Failed(format!("npm could not be started ({error})")),
    })
}

/// The first line npm says about what went wrong.
fn complaint(stderr: &[u8]) -> String {
    String::from_utf8_lossy(stderr)
        .lines()
        .find(|line| line.starts_with("npm error"))
        .unwrap_or("it did not say why")
        .to_owned()
}

/// Checks and gzips every file into `out`; gives the entries of the generated table.
/// A file that is missing or not the expected one fails the build.
fn pack(modules: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let checksums = fs::read_to_string("playground/checksums.txt")?;
    let mut entries = String::new();
    for (source, content_type) in FILES {
        let name = source.rsplit('/').next().unwrap_or(source);
        let bytes = fs::read(modules.join(source))
            .map_err(|error| format!("playground file {source}: {error}"))?;
        let found = format!("{:x}", Sha256::digest(&bytes));
        let expected = checksums
            .lines()
            .filter_map(|line| line.split_once("  "))
            .find_map(|(sum, file)| (file == name).then_some(sum))
            .ok_or_else(|| format!("playground/checksums.txt does not name {name}"))?;
        if found != expected {
            return Err(format!("playground file {name}: SHA-256 is {found}, playground/checksums.txt says {expected}").into());
        }
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        fs::write(out.join(format!("{name}.gz")), gzip.finish()?)?;
        writeln!(
            entries,
            "    Asset {{ path: {name:?}, content_type: {content_type:?}, sha256: {found:?}, \
             gzip: include_bytes!(\"{name}.gz\") }},"
        )?;
    }
    // Over 100 MB that no later build reads.
    fs::remove_dir_all(modules)?;
    Ok(entries)
}
