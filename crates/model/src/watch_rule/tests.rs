//! What is chosen, what is not and why, and under which name.

use super::*;

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

/// Defect: a namesake in another region, watched or not, gave a running target another name.
#[test]
fn the_first_keeps_its_name_and_a_namesake_says_its_place() {
    let rules = WatchRules { names: vec!["*".into()], ..WatchRules::default() };
    let mut all = ["seoul", "tokyo"].map(|region| known(region, CloudResource::Instance(instance("a", &[]))));
    all[1].first_seen = UtcMicros(9);
    let names = [watched("a"), watched("a.tokyo.123456789012")];
    assert_eq!(rules.judge(&all), names.clone().map(Some));
    assert_eq!(rules.judge(&all[..1]), [Some(watched("a"))]);
    // Also after the first is gone: the other one's series goes on under its name.
    all[0].gone_at = Some(UtcMicros(10));
    assert_eq!(rules.judge(&all), [Some(WatchDecision::Gone), Some(names[1].clone())]);
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
