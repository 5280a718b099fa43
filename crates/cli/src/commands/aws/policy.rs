//! `auroscope aws policy`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use auroscope_aws::arn::Partition;
use auroscope_aws::{Function, LONGEST_POLICY, Places, PolicyDocument, Trust, policy_template};
use clap::{Args, ValueEnum};

use super::{AwsArguments, Told};
use crate::output::{say, write};

/// Print the least-privilege policy of what is switched on.
#[derive(Debug, Args)]
pub(crate) struct PolicyArguments {
    /// A function to allow; may be repeated: inventory, slow-logs, log-files, secrets, database-login, assume-role
    /// [default: those that the settings switch on].
    #[arg(long = "function", value_name = "FUNCTION")]
    functions: Vec<Function>,
    /// The account that the policy is for [default: any; of a template, the stack's].
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
    /// Regions, with commas between [default: those of the settings, or any].
    #[arg(long, value_name = "REGIONS", value_delimiter = ',')]
    regions: Vec<String>,
    /// aws, aws-cn or aws-us-gov [default: that of the regions].
    #[arg(long, value_name = "PARTITION")]
    partition: Option<String>,
    /// A secret that may be read, besides those of the settings; may be repeated.
    #[arg(long = "secret", value_name = "NAME")]
    secrets: Vec<String>,
    /// The database user of database-login [default: target_user, or any].
    #[arg(long, value_name = "USER")]
    database_user: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value = "json")]
    format: PolicyFormat,
    /// Make a role, too, that this may take (in a template).
    #[arg(long, value_enum)]
    trust: Option<Trusted>,
    /// The OIDC provider of the EKS cluster, by URL or ARN.
    #[arg(long, value_name = "URL", required_if_eq("trust", "eks"))]
    oidc_provider: Option<String>,
    /// The service account in EKS.
    #[arg(long, value_name = "NAMESPACE/NAME", default_value = "auroscope/auroscope")]
    service_account: String,
    /// The account that may take the role.
    #[arg(long, value_name = "NUMBER", required_if_eq("trust", "account"))]
    trusted_account: Option<String>,
    /// What that account must say.
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    #[command(flatten)]
    settings: AwsArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PolicyFormat {
    /// A policy document, as IAM takes it.
    Json,
    /// A template in YAML.
    Cloudformation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Trusted {
    /// Machines of EC2.
    Ec2,
    /// A service account of EKS.
    Eks,
    /// Another account.
    Account,
}

pub(super) fn run(arguments: &PolicyArguments) -> Result<ExitCode> {
    let told = arguments.settings.told()?;
    let functions = arguments.functions(&told);
    let places = arguments.places(&told)?;
    let trust = arguments.trust()?;
    let document = PolicyDocument::of(&functions, &places);
    for function in &functions {
        let is_empty = PolicyDocument::of(&[*function], &places).statements.is_empty();
        if is_empty {
            say(format_args!("{function} allows nothing: the settings name no {}", named(*function)));
        }
    }
    if document.statements.is_empty() {
        bail!("there is nothing to allow; name a function with --function");
    }
    if document.length() > LONGEST_POLICY {
        say(format_args!(
            "this policy has {} characters, and a managed policy may have {LONGEST_POLICY}: name fewer regions, or print it for each function",
            document.length()
        ));
    }
    match arguments.format {
        PolicyFormat::Json if trust.is_some() => bail!("--trust makes a role: add --format cloudformation"),
        PolicyFormat::Json => write(&(serde_json::to_string_pretty(&document)? + "\n"))?,
        PolicyFormat::Cloudformation => write(&policy_template(&functions, &places, trust.as_ref()))?,
    };
    Ok(ExitCode::SUCCESS)
}

fn named(function: Function) -> &'static str {
    match function {
        Function::Secrets => "secret (secret_name, target_password_secret, password_secret, or --secret)",
        _ => "role (aws_roles, or --aws-role)",
    }
}

impl PolicyArguments {
    fn functions(&self, told: &Told) -> Vec<Function> {
        if !self.functions.is_empty() {
            // In one order, each once.
            return Function::ALL.into_iter().filter(|function| self.functions.contains(function)).collect();
        }
        let is_entered =
            |arn: &str| self.account.as_deref().is_some_and(|own| arn.split(':').nth(4) == Some(own));
        let mut functions = Vec::new();
        let is_of_a_role = told.aws.roles.iter().any(|role| is_entered(&role.role_arn));
        if is_of_a_role || !told.aws.only_roles {
            functions.extend(Told::LOOKING);
        }
        if !is_of_a_role {
            functions.extend(told.of_home());
            if !self.secrets.is_empty() && !functions.contains(&Function::Secrets) {
                functions.push(Function::Secrets);
            }
        }
        functions
    }

    fn places(&self, told: &Told) -> Result<Places> {
        let partition = self.partition.as_deref().map(Partition::named).transpose()?;
        let regions = if self.regions.is_empty() { &told.aws.regions } else { &self.regions };
        let mut secrets = told.secrets.clone();
        secrets.extend(self.secrets.iter().filter(|name| !told.secrets.contains(name)).cloned());
        let user = self.database_user.as_deref().unwrap_or(&told.database_user);
        Ok(Places::new(partition, self.account.as_deref(), regions)?
            .with_secrets(secrets)
            .with_roles(&told.aws.roles)
            .with_database_user(if user.is_empty() { "*" } else { user }))
    }

    fn trust(&self) -> Result<Option<Trust>> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Ok(match self.trust {
            None => None,
            Some(Trusted::Ec2) => Some(Trust::Ec2),
            Some(Trusted::Eks) => {
                Some(Trust::service_account(&text(&self.oidc_provider), &self.service_account)?)
            }
            Some(Trusted::Account) => {
                Some(Trust::account(&text(&self.trusted_account), self.external_id.as_deref())?)
            }
        })
    }
}
