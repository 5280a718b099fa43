//! What Auroscope does in AWS and the permission each needs, as one table. Whatever this crate asks of AWS stands here.
//!
//! Besides: `sts:GetCallerIdentity` needs no permission, and `rds:ListTagsForResource` is not needed, because tags come
//! with the descriptions of clusters and instances.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::AwsError;
use crate::policy::Places;

/// Something Auroscope does in AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// Finding clusters and instances.
    Inventory,
    /// Slow logs that are exported to CloudWatch.
    SlowLogs,
    /// Slow logs that stand on the instance only.
    LogFiles,
    /// Settings and passwords from Secrets Manager.
    Secrets,
    /// Log-in to databases by IAM.
    DatabaseLogin,
    /// Other accounts.
    AssumeRole,
}

impl Function {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::Inventory,
        Self::SlowLogs,
        Self::LogFiles,
        Self::Secrets,
        Self::DatabaseLogin,
        Self::AssumeRole,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::SlowLogs => "slow-logs",
            Self::LogFiles => "log-files",
            Self::Secrets => "secrets",
            Self::DatabaseLogin => "database-login",
            Self::AssumeRole => "assume-role",
        }
    }

    /// Its name in a statement's id, which has letters and digits only.
    pub(crate) fn sid(self) -> &'static str {
        match self {
            Self::Inventory => "Inventory",
            Self::SlowLogs => "SlowLogs",
            Self::LogFiles => "LogFiles",
            Self::Secrets => "Secrets",
            Self::DatabaseLogin => "DatabaseLogin",
            Self::AssumeRole => "AssumeRole",
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Function {
    type Err = AwsError;

    fn from_str(text: &str) -> Result<Self, AwsError> {
        Self::ALL.into_iter().find(|function| function.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|function| function.name()).collect();
            AwsError::Settings(format!("there is no function '{text}'; there are {}", names.join(", ")))
        })
    }
}

impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What an action is allowed on: the narrowest that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    /// All there is: the action knows nothing narrower.
    Everything,
    /// Clusters of RDS.
    Clusters,
    /// Instances of RDS.
    Instances,
    /// Groups of logs, by any name.
    LogGroups,
    /// The groups that RDS makes of slow logs.
    SlowLogGroups,
    /// The streams of those.
    SlowLogStreams,
    /// The secrets that the settings name.
    NamedSecrets,
    /// Database users.
    DatabaseUsers,
    /// The roles that the settings name.
    NamedRoles,
}

impl Resource {
    pub(crate) fn sid(self) -> &'static str {
        match self {
            Self::Everything => "Everything",
            Self::Clusters => "Clusters",
            Self::Instances => "Instances",
            Self::LogGroups => "Groups",
            Self::SlowLogGroups => "OfRds",
            Self::SlowLogStreams => "Streams",
            Self::NamedSecrets => "Named",
            Self::DatabaseUsers => "Users",
            Self::NamedRoles => "Named",
        }
    }

    /// As ARNs. None where the settings name nothing: then there is nothing to allow.
    pub(crate) fn arns(self, places: &Places) -> Vec<String> {
        match self {
            Self::Everything => vec!["*".to_owned()],
            Self::Clusters => places.arns("rds", &["cluster:*"]),
            Self::Instances => places.arns("rds", &["db:*"]),
            Self::LogGroups => places.arns("logs", &["log-group:*"]),
            // Without what follows the name, an ARN means the group's tags, and not what is in it.
            Self::SlowLogGroups => places.arns(
                "logs",
                &["log-group:/aws/rds/cluster/*/slowquery:*", "log-group:/aws/rds/instance/*/slowquery:*"],
            ),
            Self::SlowLogStreams => places.arns(
                "logs",
                &[
                    "log-group:/aws/rds/cluster/*/slowquery:log-stream:*",
                    "log-group:/aws/rds/instance/*/slowquery:log-stream:*",
                ],
            ),
            Self::NamedSecrets => {
                places.secrets.iter().flat_map(|secret| places.secret_arns(secret)).collect()
            }
            Self::DatabaseUsers => places.database_user_arns(),
            Self::NamedRoles => places.roles.clone(),
        }
    }
}

/// One action, what for, and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// What needs it.
    pub function: Function,
    /// As a policy names it.
    pub action: &'static str,
    /// What it is allowed on.
    pub resource: Resource,
    /// Why it is needed.
    pub reason: &'static str,
}

const fn needs(
    function: Function,
    action: &'static str,
    resource: Resource,
    reason: &'static str,
) -> Permission {
    Permission { function, action, resource, reason }
}

/// Every permission, in the order in which they come to use.
pub const PERMISSIONS: &[Permission] = &[
    needs(
        Function::AssumeRole,
        "sts:AssumeRole",
        Resource::NamedRoles,
        "enters the other accounts; each role's trust policy must allow it too",
    ),
    needs(
        Function::Inventory,
        "rds:DescribeDBClusters",
        Resource::Clusters,
        "clusters, who writes, and their tags, which come with it",
    ),
    needs(
        Function::Inventory,
        "rds:DescribeDBInstances",
        Resource::Instances,
        "instances, their endpoints and tags, which come with it",
    ),
    needs(
        Function::Inventory,
        "rds:DescribePendingMaintenanceActions",
        Resource::Everything,
        "maintenance that waits; it is asked for all at once, which no narrower resource allows",
    ),
    needs(
        Function::SlowLogs,
        "logs:DescribeLogGroups",
        Resource::LogGroups,
        "tells a log that is not exported from one in which nothing was slow",
    ),
    needs(
        Function::SlowLogs,
        "logs:DescribeLogStreams",
        Resource::SlowLogGroups,
        "which instances wrote slow logs, and until when",
    ),
    needs(Function::SlowLogs, "logs:GetLogEvents", Resource::SlowLogStreams, "the slow logs themselves"),
    needs(
        Function::LogFiles,
        "rds:DescribeDBLogFiles",
        Resource::Instances,
        "which files of slow logs an instance has that does not export them",
    ),
    needs(Function::LogFiles, "rds:DownloadDBLogFilePortion", Resource::Instances, "those files themselves"),
    needs(
        Function::Secrets,
        "secretsmanager:GetSecretValue",
        Resource::NamedSecrets,
        "settings and passwords; a secret under a key of your own needs kms:Decrypt on that key too",
    ),
    needs(
        Function::DatabaseLogin,
        "rds-db:connect",
        Resource::DatabaseUsers,
        "logs in to databases without a password",
    ),
];

/// The permissions of these functions.
pub fn permissions_of(functions: &[Function]) -> impl Iterator<Item = &'static Permission> {
    PERMISSIONS.iter().filter(|permission| functions.contains(&permission.function))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_has_permissions_a_name_and_no_write() {
        for function in Function::ALL {
            assert!(permissions_of(&[function]).next().is_some(), "{function}");
            assert_eq!(function.name().parse::<Function>().unwrap(), function);
        }
        let error = "everything".parse::<Function>().unwrap_err().to_string();
        assert!(error.contains("inventory, slow-logs"), "{error}");
        const READS: [&str; 6] = ["Describe", "Get", "Download", "AssumeRole", "connect", "List"];
        for permission in PERMISSIONS {
            let (_, verb) = permission.action.split_once(':').unwrap();
            assert!(READS.iter().any(|read| verb.starts_with(read)), "{verb}");
            assert!(!permission.action.contains('*') && !permission.reason.is_empty());
        }
    }
}
