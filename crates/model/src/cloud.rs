//! Clusters and instances as the cloud's own API describes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::UtcMicros;

/// An account in a region: what is known of one says nothing of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct CloudPlace {
    /// The account's twelve digits.
    pub account: String,
    /// The region, such as `ap-northeast-2`.
    pub region: String,
}

/// A cluster of Aurora MySQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudCluster {
    /// Its name; it may be given another one.
    pub id: String,
    /// Its id for ever (`DbClusterResourceId`).
    pub resource_id: String,
    /// Its ARN.
    pub arn: String,
    /// `aurora-mysql`.
    pub engine: String,
    /// Such as `8.0.mysql_aurora.3.08.0`.
    pub engine_version: String,
    /// Such as `available`.
    pub status: String,
    /// The writer's endpoint, which moves.
    pub endpoint: Option<String>,
    /// The readers' endpoint.
    pub reader_endpoint: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// Its instances, by name, and whether each is the writer.
    pub members: BTreeMap<String, ClusterMember>,
    /// Name of its parameter group.
    pub parameter_group: Option<String>,
    /// Logs exported to CloudWatch, such as `slowquery`.
    pub log_exports: Vec<String>,
    /// The capacity of its serverless instances, if it may have such.
    pub serverless: Option<ServerlessCapacity>,
    /// Log-in by IAM tokens is on.
    pub iam_authentication: bool,
    /// It cannot be deleted by mistake.
    pub deletion_protection: bool,
    /// When it was made.
    pub created_at: Option<UtcMicros>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// An instance's part in its cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClusterMember {
    /// It takes writes.
    pub is_writer: bool,
    /// Whether the cluster's parameter group is in effect: `in-sync`, `pending-reboot`…
    pub parameter_group_status: Option<String>,
}

/// Bounds of a serverless cluster, in thousandths of an ACU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerlessCapacity {
    /// The least; 0 where it may pause.
    pub least_milli_acu: u32,
    /// The most.
    pub most_milli_acu: u32,
}

/// An instance of MySQL or Aurora MySQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudInstance {
    /// Its name; it may be given another one.
    pub id: String,
    /// Its id for ever (`DbiResourceId`).
    pub resource_id: String,
    /// Its ARN.
    pub arn: String,
    /// The name of its cluster; none of RDS for MySQL.
    pub cluster: Option<String>,
    /// `mysql` or `aurora-mysql`.
    pub engine: String,
    /// Such as `8.0.39` or `8.0.mysql_aurora.3.08.0`.
    pub engine_version: String,
    /// Such as `db.r6g.large` or `db.serverless`.
    pub class: String,
    /// Such as `available`.
    pub status: String,
    /// Its own endpoint; none while it is being made.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// Where it runs.
    pub availability_zone: Option<String>,
    /// It stands ready in another zone, too (RDS for MySQL).
    pub multi_az: bool,
    /// Its parameter groups, and whether each is in effect.
    pub parameter_groups: BTreeMap<String, String>,
    /// What is changed at the next maintenance or restart, by name.
    pub pending_changes: BTreeMap<String, String>,
    /// What AWS will do to it; none where that could not be learnt.
    pub pending_maintenance: Option<Vec<PendingMaintenance>>,
    /// Logs exported to CloudWatch, such as `slowquery`.
    pub log_exports: Vec<String>,
    /// Log-in by IAM tokens is on.
    pub iam_authentication: bool,
    /// It has a public address.
    pub is_public: bool,
    /// Performance Insights is on.
    pub performance_insights: bool,
    /// Enhanced Monitoring's period, seconds; none when it is off.
    pub monitoring_interval_s: Option<u32>,
    /// When it was made.
    pub created_at: Option<UtcMicros>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Maintenance that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingMaintenance {
    /// Such as `system-update`.
    pub action: String,
    /// AWS's words.
    pub description: Option<String>,
    /// It is done in the maintenance window after this.
    pub auto_applied_after: Option<UtcMicros>,
    /// It is done at this time whatever the window.
    pub forced_at: Option<UtcMicros>,
}

/// All that one account has in one region at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudInventory {
    /// Where.
    pub place: CloudPlace,
    /// When it was asked for.
    pub at: UtcMicros,
    /// Clusters of Aurora MySQL, by name.
    pub clusters: Vec<CloudCluster>,
    /// Instances of MySQL and Aurora MySQL, by name.
    pub instances: Vec<CloudInstance>,
    /// What could not be learnt, and why: empty when all is there.
    pub unknown: Vec<String>,
}
