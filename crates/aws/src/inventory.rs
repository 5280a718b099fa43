//! Which clusters and instances of MySQL an account has in a region.
//!
//! Three questions, each page by page: `DescribeDBClusters`, `DescribeDBInstances` and
//! `DescribePendingMaintenanceActions`. Tags come with the first two. What the third may not be asked for is said, and
//! the rest stays of use.

use std::collections::{BTreeMap, HashMap};

use auroscope_model::{
    CloudCluster, CloudInstance, CloudInventory, CloudPlace, ClusterMember, PendingMaintenance,
    ServerlessCapacity, UtcMicros,
};
use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbCluster, DbInstance, PendingModifiedValues, Tag};
use aws_smithy_types::DateTime;

use crate::{AwsError, Scope};

/// Engines of MySQL.
const ENGINES: [&str; 2] = ["mysql", "aurora-mysql"];
/// Of one page; the API's most.
const PAGE: i32 = 100;

/// The inventory of one account, whose number is `account`, in one region.
pub async fn inventory(scope: &Scope, account: &str, now: UtcMicros) -> Result<CloudInventory, AwsError> {
    let client = Client::new(&scope.config);
    let place = CloudPlace { account: account.to_owned(), region: scope.region.clone() };
    let mut clusters = clusters(&client).await?;
    let mut instances = instances(&client).await?;
    let mut unknown = Vec::new();
    match maintenance(&client).await {
        Ok(mut pending) => {
            for instance in &mut instances {
                instance.pending_maintenance = Some(pending.remove(&instance.arn).unwrap_or_default());
            }
        }
        Err(error) => unknown.push(format!("pending maintenance: {error}")),
    }
    unique(clusters.iter_mut().map(|cluster| &mut cluster.resource_id).collect());
    unique(instances.iter_mut().map(|instance| &mut instance.resource_id).collect());
    clusters.sort_by(|one, other| one.id.cmp(&other.id));
    instances.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(CloudInventory { place, at: now, clusters, instances, unknown })
}

/// An id that several have is none: they would be taken for one. Emulators of AWS give such.
fn unique(ids: Vec<&mut String>) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for id in &ids {
        *times.entry((*id).clone()).or_default() += 1;
    }
    ids.into_iter().filter(|id| times.get(*id).is_some_and(|times| *times > 1)).for_each(String::clear);
}

async fn clusters(client: &Client) -> Result<Vec<CloudCluster>, AwsError> {
    const OPERATION: &str = "rds:DescribeDBClusters";
    let mut pages = client.describe_db_clusters().max_records(PAGE).into_paginator().send();
    let mut clusters = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| AwsError::of(OPERATION, &error))?;
        clusters.extend(page.db_clusters.unwrap_or_default().into_iter().filter_map(cluster));
    }
    Ok(clusters)
}

async fn instances(client: &Client) -> Result<Vec<CloudInstance>, AwsError> {
    const OPERATION: &str = "rds:DescribeDBInstances";
    let mut pages = client.describe_db_instances().max_records(PAGE).into_paginator().send();
    let mut instances = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| AwsError::of(OPERATION, &error))?;
        instances.extend(page.db_instances.unwrap_or_default().into_iter().filter_map(instance));
    }
    Ok(instances)
}

/// What AWS will do, by the ARN of what it will do it to.
async fn maintenance(client: &Client) -> Result<HashMap<String, Vec<PendingMaintenance>>, AwsError> {
    const OPERATION: &str = "rds:DescribePendingMaintenanceActions";
    let mut pages = client.describe_pending_maintenance_actions().max_records(PAGE).into_paginator().send();
    let mut pending = HashMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| AwsError::of(OPERATION, &error))?;
        for of_resource in page.pending_maintenance_actions.unwrap_or_default() {
            let Some(arn) = of_resource.resource_identifier else { continue };
            let details = of_resource.pending_maintenance_action_details.unwrap_or_default();
            let actions = details.into_iter().filter_map(|detail| {
                Some(PendingMaintenance {
                    action: detail.action?,
                    description: detail.description,
                    auto_applied_after: moment(detail.auto_applied_after_date),
                    forced_at: moment(detail.forced_apply_date),
                })
            });
            pending.insert(arn, actions.collect());
        }
    }
    Ok(pending)
}

