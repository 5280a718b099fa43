//! The promises about clusters and instances.

use auroscope_model::{
    CloudChange, CloudCluster, CloudEvent, CloudFilter, CloudInstance, CloudInventory, CloudKind, CloudPlace,
    CloudResource, UtcMicros,
};

use super::records::DAY;
use crate::Store;

fn at(second: u64) -> UtcMicros {
    DAY.saturating_add_us(second * 1_000_000)
}

fn place(region: &str) -> CloudPlace {
    CloudPlace { account: "123456789012".into(), region: region.into() }
}

fn instance(n: u32) -> CloudInstance {
    CloudInstance {
        id: format!("shop-{n}"),
        resource_id: format!("db-{n}"),
        arn: String::new(),
        cluster: Some("shop".into()),
        engine: "aurora-mysql".into(),
        engine_version: "8.0.mysql_aurora.3.08.0".into(),
        class: "db.r6g.large".into(),
        status: "available".into(),
        host: Some(format!("shop-{n}.example")),
        port: Some(3306),
        availability_zone: None,
        multi_az: false,
        parameter_groups: [("default.aurora-mysql8.0".to_owned(), "in-sync".to_owned())].into(),
        pending_changes: [].into(),
        pending_maintenance: Some(Vec::new()),
        log_exports: vec!["slowquery".into()],
        iam_authentication: true,
        is_public: false,
        performance_insights: false,
        monitoring_interval_s: Some(60),
        created_at: Some(at(1)),
        tags: [("팀 '\"".to_owned(), "<b>결제</b>".to_owned())].into(),
    }
}

fn cluster() -> CloudCluster {
    CloudCluster {
        id: "shop".into(),
        resource_id: "cluster-1".into(),
        arn: String::new(),
        engine: "aurora-mysql".into(),
        engine_version: "8.0.mysql_aurora.3.08.0".into(),
        status: "available".into(),
        endpoint: None,
        reader_endpoint: None,
        port: None,
        members: [].into(),
        parameter_group: None,
        log_exports: Vec::new(),
        serverless: None,
        iam_authentication: false,
        deletion_protection: false,
        created_at: None,
        tags: [].into(),
    }
}

fn inventory(region: &str, second: u64, instances: Vec<CloudInstance>) -> CloudInventory {
    let clusters = vec![cluster()];
    CloudInventory { place: place(region), at: at(second), clusters, instances, unknown: Vec::new() }
}

fn told(changes: &[CloudChange]) -> Vec<(&str, &CloudEvent)> {
    changes.iter().map(|change| (change.name.as_str(), &change.event)).collect()
}

pub(super) async fn what_became_of_each_is_kept(store: &dyn Store) {
    let put = |inventory| async { store.put_inventory(inventory).await.expect("writable") };
    let first = put(inventory("seoul", 10, vec![instance(1), instance(2)])).await;
    let appeared = &CloudEvent::Appeared;
    assert_eq!(told(&first), [("shop", appeared), ("shop-1", appeared), ("shop-2", appeared)]);
    // The same again, the same moment again, and one that is late, change nothing.
    assert!(put(inventory("seoul", 20, vec![instance(1), instance(2)])).await.is_empty());
    assert!(put(inventory("seoul", 20, vec![])).await.is_empty());
    assert!(put(inventory("seoul", 15, vec![])).await.is_empty());
    // Renamed and bigger; and one is gone.
    let other = CloudInstance { id: "shop-one".into(), class: "db.r6g.xlarge".into(), ..instance(1) };
    let second = put(inventory("seoul", 30, vec![other.clone()])).await;
    let CloudEvent::Changed { fields } = &second[0].event else { panic!("{second:?}") };
    let fields: Vec<&str> = fields.iter().map(|change| change.field.as_str()).collect();
    assert_eq!((second[0].name.as_str(), fields), ("shop-one", vec!["class", "id"]));
    assert_eq!(told(&second[1..]), [("shop-2", &CloudEvent::Gone)]);
    let third = put(inventory("seoul", 40, vec![other, instance(2)])).await;
    assert_eq!(told(&third), [("shop-2", &CloudEvent::CameBack)]);

    // A clock that was a day ahead is set right: what is found from then on counts.
    let ahead = inventory("tokyo", 90_000, vec![instance(1)]);
    assert_eq!(put(ahead).await.len(), 2);
    assert_eq!(told(&put(inventory("tokyo", 100, vec![])).await), [("shop-1", &CloudEvent::Gone)]);

    let filter = CloudFilter {
        region: Some("seoul".into()),
        resource_id: Some("db-2".into()),
        ..CloudFilter::default()
    };
    let history = store.cloud_changes(filter.clone(), 10).await.expect("readable");
    let events: Vec<_> = told(&history).into_iter().map(|(_, event)| event.clone()).collect();
    assert_eq!(events, [CloudEvent::CameBack, CloudEvent::Gone, CloudEvent::Appeared]);
    assert_eq!(
        (history[1].at, &history[1].place, history[1].kind),
        (at(30), &place("seoul"), CloudKind::Instance)
    );
    assert_eq!(store.cloud_changes(filter, 1).await.expect("readable").len(), 1);
    let known = store.cloud_resources(CloudFilter::default()).await.expect("readable");
    let back = known.iter().find(|known| known.resource.name() == "shop-2").expect("kept");
    assert_eq!((back.first_seen, back.last_seen, back.gone_at), (at(10), at(40), None));
    assert_eq!(back.resource, CloudResource::Instance(instance(2)));
}

