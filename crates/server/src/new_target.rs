//! A target as it is given: by the API, the command line or the configuration file.

use std::path::PathBuf;

use auroscope_model::{Target, TargetId, TlsMode, UtcMicros};
use auroscope_mysql::{Endpoint, EndpointError};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

/// A target to add or to check.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTarget {
    /// Its name; made from host and port when none is given.
    #[schema(example = "shop-writer")]
    pub id: Option<TargetId>,
    /// Where it is: `mysql://user@host:3306/`, the password in it or apart.
    #[schema(example = "mysql://auroscope@db1.example:3306/")]
    pub url: String,
    /// The account's password.
    #[schema(value_type = Option<String>)]
    pub password: Option<SecretString>,
    /// How the connection is protected.
    pub tls: Option<TlsMode>,
    /// Path, on Auroscope's machine, of a PEM file with the authorities to trust.
    #[schema(value_type = Option<String>)]
    pub tls_ca_file: Option<PathBuf>,
}

impl NewTarget {
    /// The endpoint it means.
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        let mut endpoint = Endpoint::parse(&self.url)?;
        if let Some(password) = &self.password {
            endpoint.password = Some(password.clone());
        }
        if let Some(file) = self.tls_ca_file.as_ref().filter(|file| !file.as_os_str().is_empty()) {
            endpoint.tls_ca_file = Some(file.clone());
            endpoint.tls = TlsMode::VerifyIdentity;
        }
        if let Some(tls) = self.tls {
            endpoint.tls = tls;
        }
        Ok(endpoint)
    }

    /// The target it means.
    pub fn target(&self, endpoint: &Endpoint, configured: bool, now: UtcMicros) -> Target {
        Target {
            id: self.id.clone().unwrap_or_else(|| TargetId::from_endpoint(&endpoint.host, endpoint.port)),
            host: endpoint.host.clone(),
            port: endpoint.port,
            user: endpoint.user.clone(),
            tls: endpoint.tls,
            tls_ca_file: endpoint.tls_ca_file.as_ref().map(|path| path.display().to_string()),
            has_password: endpoint.password.is_some(),
            enabled: true,
            configured,
            discovered: false,
            added_at: now,
        }
    }
}
