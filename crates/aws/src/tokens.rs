//! Tokens by which a database lets an IAM identity in, in place of a password. They are signed here; nothing is sent.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_rds::auth_token::{AuthTokenGenerator, Config};
use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::{AwsError, Scope};

/// How long a database takes a token, unless the credentials behind it end before.
pub const TOKEN_LIFE: Duration = Duration::from_secs(900);

const CONNECT: &str = "rds-db:connect";

/// Who logs in where. The host must be the instance's or cluster's own endpoint: another name of it has other tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DatabaseUser {
    /// The endpoint.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The database's user, made with `IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'`.
    pub user: String,
}

/// A token, and until when it opens the door; a connection that it opened lives on.
#[derive(Debug, Clone)]
pub struct DatabaseToken {
    /// To be sent as a password in clear text, so only over TLS.
    pub secret: SecretString,
    /// Not taken any more from here on.
    pub valid_until: SystemTime,
}

/// The tokens of one account and region: made when asked for, kept while they are of use.
#[derive(Debug)]
pub struct DatabaseTokens {
    scope: Scope,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    credentials: Option<Credentials>,
    tokens: HashMap<DatabaseUser, DatabaseToken>,
}

impl DatabaseTokens {
    /// Those that the identity of this scope signs.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, kept: Mutex::default() }
    }

    /// A token that is taken for at least so long from now, or, where the credentials themselves end before and cannot
    /// be renewed, for as long as those.
    pub async fn token(&self, of: &DatabaseUser, at_least: Duration) -> Result<DatabaseToken, AwsError> {
        if at_least >= TOKEN_LIFE {
            return Err(AwsError::Settings(format!(
                "no token is taken for {} s: a fresh one is for {} s",
                at_least.as_secs(),
                TOKEN_LIFE.as_secs()
            )));
        }
        let now = SystemTime::now();
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.tokens.get(of).filter(|token| token.valid_until >= now + at_least) {
            return Ok(token.clone());
        }
        let credentials = match kept.credentials.take().filter(|kept| lasts(kept, now + at_least)) {
            Some(credentials) => credentials,
            None => self.credentials().await?,
        };
        let token = self.signed(of, &credentials, now).await?;
        kept.credentials = Some(credentials);
        kept.tokens.retain(|_, token| token.valid_until > now);
        kept.tokens.insert(of.clone(), token.clone());
        Ok(token)
    }

    async fn credentials(&self) -> Result<Credentials, AwsError> {
        let without = |detail: String| AwsError::Credentials { operation: CONNECT, detail };
        let provider = self.scope.config.credentials_provider();
        let provider = provider.ok_or_else(|| without("nothing says who we are".to_owned()))?;
        let found = provider.provide_credentials().await;
        found.map_err(|error| without(crate::error::causes(&error)))
    }

    async fn signed(
        &self,
        of: &DatabaseUser,
        credentials: &Credentials,
        now: SystemTime,
    ) -> Result<DatabaseToken, AwsError> {
        let ends = credentials.expiry();
        if ends.is_some_and(|ends| ends <= now) {
            let detail = "they are past their time; log in to AWS again".to_owned();
            return Err(AwsError::Credentials { operation: CONNECT, detail });
        }
        let config = Config::builder()
            .credentials(SharedCredentialsProvider::new(credentials.clone()))
            .hostname(host(&of.host)?)
            .port(u64::from(of.port))
            .username(encoded(&of.user))
            .region(aws_config::Region::new(self.scope.region.clone()))
            .expires_in(TOKEN_LIFE.as_secs())
            .build();
        let unsigned = |error: String| AwsError::Credentials { operation: CONNECT, detail: error };
        let config = config.map_err(|error| unsigned(error.to_string()))?;
        let generator = AuthTokenGenerator::new(config);
        let token = generator.auth_token(&self.scope.config).await;
        let token = token.map_err(|error| unsigned(error.to_string()))?;
        let valid_until = ends.map_or(now + TOKEN_LIFE, |ends| ends.min(now + TOKEN_LIFE));
        Ok(DatabaseToken { secret: token.as_str().to_owned().into(), valid_until })
    }
}

fn lasts(credentials: &Credentials, until: SystemTime) -> bool {
    credentials.expiry().is_none_or(|ends| ends >= until)
}

/// The signer takes what it is given for a part of a URL, and does not look at it.
fn host(text: &str) -> Result<&str, AwsError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if !text.is_empty() && text.bytes().all(fits) {
        return Ok(text);
    }
    Err(AwsError::Settings(format!("'{text}' is no endpoint of RDS")))
}

fn encoded(user: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    user.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