/// Defect: what was gone in one account or region was removed everywhere.
pub(super) async fn places_do_not_touch_each_other(store: &dyn Store) {
    for region in ["seoul", "tokyo"] {
        store.put_inventory(inventory(region, 10, vec![instance(1)])).await.expect("writable");
    }
    let gone = store.put_inventory(inventory("tokyo", 20, vec![])).await.expect("writable");
    assert_eq!(told(&gone), [("shop-1", &CloudEvent::Gone)]);
    let listed = |filter| async {
        let known = store.cloud_resources(filter).await.expect("readable");
        let name = |known: auroscope_model::KnownResource| {
            (known.place.region, known.resource.name().to_owned(), known.gone_at)
        };
        known.into_iter().map(name).collect::<Vec<_>>()
    };
    let row = |region: &str, name: &str, gone| (region.to_owned(), name.to_owned(), gone);
    let there = [row("seoul", "shop", None), row("seoul", "shop-1", None), row("tokyo", "shop", None)];
    assert_eq!(listed(CloudFilter::default()).await, there);
    let with_gone = CloudFilter {
        region: Some("tokyo".into()),
        kind: Some(CloudKind::Instance),
        with_gone: true,
        ..CloudFilter::default()
    };
    assert_eq!(listed(with_gone).await, [row("tokyo", "shop-1", Some(at(20)))]);
    let stranger = CloudFilter { account: Some("' OR 1".into()), ..CloudFilter::default() };
    assert_eq!(listed(stranger).await, []);
    // Retention takes what was gone before, and nothing that is there.
    store.retire(at(25)).await.expect("the store retires");
    let all = CloudFilter { with_gone: true, ..CloudFilter::default() };
    assert_eq!(listed(all.clone()).await, there);
    assert_eq!(store.cloud_changes(all, 10).await.expect("readable"), []);
}

pub(super) async fn how_asking_went_is_kept(store: &dyn Store) {
    let trouble = |second, error: &str| store.put_place_trouble(place("seoul"), at(second), error.into());
    let status = || async { store.cloud_places().await.expect("readable").pop().expect("one") };
    trouble(10, "not allowed").await.expect("writable");
    let first = status().await;
    assert_eq!(
        (first.answered_at, first.failed_at, first.error.as_deref()),
        (None, Some(at(10)), Some("not allowed"))
    );
    let mut found = inventory("seoul", 20, vec![instance(1)]);
    found.unknown = vec!["pending maintenance: 거부".into()];
    store.put_inventory(found).await.expect("writable");
    let answered = status().await;
    assert_eq!(
        (answered.answered_at, answered.failed_at, &answered.error),
        (Some(at(20)), Some(at(10)), &None)
    );
    assert_eq!(answered.unknown, ["pending maintenance: 거부"]);
    // One that is late does not make it worse; a new one does, and what is known stays.
    trouble(15, "late").await.expect("writable");
    assert_eq!(status().await, answered);
    trouble(30, "away").await.expect("writable");
    let last = status().await;
    assert_eq!(
        (last.answered_at, last.failed_at, last.error.as_deref()),
        (Some(at(20)), Some(at(30)), Some("away"))
    );
    assert_eq!(store.cloud_resources(CloudFilter::default()).await.expect("readable").len(), 2);
}
