//! What became of clusters and instances from one look at an account to the next.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{CloudCluster, CloudInstance, CloudPlace, CollectorPhase, UtcMicros};

/// A cluster or an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CloudResource {
    /// A cluster.
    Cluster(CloudCluster),
    /// An instance.
    Instance(CloudInstance),
}

/// Which kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloudKind {
    /// A cluster.
    Cluster,
    /// An instance.
    Instance,
}

/// A cluster or an instance, and since when and until when it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnownResource {
    /// Where it is.
    pub place: CloudPlace,
    /// What the API said of it last.
    #[serde(flatten)]
    pub resource: CloudResource,
    /// When it was first seen.
    pub first_seen: UtcMicros,
    /// When it was last seen.
    pub last_seen: UtcMicros,
    /// When it was found to be gone; none while it is there.
    pub gone_at: Option<UtcMicros>,
}

/// A field that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// The field's name, as in [`CloudCluster`] and [`CloudInstance`].
    pub field: String,
    /// What it said.
    #[schema(value_type = Object)]
    pub before: Value,
    /// What it says.
    #[schema(value_type = Object)]
    pub after: Value,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CloudEvent {
    /// It is there, and was not known before.
    Appeared,
    /// It is there again, after it was gone.
    CameBack,
    /// It is otherwise.
    Changed {
        /// How.
        fields: Vec<FieldChange>,
    },
    /// It is not there any more.
    Gone,
}

/// Something that became of a cluster or an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudChange {
    /// When it was found.
    pub at: UtcMicros,
    /// Where.
    pub place: CloudPlace,
    /// Of which kind.
    pub kind: CloudKind,
    /// Its id for ever.
    pub resource_id: String,
    /// The name it had then.
    pub name: String,
    /// What became of it.
    #[serde(flatten)]
    pub event: CloudEvent,
}

/// How asking one place went last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceStatus {
    /// The place.
    pub place: CloudPlace,
    /// When it last answered.
    pub answered_at: Option<UtcMicros>,
    /// When it last did not.
    pub failed_at: Option<UtcMicros>,
    /// Why it did not, the last time; none when the last time it did.
    pub error: Option<String>,
    /// What could not be learnt when it last answered, and why.
    pub unknown: Vec<String>,
}

/// How asking one account in one region goes, since this process looks there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScopeStatus {
    /// The role taken to enter the account; none in our own.
    pub role_arn: Option<String>,
    /// The region.
    pub region: String,
    /// The account, once it is known.
    pub account: Option<String>,
    /// What the collector is doing.
    pub phase: CollectorPhase,
    /// Since when.
    pub since: UtcMicros,
    /// When the question that was answered, or failed, last was begun.
    pub began_at: Option<UtcMicros>,
    /// When it last answered.
    pub answered_at: Option<UtcMicros>,
    /// When it last did not.
    pub failed_at: Option<UtcMicros>,
    /// Why it did not, the last time; none when the last time it did.
    pub error: Option<String>,
    /// When it is tried again, after a failure.
    pub next_try_at: Option<UtcMicros>,
    /// What could not be learnt when it last answered, and why.
    pub unknown: Vec<String>,
    /// Clusters found.
    pub clusters: u64,
    /// Instances found.
    pub instances: u64,
}

impl ScopeStatus {
    /// Turns to a phase, from `now` on if it is another one.
    pub fn turn(&mut self, phase: CollectorPhase, now: UtcMicros) {
        if self.phase != phase {
            (self.phase, self.since) = (phase, now);
        }
    }
}

/// Which clusters and instances are wanted. Every part that is empty or `None` does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CloudFilter {
    /// Of this account.
    pub account: Option<String>,
    /// In this region.
    pub region: Option<String>,
    /// Of this kind.
    pub kind: Option<CloudKind>,
    /// With this id for ever.
    pub resource_id: Option<String>,
    /// Also those that are gone.
    pub with_gone: bool,
}

