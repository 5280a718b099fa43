//! Which instances of the inventory are watched by themselves, and why others are not.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CloudCluster, CloudInstance, CloudPlace, CloudResource, KnownResource, TargetId, UtcMicros};

/// What chooses instances: a name, or all tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchRules {
    /// Names of instances that are watched whatever their tags say; `*` stands for anything.
    pub names: Vec<String>,
    /// Tags that an instance, or its cluster, must have all of; none: no instance is chosen by tags.
    pub tags: BTreeMap<String, String>,
    /// Names of instances that are never watched; `*` stands for anything.
    pub except: Vec<String>,
}

/// Whether an instance is watched by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum WatchDecision {
    /// It is.
    Watched {
        /// The target it is.
        target: TargetId,
    },
    /// It is gone.
    Gone,
    /// Its name is among those never watched.
    Excepted {
        /// The pattern that it fits.
        pattern: String,
    },
    /// A tag that rules ask for is missing, or says something else.
    TagMissing {
        /// The tag.
        tag: String,
        /// What it must say.
        wanted: String,
        /// What it says, if it is there.
        found: Option<String>,
    },
    /// There is no rule that could choose it.
    NoRule,
    /// It has no endpoint yet.
    NoEndpoint,
    /// It is stopped, or being deleted.
    NotRunning {
        /// AWS's word for it.
        status: String,
    },
    /// Rules choose it, and the settings name no account to log in with.
    NoLogin,
    /// Its account or region is not looked at any more.
    NotLookedAt,
    /// Its version is older than what can be watched.
    TooOld {
        /// The version.
        version: String,
    },
}

/// States in which nothing answers and nothing will by itself.
const NOT_RUNNING: [&str; 5] = ["deleting", "failed", "stopped", "stopping", "storage-full"];

impl WatchRules {
    /// Judges every instance of an inventory; of clusters nothing is said. In the order of `known`.
    #[must_use]
    pub fn judge(&self, known: &[KnownResource]) -> Vec<Option<WatchDecision>> {
        let there = || known.iter().filter(|known| known.gone_at.is_none());
        let clusters: HashMap<_, _> = there()
            .filter_map(|known| match &known.resource {
                CloudResource::Cluster(cluster) => Some(((&known.place, cluster.id.as_str()), cluster)),
                CloudResource::Instance(_) => None,
            })
            .collect();
        // The place that had the name first keeps it, so that a namesake that comes elsewhere renames nothing.
        let mut owners: HashMap<&str, (UtcMicros, &CloudPlace)> = HashMap::new();
        for known in known {
            if let Some(instance) = instance_of(&known.resource) {
                let own = (known.first_seen, &known.place);
                owners.entry(&instance.id).and_modify(|owner| *owner = (*owner).min(own)).or_insert(own);
            }
        }
        known
            .iter()
            .map(|known| {
                let instance = instance_of(&known.resource)?;
                if known.gone_at.is_some() {
                    return Some(WatchDecision::Gone);
                }
                let cluster = instance.cluster.as_deref();
                let cluster = cluster.and_then(|id| clusters.get(&(&known.place, id)).copied());
                let owner = owners.get(instance.id.as_str());
                let is_owner = owner.is_some_and(|(_, place)| *place == &known.place);
                Some(self.judge_one(instance, cluster).unwrap_or_else(|| WatchDecision::Watched {
                    target: target_of(instance, known, is_owner),
                }))
            })
            .collect()
    }

    /// Why it is not watched; none when it is.
    fn judge_one(&self, instance: &CloudInstance, cluster: Option<&CloudCluster>) -> Option<WatchDecision> {
        if let Some(pattern) = self.except.iter().find(|pattern| fits(pattern, &instance.id)) {
            return Some(WatchDecision::Excepted { pattern: pattern.clone() });
        }
        if !self.names.iter().any(|pattern| fits(pattern, &instance.id)) {
            if self.tags.is_empty() {
                return Some(WatchDecision::NoRule);
            }
            for (tag, wanted) in &self.tags {
                let found = instance.tags.get(tag).or_else(|| cluster?.tags.get(tag));
                if found != Some(wanted) {
                    let (tag, wanted, found) = (tag.clone(), wanted.clone(), found.cloned());
                    return Some(WatchDecision::TagMissing { tag, wanted, found });
                }
            }
        }
        if NOT_RUNNING.contains(&instance.status.as_str()) {
            return Some(WatchDecision::NotRunning { status: instance.status.clone() });
        }
        if is_too_old(&instance.engine_version) {
            return Some(WatchDecision::TooOld { version: instance.engine_version.clone() });
        }
        instance.host.is_none().then_some(WatchDecision::NoEndpoint)
    }
}

fn instance_of(resource: &CloudResource) -> Option<&CloudInstance> {
    match resource {
        CloudResource::Instance(instance) => Some(instance),
        CloudResource::Cluster(_) => None,
    }
}

/// Its own name, or, where another account or region had that first, the name with its place.
fn target_of(instance: &CloudInstance, known: &KnownResource, is_owner: bool) -> TargetId {
    let full = format!("{}.{}.{}", instance.id, known.place.region, known.place.account);
    let name = if is_owner { &instance.id } else { &full };
    // AWS's names are shorter and of fewer characters than ours may be; anything else is made fit.
    name.parse().unwrap_or_else(|_| TargetId::from_endpoint(name, 3306))
}

/// MySQL 5.x; Aurora's versions begin with that of MySQL, too.
fn is_too_old(version: &str) -> bool {
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < 8)
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests;
