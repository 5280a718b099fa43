//! The session endpoint's bodies.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a log-in is asked for, and whether this client has one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionState {
    /// Whether the API asks for a log-in.
    pub(crate) required: bool,
    /// Whether this request carries one (true when none is required).
    pub(crate) authenticated: bool,
}

/// A log-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    /// The admin password.
    #[schema(value_type = String)]
    pub(crate) password: SecretString,
}
