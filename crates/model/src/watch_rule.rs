//! Which instances of the inventory are watched by themselves, and why others are not.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CloudCluster, CloudInstance, CloudResource, KnownResource, TargetId};

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
        let clusters: HashMap<_, _> = known
            .iter()
            .filter_map(|known| match &known.resource {
                CloudResource::Cluster(cluster) => Some(((&known.place, cluster.id.as_str()), cluster)),
                CloudResource::Instance(_) => None,
            })
            .collect();
        let mut times: HashMap<&str, usize> = HashMap::new();
        let there = known.iter().filter(|known| known.gone_at.is_none());
        for instance in there.filter_map(|known| instance_of(&known.resource)) {
            *times.entry(&instance.id).or_default() += 1;
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
                let is_alone = times.get(instance.id.as_str()) == Some(&1);
                Some(self.judge_one(instance, cluster).unwrap_or_else(|| WatchDecision::Watched {
                    target: target_of(instance, known, is_alone),
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

/// Its own name, where no other account or region has the same.
fn target_of(instance: &CloudInstance, known: &KnownResource, is_alone: bool) -> TargetId {
    let full = format!("{}.{}.{}", instance.id, known.place.region, known.place.account);
    let name = if is_alone { &instance.id } else { &full };
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
mod tests {
    use super::*;
    use crate::{CloudPlace, UtcMicros};

    fn instance(id: &str, tags: &[(&str, &str)]) -> CloudInstance {
        let tags: BTreeMap<&str, &str> = tags.iter().copied().collect();
        serde_json::from_value(serde_json::json!({
            "id": id, "resource_id": id, "arn": "", "cluster": "shop", "engine": "aurora-mysql",
            "engine_version": "8.0.mysql_aurora.3.08.0", "class": "db.r6g.large", "status": "available",
            "host": "h", "port": 3306, "availability_zone": null, "multi_az": false, "parameter_groups": {},
            "pending_changes": {}, "pending_maintenance": [], "log_exports": [], "iam_authentication": false,
            "is_public": false, "performance_insights": false, "monitoring_interval_s": null, "created_at": null,
            "tags": tags,
        }))
        .unwrap()
    }

    fn cluster(tags: &[(&str, &str)]) -> CloudResource {
        let tags: BTreeMap<&str, &str> = tags.iter().copied().collect();
        let body = serde_json::json!({
            "kind": "cluster", "id": "shop", "resource_id": "c", "arn": "", "engine": "aurora-mysql", "engine_version": "",
            "status": "", "endpoint": null, "reader_endpoint": null, "port": null, "members": {},
            "parameter_group": null, "log_exports": [], "serverless": null, "iam_authentication": false,
            "deletion_protection": false, "created_at": null, "tags": tags,
        });
        serde_json::from_value(body).unwrap()
    }

    fn known(region: &str, resource: CloudResource) -> KnownResource {
        let place = CloudPlace { account: "123456789012".into(), region: region.into() };
        let (first_seen, last_seen) = (UtcMicros(1), UtcMicros(2));
        KnownResource { place, resource, first_seen, last_seen, gone_at: None }
    }

    /// The seed's rule.
    fn rules() -> WatchRules {
        let tags = [("env", "prd"), ("real_time_slow_sql", "true")];
        let tags = tags.map(|(tag, value)| (tag.to_owned(), value.to_owned())).into();
        WatchRules { tags, ..WatchRules::default() }
    }

    fn of(rules: &WatchRules, instance: CloudInstance) -> WatchDecision {
        let known = [known("seoul", CloudResource::Instance(instance))];
        rules.judge(&known).pop().unwrap().unwrap()
    }

    fn watched(target: &str) -> WatchDecision {
        WatchDecision::Watched { target: target.parse().unwrap() }
    }

    #[test]
    fn all_tags_choose_and_names_choose_without_them() {
        let both = [("env", "prd"), ("real_time_slow_sql", "true")];
        assert_eq!(of(&rules(), instance("a", &both)), watched("a"));
        let missing = |found: Option<&str>| WatchDecision::TagMissing {
            tag: "real_time_slow_sql".into(),
            wanted: "true".into(),
            found: found.map(str::to_owned),
        };
        assert_eq!(of(&rules(), instance("a", &both[..1])), missing(None));
        assert_eq!(
            of(&rules(), instance("a", &[both[0], ("real_time_slow_sql", "false")])),
            missing(Some("false"))
        );
        let named = WatchRules { names: vec!["shop-*".into()], except: vec!["*-old".into()], ..rules() };
        assert_eq!(of(&named, instance("shop-1", &[])), watched("shop-1"));
        let excepted = WatchDecision::Excepted { pattern: "*-old".into() };
        assert_eq!(of(&named, instance("shop-old", &both)), excepted);
        assert_eq!(of(&WatchRules::default(), instance("a", &both)), WatchDecision::NoRule);
    }

    #[test]
    fn a_clusters_tags_are_its_instances_and_their_own_come_first() {
        let tags = [("env", "prd"), ("real_time_slow_sql", "true")];
        let judged = |own: &[(&str, &str)]| {
            let all = [known("s", cluster(&tags)), known("s", CloudResource::Instance(instance("a", own)))];
            rules().judge(&all)
        };
        assert_eq!(judged(&[]), [None, Some(watched("a"))]);
        assert!(matches!(judged(&[("env", "dev")])[1], Some(WatchDecision::TagMissing { .. })));
    }

    #[test]
    fn what_cannot_be_watched_says_why() {
        let rules = WatchRules { names: vec!["*".into()], ..WatchRules::default() };
        let with = |change: fn(&mut CloudInstance)| {
            let mut instance = instance("a", &[]);
            change(&mut instance);
            of(&rules, instance)
        };
        assert_eq!(with(|instance| instance.host = None), WatchDecision::NoEndpoint);
        let stopped = WatchDecision::NotRunning { status: "stopped".into() };
        assert_eq!(with(|instance| instance.status = "stopped".into()), stopped);
        let old = WatchDecision::TooOld { version: "5.7.mysql_aurora.2.11.1".into() };
        assert_eq!(with(|instance| instance.engine_version = "5.7.mysql_aurora.2.11.1".into()), old);
        // What passes by itself is no reason to stop.
        assert_eq!(with(|instance| instance.status = "rebooting".into()), watched("a"));
        let mut gone = known("s", CloudResource::Instance(instance("a", &[])));
        gone.gone_at = Some(UtcMicros(3));
        assert_eq!(rules.judge(&[gone]), [Some(WatchDecision::Gone)]);
    }

    #[test]
    fn equal_names_in_two_regions_are_two_targets() {
        let rules = WatchRules { names: vec!["*".into()], ..WatchRules::default() };
        let all = ["seoul", "tokyo"].map(|region| known(region, CloudResource::Instance(instance("a", &[]))));
        let names = [watched("a.seoul.123456789012"), watched("a.tokyo.123456789012")];
        assert_eq!(rules.judge(&all), names.map(Some));
    }

    #[test]
    fn patterns() {
        for (pattern, name, is_fit) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*a", "a", false),
            ("a**b*c", "axxbyc", true),
            ("*b*", "abc", true),
            ("*d*", "abc", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, name), is_fit, "{pattern} {name}");
        }
    }
}