impl CloudFilter {
    /// Whether it is one of those that are wanted.
    #[must_use]
    pub fn matches(&self, known: &KnownResource) -> bool {
        let fits =
            |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        fits(&self.account, &known.place.account)
            && fits(&self.region, &known.place.region)
            && fits(&self.resource_id, known.resource.resource_id())
            && self.kind.is_none_or(|kind| kind == known.resource.kind())
            && (self.with_gone || known.gone_at.is_none())
    }
}

impl CloudResource {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> CloudKind {
        match self {
            Self::Cluster(_) => CloudKind::Cluster,
            Self::Instance(_) => CloudKind::Instance,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Cluster(cluster) => &cluster.id,
            Self::Instance(instance) => &instance.id,
        }
    }

    /// Its id for ever; its name where the API gave none.
    #[must_use]
    pub fn resource_id(&self) -> &str {
        let id = match self {
            Self::Cluster(cluster) => &cluster.resource_id,
            Self::Instance(instance) => &instance.resource_id,
        };
        if id.is_empty() { self.name() } else { id }
    }

    /// What it says otherwise than `before`, field by field in the order of their names.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<FieldChange> {
        let fields = |resource: &Self| match serde_json::to_value(resource) {
            Ok(Value::Object(fields)) => fields,
            // These types are always written as objects.
            _ => serde_json::Map::new(),
        };
        let (old, new) = (fields(before), fields(self));
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let value = |fields: &serde_json::Map<String, Value>, name: &str| {
            fields.get(name).cloned().unwrap_or(Value::Null)
        };
        names
            .into_iter()
            .map(|name| FieldChange {
                field: name.clone(),
                before: value(&old, name),
                after: value(&new, name),
            })
            .filter(|change| change.before != change.after && !is_not_learnt(change))
            .collect()
    }
}

/// What could not be learnt is no change, and nor is learning it again.
fn is_not_learnt(change: &FieldChange) -> bool {
    change.field == "pending_maintenance" && (change.before.is_null() || change.after.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> CloudInstance {
        serde_json::from_value(serde_json::json!({
            "id": "shop-1", "resource_id": "db-1", "arn": "arn:1", "cluster": "shop", "engine": "aurora-mysql",
            "engine_version": "8.0.mysql_aurora.3.08.0", "class": "db.r6g.large", "status": "available",
            "host": "shop-1.x", "port": 3306, "availability_zone": null, "multi_az": false,
            "parameter_groups": {}, "pending_changes": {}, "pending_maintenance": [], "log_exports": [],
            "iam_authentication": false, "is_public": false, "performance_insights": false,
            "monitoring_interval_s": null, "created_at": null, "tags": {"env": "prd"},
        }))
        .unwrap()
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let before = CloudResource::Instance(instance());
        assert!(before.changes_since(&before).is_empty());
        let mut after = instance();
        after.class = "db.r6g.xlarge".into();
        after.tags.insert("팀".into(), "결제".into());
        let changes = CloudResource::Instance(after).changes_since(&before);
        let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["class", "tags"]);
        assert_eq!(
            (&changes[0].before, &changes[0].after),
            (&"db.r6g.large".into(), &"db.r6g.xlarge".into())
        );
    }

    /// Defect: a refused question was told as maintenance that was called off.
    #[test]
    fn what_is_not_learnt_is_no_change() {
        let unknown = CloudResource::Instance(CloudInstance { pending_maintenance: None, ..instance() });
        let none = CloudResource::Instance(instance());
        assert!(none.changes_since(&unknown).is_empty() && unknown.changes_since(&none).is_empty());
    }

    #[test]
    fn an_id_for_ever_outlives_the_name() {
        let mut renamed = instance();
        renamed.id = "shop-old".into();
        let (one, other) = (CloudResource::Instance(instance()), CloudResource::Instance(renamed));
        assert_eq!(one.resource_id(), other.resource_id());
        let nameless = CloudInstance { resource_id: String::new(), ..instance() };
        assert_eq!(CloudResource::Instance(nameless).resource_id(), "shop-1");
    }
}
