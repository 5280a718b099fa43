//! The command line, as it is typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::commands::{
    AwsCommand, AwsFlags, CloudwatchCommand, DigestArguments, FingerprintArguments, InventoryCommand,
    PlanCommand, ReportCommand, SlowCommand,
};

const EXAMPLES: &str = "Examples:
  auroscope serve --target mysql://auroscope@db1.example:3306/
  auroscope target check mysql://auroscope@db1.example:3306/
  auroscope digest slow.log
  auroscope plan explain plan.json
  auroscope slow list --since 1h --min-duration 5s -o markdown
  auroscope slow tail --target db1.example

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partial data.";

/// Slow queries of Aurora MySQL and MySQL 8.0+: seen live, kept, explained.
#[derive(Debug, Parser)]
#[command(name = "auroscope", version, after_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Watch targets, keep what is slow, serve pages and API.
    Serve(Box<Serve>),
    /// Add, list, remove and check targets; print every statement they are ever sent.
    #[command(subcommand)]
    Target(TargetCommand),
    /// List, show and follow slow queries.
    #[command(subcommand)]
    Slow(SlowCommand),
    /// Explain, compare, list, show and take execution plans.
    #[command(subcommand)]
    Plan(PlanCommand),
    Digest(Box<DigestArguments>),
    /// Look at AWS as Auroscope sees it: accounts, permissions, and the policy that it needs.
    #[command(subcommand)]
    Aws(AwsCommand),
    /// Report on what the store keeps.
    #[command(subcommand)]
    Report(ReportCommand),
    /// Read slow logs from CloudWatch into the store.
    #[command(subcommand)]
    Cloudwatch(CloudwatchCommand),
    /// List the clusters and instances of AWS, and what became of them.
    #[command(subcommand)]
    Inventory(InventoryCommand),
    /// Name statements given on standard input: fingerprint, class, normalised text.
    Fingerprint(FingerprintArguments),
    /// Show the configuration and where each value comes from.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Ask a running Auroscope whether it is well; for container health checks.
    Health {
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder.
    Man {
        /// The folder.
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

/// What `serve` and `config show` are told; all of it may also stand in the environment or the file.
#[derive(Debug, Args, Default)]
pub(crate) struct Serve {
    /// A server to watch; may be repeated. Put the password into AUROSCOPE_TARGET_PASSWORD_FILE.
    #[arg(long = "target", value_name = "URL")]
    pub(crate) targets: Vec<String>,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE", env = "AUROSCOPE_CONFIG", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Address for pages and API [default: 127.0.0.1:8306].
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Folder for the store and its key.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<String>,
    /// From which duration a statement is slow [default: 2s].
    #[arg(long, value_name = "DURATION")]
    pub(crate) threshold: Option<String>,
    /// How often running statements are read [default: 1s].
    #[arg(long, value_name = "DURATION")]
    pub(crate) interval: Option<String>,
    /// A user to leave out; may be repeated [default: rdsadmin].
    #[arg(long = "exclude-user", value_name = "USER")]
    pub(crate) exclude_users: Vec<String>,
    /// A default schema to leave out; may be repeated.
    #[arg(long = "exclude-schema", value_name = "SCHEMA")]
    pub(crate) exclude_schemas: Vec<String>,
    /// How long slow queries are kept, at least 1h [default: 30d].
    #[arg(long, value_name = "DURATION")]
    pub(crate) retention: Option<String>,
    /// Server time per second over which the capture slows itself down [default: 5ms].
    #[arg(long, value_name = "DURATION")]
    pub(crate) budget: Option<String>,
    /// Execution plans taken by themselves per minute and target, at most; 0 takes none [default: 10].
    #[arg(long, value_name = "COUNT")]
    pub(crate) plans_per_minute: Option<String>,
    /// After this a statement's plan is taken again, since statistics may have changed [default: 6h].
    #[arg(long, value_name = "DURATION")]
    pub(crate) plan_refresh: Option<String>,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
    /// What to log, such as info or debug,auroscope_collect=trace [default: info].
    #[arg(long, value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How to log: text or json [default: text].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) log_format: Option<String>,
}

/// How to reach a running Auroscope.
#[derive(Debug, Args, Clone)]
pub(crate) struct Connect {
    /// A running Auroscope [default: where `serve` listens by its settings]. Its API token: AUROSCOPE_API_TOKEN_FILE.
    #[arg(long, value_name = "URL", env = "AUROSCOPE_SERVER")]
    pub(crate) server: Option<String>,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for a terminal.
    Table,
    /// JSON, as the API gives it.
    Json,
    /// Comma-separated values.
    Csv,
    /// A table in Markdown.
    Markdown,
}

#[derive(Debug, Args, Clone)]
pub(crate) struct Output {
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    pub(crate) output: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TargetCommand {
    /// Have a running Auroscope watch another server.
    Add {
        /// Where it is, such as mysql://auroscope@db1.example:3306/
        url: String,
        /// Its name; made from host and port when not given.
        #[arg(long)]
        id: Option<String>,
        /// A file with the account's password (or AUROSCOPE_TARGET_PASSWORD, or in the URL).
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
        /// verify_identity, skip_verify or off.
        #[arg(long, value_name = "MODE")]
        tls: Option<String>,
        /// A PEM file, on Auroscope's machine, with the authorities to trust.
        #[arg(long, value_name = "FILE")]
        tls_ca_file: Option<PathBuf>,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// List what a running Auroscope watches.
    List {
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Stop watching a target; what was seen stays until its retention ends.
    Remove {
        /// Its name.
        id: String,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Try a server: what can and cannot be seen there, why, and how to change it.
    Check {
        /// A URL, which needs no running Auroscope; or the name of a target that one watches.
        target: String,
        /// A file with the account's password (or AUROSCOPE_TARGET_PASSWORD, or in the URL).
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Print every statement that Auroscope ever sends to a target, with the grant each needs.
    Statements {
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting, its value and where it comes from. Secrets are not shown.
    Show {
        #[command(flatten)]
        settings: Box<Serve>,
        #[command(flatten)]
        output: Output,
    },
}

/// A count that is not zero.
pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(0) => Err("at least 1 is needed".into()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}
