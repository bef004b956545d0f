//! Where an issuer says that its keys are: OpenID Connect Discovery 1.0.
//!
//! May not live here: fetching and caching.

use reqwest::Url;
use serde_json::Value;
use thiserror::Error;

use super::json;

/// Why a configuration does not tell where the keys are.
#[derive(Debug, PartialEq, Eq, Error)]
pub(super) enum ConfigurationError {
    #[error("the configuration is not a JSON object with distinct members")]
    Json,
    #[error("the configuration is that of another issuer")]
    Issuer,
    #[error(
        "`jwks_uri` of the configuration is not an address of http or https, or of less than the issuer's own https"
    )]
    KeysAddress,
}

/// Where the issuer's configuration is (Discovery, 4.1). `None` if the issuer's name is no address that can be asked:
/// http or https, without a query or fragment.
pub(super) fn configuration_address(issuer: &str) -> Option<Url> {
    let name = Url::parse(issuer).ok().filter(is_web)?;
    if name.query().is_some() || name.fragment().is_some() {
        return None;
    }
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    Url::parse(&format!("{base}/.well-known/openid-configuration")).ok()
}

/// `jwks_uri` of the issuer's configuration.
///
/// The configuration must be that of the very issuer whose tokens are checked (Discovery, 4.3): otherwise one issuer
/// could point to keys for another.
pub(super) fn keys_address(configuration: &[u8], issuer: &str) -> Result<Url, ConfigurationError> {
    let members = json::object(configuration).map_err(|_| ConfigurationError::Json)?;
    let text = |name| members.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err(ConfigurationError::Issuer);
    }
    text("jwks_uri")
        .and_then(|address| Url::parse(address).ok())
        .filter(is_web)
        // Whoever controls the network must not sign for an issuer that took care to be asked by https.
        .filter(|address| address.scheme() == "https" || issuer.starts_with("http:"))
        .ok_or(ConfigurationError::KeysAddress)
}

fn is_web(address: &Url) -> bool {
    matches!(address.scheme(), "http" | "https")
}
