//! Where we look: the accounts and regions, and who we are there.

use std::path::PathBuf;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::AwsError;

/// Of one request, until it is answered whole.
const ATTEMPT: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(5);
/// Tries of one request; the SDK waits longer before each.
const TRIES: u32 = 3;
/// How AWS's own records name what we do in an account of somebody else.
const SESSION_NAME: &str = "auroscope";

/// An account that is entered by taking a role of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssumedRole {
    /// `arn:aws:iam::123456789012:role/NAME`.
    pub role_arn: String,
    /// What the role's trust policy asks for, where it does.
    pub external_id: Option<String>,
}

/// Which parts of AWS to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AwsSettings {
    /// A profile of the shared configuration, instead of what the environment says.
    pub profile: Option<String>,
    /// A file of the form of `~/.aws/config` that is read instead of the shared files.
    pub config_file: Option<PathBuf>,
    /// Regions; with none, the one that the environment or the profile says.
    pub regions: Vec<String>,
    /// Accounts besides, or instead of, the one whose credentials we have.
    pub roles: Vec<AssumedRole>,
    /// Leave out the account whose credentials we have: it is only the way to the others.
    pub only_roles: bool,
}

/// The way to AWS: credentials by the standard chain (environment, profile, SSO, web identity, container, instance).
#[derive(Debug, Clone)]
pub struct Aws {
    base: SdkConfig,
    settings: AwsSettings,
}

/// One account in one region.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The role taken to enter the account; none in our own.
    pub role: Option<AssumedRole>,
    /// The region.
    pub region: String,
    pub(crate) config: SdkConfig,
}

impl Aws {
    /// Reads the configuration that the environment and the shared files hold. Nothing is sent yet, but where
    /// credentials come from a service on this machine.
    pub async fn new(settings: AwsSettings) -> Result<Self, AwsError> {
        let client = aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
        // Not the adaptive mode: it holds back all requests of a service for minutes after a few were throttled (seen).
        let retries = RetryConfig::standard().with_max_attempts(TRIES);
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(client)
            .timeout_config(timeouts)
            .retry_config(retries);
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(file) = &settings.config_file {
            let files = EnvConfigFiles::builder().with_file(EnvConfigFileKind::Config, file).build();
            loader = loader.profile_files(files);
        }
        if let Some(region) = settings.regions.first() {
            loader = loader.region(Region::new(region.clone()));
        }
        let base = loader.load().await;
        if base.region().is_none() {
            return Err(AwsError::Settings(
                "no AWS region is known: name one in aws_regions, set AWS_REGION, or give the profile one"
                    .into(),
            ));
        }
        if settings.only_roles && settings.roles.is_empty() {
            return Err(AwsError::Settings(
                "aws_only_roles leaves no account: name a role in aws_roles".into(),
            ));
        }
        Ok(Self { base, settings })
    }

    /// Each account in each region.
    pub async fn scopes(&self) -> Vec<Scope> {
        let mut roles: Vec<Option<&AssumedRole>> = self.settings.roles.iter().map(Some).collect();
        if !self.settings.only_roles {
            roles.insert(0, None);
        }
        let mut scopes = Vec::new();
        for role in roles {
            let account = self.entered(role).await;
            for region in self.regions() {
                let config = account.clone().into_builder().region(Region::new(region.clone())).build();
                scopes.push(Scope { role: role.cloned(), region, config });
            }
        }
        scopes
    }

    /// Our own account, in the first region.
    #[must_use]
    pub fn home(&self) -> Scope {
        let region = self.regions().into_iter().next().unwrap_or_default();
        Scope { role: None, region, config: self.base.clone() }
    }

    fn regions(&self) -> Vec<String> {
        if self.settings.regions.is_empty() {
            self.base.region().map(ToString::to_string).into_iter().collect()
        } else {
            self.settings.regions.clone()
        }
    }

    async fn entered(&self, role: Option<&AssumedRole>) -> SdkConfig {
        let Some(role) = role else { return self.base.clone() };
        let mut provider =
            AssumeRoleProvider::builder(&role.role_arn).configure(&self.base).session_name(SESSION_NAME);
        if let Some(external_id) = &role.external_id {
            provider = provider.external_id(external_id);
        }
        // It is renewed by the provider's cache before it ends.
        let credentials = SharedCredentialsProvider::new(provider.build().await);
        self.base.clone().into_builder().credentials_provider(credentials).build()
    }
}
