//! Each reason for which there is nothing to read, and what reading will take.

use std::collections::BTreeMap;

use super::super::BackfillEstimate;
use super::*;

const NOW_MS: i64 = 100 * DAY_MS;

fn instance(cluster: Option<&str>, exports: &[&str]) -> CloudInstance {
    CloudInstance {
        id: "shop-1".into(),
        resource_id: String::new(),
        arn: String::new(),
        cluster: cluster.map(str::to_owned),
        engine: "aurora-mysql".into(),
        engine_version: String::new(),
        class: String::new(),
        status: "available".into(),
        host: None,
        port: None,
        availability_zone: None,
        multi_az: false,
        parameter_groups: BTreeMap::new(),
        pending_changes: BTreeMap::new(),
        pending_maintenance: Some(Vec::new()),
        log_exports: exports.iter().map(|&export| export.to_owned()).collect(),
        iam_authentication: false,
        is_public: false,
        performance_insights: false,
        monitoring_interval_s: None,
        created_at: None,
        tags: BTreeMap::new(),
    }
}

fn group(retention_days: Option<u32>) -> LogGroup {
    LogGroup {
        name: "/aws/rds/cluster/shop/slowquery".into(),
        created_ms: Some(0),
        retention_days,
        stored_bytes: Some(1_000_000_000),
    }
}

fn stream(name: &str, created_ms: i64) -> LogStream {
    LogStream { name: name.into(), created_ms: Some(created_ms), first_event_ms: None, last_event_ms: None }
}

fn days(from: i64, to: i64) -> LogPeriod {
    LogPeriod { from_ms: from * DAY_MS, to_ms: Some(to * DAY_MS) }
}

fn find(
    exports: &[&str],
    group: Option<&LogGroup>,
    streams: &[LogStream],
    period: LogPeriod,
) -> Result<SlowLog, AbsentLog> {
    SlowLog::find(&instance(Some("shop"), exports), None, group, streams, period, NOW_MS)
}

#[test]
fn the_group_is_the_clusters_or_the_instances_own() {
    assert_eq!(slow_log_group(&instance(Some("shop"), &[])), "/aws/rds/cluster/shop/slowquery");
    assert_eq!(slow_log_group(&instance(None, &[])), "/aws/rds/instance/shop-1/slowquery");
}

#[test]
fn each_reason_is_told_from_the_others() {
    let (on, off) = (&["error", "slowquery"][..], &["error"][..]);
    let name = group(None).name;
    let streams = [stream("shop-1", 0), stream("shop-10", 0)];
    let (period, kept) = (days(10, 20), group(Some(30)));
    assert_eq!(find(off, None, &[], period), Err(AbsentLog::NotExported { group: name.clone() }));
    assert_eq!(find(on, None, &[], period), Err(AbsentLog::GroupMissing { group: name.clone() }));
    let others = &streams[1..];
    let missing = AbsentLog::StreamMissing { group: name.clone(), instance: "shop-1".into() };
    assert_eq!(find(on, Some(&kept), others, period), Err(missing));
    assert_eq!(find(off, Some(&kept), others, period), Err(AbsentLog::NotExported { group: name.clone() }));
    let expired = AbsentLog::Expired { group: name, retention_days: 30, kept_from_ms: 70 * DAY_MS };
    assert_eq!(find(on, Some(&kept), &streams, period), Err(expired));
    let log = find(on, Some(&group(None)), &streams, period).unwrap();
    assert_eq!((log.when_empty(), log.gaps.len(), log.readable), (EmptyLog::NothingSlow, 0, period));
    assert_eq!((log.streams.len(), log.group_streams), (1, 2));
}

#[test]
fn a_log_that_is_no_longer_exported_can_be_read_for_its_past() {
    let log = find(&[], Some(&group(None)), &[stream("shop-1", 0)], days(1, 2)).unwrap();
    assert!(!log.is_exported);
}

#[test]
fn the_export_of_an_aurora_instance_is_its_clusters() {
    let cluster = CloudCluster {
        id: "shop".into(),
        resource_id: String::new(),
        arn: String::new(),
        engine: "aurora-mysql".into(),
        engine_version: String::new(),
        status: String::new(),
        endpoint: None,
        reader_endpoint: None,
        port: None,
        members: BTreeMap::new(),
        parameter_group: None,
        log_exports: vec!["slowquery".into()],
        serverless: None,
        iam_authentication: false,
        deletion_protection: false,
        created_at: None,
        tags: BTreeMap::new(),
    };
    let instance = instance(Some("shop"), &[]);
    let found = SlowLog::find(&instance, Some(&cluster), None, &[], days(1, 2), NOW_MS);
    assert!(matches!(found, Err(AbsentLog::GroupMissing { .. })), "{found:?}");
}

#[test]
fn what_expired_and_what_was_never_there_are_gaps() {
    let streams = [stream("shop-1", 80 * DAY_MS), stream("shop-1.2", 75 * DAY_MS)];
    let log = find(&["slowquery"], Some(&group(Some(30))), &streams, days(60, 90)).unwrap();
    assert_eq!((log.readable, log.streams.len()), (days(70, 90), 2));
    let expired = LogGap { period: days(60, 70), cause: GapCause::Expired { retention_days: 30 } };
    let created_ms = 75 * DAY_MS;
    let before = LogGap { period: days(70, 75), cause: GapCause::BeforeCreation { created_ms } };
    assert_eq!(log.gaps, [expired, before]);
    assert_eq!(log.when_empty(), EmptyLog::NothingSlow);
    let log = find(&["slowquery"], Some(&group(None)), &streams, days(10, 75)).unwrap();
    assert_eq!(log.when_empty(), EmptyLog::NotYetThere { created_ms });
}

#[test]
fn a_back_fill_is_estimated_from_what_is_stored() {
    let streams = [stream("shop-1", 0), stream("shop-2", 0)];
    let log = find(&[], Some(&group(None)), &streams, days(50, 60)).unwrap();
    let estimate = BackfillEstimate::of([&log], NOW_MS);
    // A tenth of the time, and half of the streams, of 1 GB.
    assert_eq!((estimate.least_bytes, estimate.most_bytes), (Some(50_000_000), Some(333_333_333)));
    assert_eq!((estimate.streams, estimate.most_requests), (1, 2 + 318));
    assert_eq!((estimate.most_ms(8), estimate.most_ms(0)), (96_000, 96_000));
    let twenty = BackfillEstimate::of(std::iter::repeat_n(&log, 20), NOW_MS);
    assert_eq!((twenty.most_ms(20), twenty.most_requests), (320_000, 6_400), "the pace is what bounds it");
    let log = SlowLog { group: LogGroup { stored_bytes: None, ..group(None) }, ..log };
    let unknown = BackfillEstimate::of([&log], NOW_MS);
    assert_eq!((unknown.least_bytes, unknown.most_requests), (None, 2));
    // What is not over yet, and what is no longer there, has no bytes.
    let log = find(&[], Some(&group(Some(10))), &streams, days(0, 110)).unwrap();
    assert_eq!(BackfillEstimate::of([&log], NOW_MS).least_bytes, Some(500_000_000));
}