/// None of another engine, or without a name.
fn cluster(described: DbCluster) -> Option<CloudCluster> {
    let engine = described.engine.filter(|engine| ENGINES.contains(&engine.as_str()))?;
    let members = described.db_cluster_members.unwrap_or_default().into_iter().filter_map(|member| {
        let part = ClusterMember {
            is_writer: member.is_cluster_writer.unwrap_or(false),
            parameter_group_status: member.db_cluster_parameter_group_status,
        };
        Some((member.db_instance_identifier?, part))
    });
    let capacity = described.serverless_v2_scaling_configuration;
    Some(CloudCluster {
        id: described.db_cluster_identifier?,
        resource_id: described.db_cluster_resource_id.unwrap_or_default(),
        arn: described.db_cluster_arn.unwrap_or_default(),
        engine,
        engine_version: described.engine_version.unwrap_or_default(),
        status: described.status.unwrap_or_default(),
        endpoint: described.endpoint,
        reader_endpoint: described.reader_endpoint,
        port: described.port.and_then(|port| port.try_into().ok()),
        members: members.collect(),
        parameter_group: described.db_cluster_parameter_group,
        log_exports: sorted(described.enabled_cloudwatch_logs_exports),
        serverless: capacity.and_then(|capacity| {
            Some(ServerlessCapacity {
                least_milli_acu: milli(capacity.min_capacity?),
                most_milli_acu: milli(capacity.max_capacity?),
            })
        }),
        iam_authentication: described.iam_database_authentication_enabled.unwrap_or(false),
        deletion_protection: described.deletion_protection.unwrap_or(false),
        created_at: moment(described.cluster_create_time),
        tags: tags(described.tag_list),
    })
}

/// None of another engine, or without a name.
fn instance(described: DbInstance) -> Option<CloudInstance> {
    let engine = described.engine.filter(|engine| ENGINES.contains(&engine.as_str()))?;
    let groups = described.db_parameter_groups.unwrap_or_default().into_iter().filter_map(|group| {
        Some((group.db_parameter_group_name?, group.parameter_apply_status.unwrap_or_default()))
    });
    let endpoint = described.endpoint;
    Some(CloudInstance {
        id: described.db_instance_identifier?,
        resource_id: described.dbi_resource_id.unwrap_or_default(),
        arn: described.db_instance_arn.unwrap_or_default(),
        cluster: described.db_cluster_identifier,
        engine,
        engine_version: described.engine_version.unwrap_or_default(),
        class: described.db_instance_class.unwrap_or_default(),
        status: described.db_instance_status.unwrap_or_default(),
        port: endpoint.as_ref().and_then(|endpoint| endpoint.port?.try_into().ok()),
        host: endpoint.and_then(|endpoint| endpoint.address),
        availability_zone: described.availability_zone,
        multi_az: described.multi_az.unwrap_or(false),
        parameter_groups: groups.collect(),
        pending_changes: described.pending_modified_values.map(changes).unwrap_or_default(),
        pending_maintenance: None,
        log_exports: sorted(described.enabled_cloudwatch_logs_exports),
        iam_authentication: described.iam_database_authentication_enabled.unwrap_or(false),
        is_public: described.publicly_accessible.unwrap_or(false),
        performance_insights: described.performance_insights_enabled.unwrap_or(false),
        monitoring_interval_s: described
            .monitoring_interval
            .and_then(|seconds| seconds.try_into().ok())
            .filter(|seconds| *seconds > 0),
        created_at: moment(described.instance_create_time),
        tags: tags(described.tag_list),
    })
}

/// What a DBA asks about; a new password is said to be one, and no more.
fn changes(pending: PendingModifiedValues) -> BTreeMap<String, String> {
    let number = |value: Option<i32>| value.map(|value| value.to_string());
    [
        ("class", pending.db_instance_class),
        ("storage_gb", number(pending.allocated_storage)),
        ("storage_type", pending.storage_type),
        ("iops", number(pending.iops)),
        ("port", number(pending.port)),
        ("backup_retention_days", number(pending.backup_retention_period)),
        ("multi_az", pending.multi_az.map(|value| value.to_string())),
        ("engine_version", pending.engine_version),
        ("identifier", pending.db_instance_identifier),
        ("certificate_authority", pending.ca_certificate_identifier),
        ("master_password", pending.master_user_password.map(|_| "changed".to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

fn tags(list: Option<Vec<Tag>>) -> BTreeMap<String, String> {
    let pairs = list.unwrap_or_default().into_iter();
    pairs.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect()
}

fn sorted(list: Option<Vec<String>>) -> Vec<String> {
    let mut list = list.unwrap_or_default();
    list.sort_unstable();
    list
}

/// Thousandths of an ACU; capacities come in halves.
fn milli(acu: f64) -> u32 {
    (acu * 1_000.0).round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn moment(time: Option<DateTime>) -> Option<UtcMicros> {
    let micros = time?.as_nanos() / 1_000;
    i64::try_from(micros).ok().map(UtcMicros)
}
