//! `auroscope aws whoami|policy|permissions|check`: AWS as Auroscope sees it. Nothing there is changed.

mod check;
mod permissions;
mod policy;
mod whoami;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use auroscope_aws::{AwsSettings, Function};
use clap::{Args, Subcommand, ValueHint};

use self::policy::PolicyArguments;
use super::runtime;
use crate::arguments::{Output, Serve};
use crate::settings::{Layers, aws_settings, named_secrets};

#[derive(Debug, Subcommand)]
pub(crate) enum AwsCommand {
    /// Say who we are in each account and region, and where we do not get in.
    Whoami {
        #[command(flatten)]
        settings: AwsArguments,
        #[command(flatten)]
        output: Output,
    },
    Policy(Box<PolicyArguments>),
    /// Print every permission there is a use for, with the reason.
    Permissions {
        #[command(flatten)]
        output: Output,
    },
    /// Try each permission in each account and region: works, denied, or not tried. Nothing is changed.
    Check {
        /// A function to check; may be repeated [default: those that the settings switch on].
        #[arg(long = "function", value_name = "FUNCTION")]
        functions: Vec<Function>,
        #[command(flatten)]
        settings: AwsArguments,
        #[command(flatten)]
        output: Output,
    },
}

/// Where in AWS to look; all of it may also stand in the environment or the file.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct AwsFlags {
    /// A profile of the AWS configuration, instead of the one that the environment says.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) aws_profile: Option<String>,
    /// A region to look at; may be repeated [default: the environment's or the profile's].
    #[arg(long = "aws-region", value_name = "REGION")]
    pub(crate) aws_regions: Vec<String>,
    /// A role to take in another account, as ARN or ARN?external_id=ID; may be repeated.
    #[arg(long = "aws-role", value_name = "ARN")]
    pub(crate) aws_roles: Vec<String>,
    /// Leave out our own account: it is only the way to the others [default: false].
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) aws_only_roles: Option<String>,
    /// A secret of AWS Secrets Manager that holds settings.
    #[arg(long, value_name = "NAME")]
    pub(crate) secret_name: Option<String>,
}

/// What the commands of AWS are told.
#[derive(Debug, Args, Clone)]
pub(crate) struct AwsArguments {
    #[command(flatten)]
    flags: AwsFlags,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE", env = "AUROSCOPE_CONFIG", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
}

/// What the settings say of AWS.
pub(crate) struct Told {
    pub(crate) aws: AwsSettings,
    secrets: Vec<String>,
    database_user: String,
}

impl AwsArguments {
    /// Without what a secret says: these commands find out why one cannot be read.
    pub(crate) fn told(&self) -> Result<Told> {
        let flags = Serve { config: self.config.clone(), aws: self.flags.clone(), ..Serve::default() };
        let layers = Layers::without_secret(&flags)?;
        Ok(Told {
            aws: aws_settings(&layers)?,
            secrets: named_secrets(&layers),
            database_user: layers.text("target_user"),
        })
    }
}

impl Told {
    /// What is asked for in each account that is looked at.
    const LOOKING: [Function; 3] = [Function::Inventory, Function::SlowLogs, Function::LogFiles];

    /// What only our own identity does.
    fn of_home(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        if !self.secrets.is_empty() {
            functions.push(Function::Secrets);
        }
        if !self.aws.roles.is_empty() {
            functions.push(Function::AssumeRole);
        }
        functions
    }
}

pub(super) fn run(command: AwsCommand) -> Result<ExitCode> {
    match command {
        AwsCommand::Whoami { settings, output } => runtime()?.block_on(whoami::run(settings.told()?, output)),
        AwsCommand::Policy(arguments) => policy::run(&arguments),
        AwsCommand::Permissions { output } => permissions::run(output),
        AwsCommand::Check { functions, settings, output } => {
            runtime()?.block_on(check::run(settings.told()?, functions, output))
        }
    }
}
