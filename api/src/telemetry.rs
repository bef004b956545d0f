//! The log: to standard error, as text or as JSON, one entry for each request. And traces, if an address
//! for them is given by the usual variables of OpenTelemetry.

use crate::config::{LogFormat, Settings};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use std::{env, io::IsTerminal};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    Layer,
    filter::{FilterExt, Targets, filter_fn},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

/// Either of these says where traces go; the other variables of the OTLP exporter hold as well.
const ADDRESSES: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// The crates of this program.
const OURS: [&str; 5] = ["api", "entity", "istc", "migration", "actix_server"];

/// Traces cannot be sent as the variables say. What they hold is not repeated: an address or a header may be a secret.
#[derive(Debug, thiserror::Error)]
#[error(
    "traces cannot be sent: the variables OTEL_EXPORTER_OTLP_… cannot be used; expected an address such as \
     http://127.0.0.1:4318, headers as name=value separated by commas, and the protocol http/protobuf"
)]
pub struct TracesError;

/// What has to be sent before the program ends.
#[must_use = "what was not sent yet is lost with it"]
pub struct Telemetry(Option<SdkTracerProvider>);

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(provider) = &self.0
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(cause = %error, "the last traces could not be sent");
        }
    }
}

/// Starts the log, and traces if they are wanted. A second call has no effect.
///
/// # Errors
/// If traces are wanted and their address cannot be used.
pub fn start(settings: &Settings) -> Result<Telemetry, TracesError> {
    let filter: Targets = settings.log.parse().unwrap_or_default();
    let provider = provider()?;
    // Colours are for a terminal; in a file they are noise.
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let layer = match settings.log_format {
        LogFormat::Text => layer.with_target(false).boxed(),
        LogFormat::Json => layer
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .boxed(),
    };
    // It fails only if a log was started before, and that one stays.
    let _ = tracing_subscriber::registry()
        .with(provider.as_ref().map(traces))
        .with(layer.with_filter(filter.and(filter_fn(is_told))))
        .try_init();
    Ok(Telemetry(provider))
}

/// Whatever `--log` says, of libraries only warnings and errors are told: in what they say below that stand the addresses
/// that they ask, with passwords and headers.
fn is_told(about: &Metadata<'_>) -> bool {
    let target = about.target();
    let krate = target.split("::").next().unwrap_or(target);
    *about.level() <= Level::WARN || OURS.contains(&krate)
}

fn provider() -> Result<Option<SdkTracerProvider>, TracesError> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if !ADDRESSES.iter().any(is_set) || env::var("OTEL_SDK_DISABLED").is_ok_and(|it| it == "true") {
        return Ok(None);
    }
    let exporter = SpanExporter::builder().with_http().build();
    let exporter = exporter.map_err(|_| TracesError)?;
    let resource = match env::var_os("OTEL_SERVICE_NAME") {
        Some(_) => Resource::builder(),
        None => Resource::builder().with_service_name("istc"),
    };
    Ok(Some(
        SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build(),
    ))
}

/// Spans of our own; events are for the log.
fn traces<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    let own = Targets::new().with_target("istc", Level::INFO);
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("istc"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(own)
}
