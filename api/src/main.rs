//! The command `istc`: parses the command line and hands over.

use api::cli::Cli;
use std::process::ExitCode;

/// Answers are many small allocations; with this allocator they cost about a quarter less CPU.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    Cli::read().run()
}
