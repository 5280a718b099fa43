//! The way to AWS: the only crate that names its SDK. Requests go out, types of the model come back; nothing is kept
//! here, and nothing in AWS is changed.
//!
//! [`Aws`] knows the accounts and regions ([`Scope`]); each module asks one of them one kind of question.

pub mod arn;
mod check;
mod check_trial;
mod error;
mod identity;
mod inventory;
mod log_files;
mod logs;
mod permissions;
mod policy;
mod policy_template;
mod scope;
mod secrets;
mod tokens;

pub use check::{CheckSettings, Checked, Verdict, check};
pub use error::AwsError;
pub use identity::{Entry, Identity, identity, try_role, whoami};
pub use inventory::inventory;
pub use log_files::{
    FilePortion, FilePortions, FileStart, FileStep, LogFile, LogFileMark, LogFileProgress, LogFiles, NextFile,
};
pub use logs::{
    AbsentLog, BackfillEstimate, CloudLogs, EmptyLog, EventPage, EventPages, GapCause, LogEvent, LogGap,
    LogGroup, LogPeriod, LogStream, LogUsage, Patience, SlowLog, slow_log_group,
};
pub use permissions::{Function, PERMISSIONS, Permission, Resource, permissions_of};
pub use policy::{LONGEST_POLICY, Places, PolicyDocument, Statement};
pub use policy_template::{Trust, policy_template};
pub use scope::{AssumedRole, Aws, AwsSettings, Scope};
pub use secrets::{DatabaseLogin, database_login, secret_text};
pub use tokens::{DatabaseToken, DatabaseTokens, DatabaseUser, TOKEN_LIFE};
