//! The log: to standard error, as text or as JSON, one entry for each request.

use crate::config::{LogFormat, Settings};
use std::io::IsTerminal;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts the log. A second call has no effect.
pub fn start(settings: &Settings) {
    let filter: Targets = settings.log.parse().unwrap_or_default();
    // Colours are for a terminal; in a file they are noise.
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    // It fails only if a log was started before, and that one stays.
    let _ = match settings.log_format {
        LogFormat::Text => registry.with(layer.with_target(false)).try_init(),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
}
