//! The inventory against an emulator of AWS.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::time::Duration;

use auroscope_aws::{AssumedRole, Aws, AwsSettings};
use auroscope_collect::Inventory;
use auroscope_model::{CloudEvent, CloudFilter, CollectorPhase, ScopeStatus};
use auroscope_store::Store;
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::{AwsEmulator, free_port, start_aws_or_skip, wait_for};
use tokio_util::sync::CancellationToken;

const BOUND: Duration = Duration::from_secs(30);
const SEOUL: &str = "ap-northeast-2";
const TOKYO: &str = "ap-northeast-1";

struct Watched {
    store: Arc<dyn Store>,
    inventory: Arc<Inventory>,
    stop: CancellationToken,
    running: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

/// An inventory of two regions of an emulator, of our own account and of one that a role opens.
async fn watched(url: &str, roles: Vec<AssumedRole>) -> Watched {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let keys = "aws_access_key_id = testing\naws_secret_access_key = testing";
    std::fs::write(&config, format!("[default]\nendpoint_url = {url}\n{keys}\n")).unwrap();
    let settings = AwsSettings {
        config_file: Some(config),
        regions: vec![SEOUL.into(), TOKYO.into()],
        roles,
        ..AwsSettings::default()
    };
    let aws = Aws::new(settings).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("store")).unwrap());
    let stop = CancellationToken::new();
    // A period that no test waits for: what is looked at later was asked for.
    let inventory = Inventory::new(Arc::clone(&store), Duration::from_secs(3_600), aws.scopes().await);
    let running = tokio::spawn(Arc::clone(&inventory).run(stop.clone()));
    Watched { store, inventory, stop, running, _folder: folder }
}

impl Watched {
    async fn scopes(&self, what: &str, good: impl Fn(&[ScopeStatus]) -> bool) -> Vec<ScopeStatus> {
        wait_for(BOUND, what, async || Some(self.inventory.scopes()).filter(|scopes| good(scopes))).await
    }

    async fn names(&self) -> Vec<String> {
        let known = self.store.cloud_resources(CloudFilter::default()).await.unwrap();
        known.iter().map(|known| format!("{} {}", known.place.region, known.resource.name())).collect()
    }

    async fn end(self) {
        self.stop.cancel();
        self.running.await.unwrap();
    }
}

fn all_answered(scopes: &[ScopeStatus]) -> bool {
    !scopes.is_empty() && scopes.iter().all(|scope| scope.phase == CollectorPhase::Running)
}

fn other_engine(emulator: &AwsEmulator) {
    let postgres = [
        ("DBInstanceIdentifier", "elephant"),
        ("Engine", "postgres"),
        ("DBInstanceClass", "db.t4g.micro"),
        ("MasterUsername", "root"),
        ("MasterUserPassword", "password"),
        ("AllocatedStorage", "20"),
    ];
    emulator.rds(SEOUL, "CreateDBInstance", &postgres).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_appears_and_goes_is_noticed_in_each_place() {
    let Some(emulator) = start_aws_or_skip() else { return };
    emulator.aurora(SEOUL, "shop", 3, &[("env", "prd"), ("팀", "결제")]).unwrap();
    emulator.aurora(TOKYO, "shop", 1, &[]).unwrap();
    other_engine(&emulator);
    let watched = watched(&emulator.url(), Vec::new()).await;
    let scopes = watched.scopes("both regions", all_answered).await;
    let counts: Vec<_> =
        scopes.iter().map(|scope| (scope.region.as_str(), scope.clusters, scope.instances)).collect();
    assert_eq!(counts, [(SEOUL, 1, 3), (TOKYO, 1, 1)]);
    let names = [
        "ap-northeast-1 shop",
        "ap-northeast-1 shop-1",
        "ap-northeast-2 shop",
        "ap-northeast-2 shop-1",
        "ap-northeast-2 shop-2",
    ];
    assert_eq!(watched.names().await, [&names[..], &["ap-northeast-2 shop-3"]].concat());
    let known = watched.store.cloud_resources(CloudFilter::default()).await.unwrap();
    let written = serde_json::to_value(&known[3]).unwrap();
    assert_eq!((&written["tags"]["팀"], &written["cluster"]), (&"결제".into(), &"shop".into()), "{written}");

    emulator
        .rds(SEOUL, "DeleteDBInstance", &[("DBInstanceIdentifier", "shop-3"), ("SkipFinalSnapshot", "true")])
        .unwrap();
    let bigger = [
        ("DBInstanceIdentifier", "shop-1"),
        ("DBInstanceClass", "db.r6g.xlarge"),
        ("ApplyImmediately", "true"),
    ];
    emulator.rds(SEOUL, "ModifyDBInstance", &bigger).unwrap();
    watched.inventory.refresh();
    watched.scopes("one instance less", |scopes| scopes[0].instances == 2).await;
    assert_eq!(watched.names().await, names);
    let filter = CloudFilter { region: Some(SEOUL.into()), ..CloudFilter::default() };
    let changes = watched.store.cloud_changes(filter, 2).await.unwrap();
    let told: Vec<_> = changes.iter().map(|change| change.name.as_str()).collect();
    assert_eq!((told, &changes[0].event), (vec!["shop-3", "shop-1"], &CloudEvent::Gone), "{changes:?}");
    let CloudEvent::Changed { fields } = &changes[1].event else { panic!("{changes:?}") };
    assert!(
        fields.iter().any(|change| change.field == "class" && change.after == "db.r6g.xlarge"),
        "{fields:?}"
    );
    watched.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_is_read_whole() {
    let Some(emulator) = start_aws_or_skip() else { return };
    (0..35).for_each(|n| emulator.aurora(SEOUL, &format!("c{n}"), 4, &[]).unwrap());
    let watched = watched(&emulator.url(), Vec::new()).await;
    let scopes = watched.scopes("both regions", all_answered).await;
    assert_eq!((scopes[0].clusters, scopes[0].instances), (35, 140));
    watched.end().await;
}

/// An account of somebody else is entered by a role, and its things are its own.
#[tokio::test(flavor = "multi_thread")]
async fn an_assumed_role_opens_another_account() {
    let Some(emulator) = start_aws_or_skip() else { return };
    emulator.aurora(SEOUL, "ours", 1, &[]).unwrap();
    let role = AssumedRole {
        role_arn: "arn:aws:iam::210987654321:role/reader".into(),
        external_id: Some("key".into()),
    };
    let watched = watched(&emulator.url(), vec![role.clone()]).await;
    let scopes = watched.scopes("four places", all_answered).await;
    let seen: Vec<_> = scopes
        .iter()
        .map(|scope| (scope.account.as_deref(), scope.role_arn.as_deref(), scope.instances))
        .collect();
    let (own, theirs) = (Some("123456789012"), Some("210987654321"));
    let arn = Some(role.role_arn.as_str());
    assert_eq!(seen, [(own, None, 1), (own, None, 0), (theirs, arn, 0), (theirs, arn, 0)]);
    watched.end().await;
}

fn all_failed(scopes: &[ScopeStatus]) -> bool {
    scopes.iter().all(|scope| scope.phase == CollectorPhase::BackingOff)
}

/// What does not answer is said, and is not "nothing there": what was known stays.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_not_an_empty_account() {
    let Some(emulator) = start_aws_or_skip() else { return };
    emulator.aurora(SEOUL, "shop", 2, &[]).unwrap();
    let watched = watched(&emulator.url(), Vec::new()).await;
    watched.scopes("both regions", all_answered).await;
    let before = watched.names().await;
    drop(emulator);
    watched.inventory.refresh();
    let scopes = watched.scopes("two failures", all_failed).await;
    for scope in &scopes {
        assert!(scope.error.as_deref().is_some_and(|error| error.contains("cannot be reached")), "{scope:?}");
        assert!(scope.next_try_at > scope.failed_at && scope.answered_at < scope.failed_at);
    }
    assert_eq!(watched.names().await, before);
    let changes = watched.store.cloud_changes(CloudFilter::default(), 100).await.unwrap();
    assert!(changes.iter().all(|change| change.event == CloudEvent::Appeared), "{changes:?}");
    let places = watched.store.cloud_places().await.unwrap();
    assert!(places.len() == 2 && places.iter().all(|place| place.error.is_some()), "{places:?}");
    watched.end().await;
}

/// The cause must be seen: a port at which nobody listens is not a name that does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn the_cause_of_a_failure_is_told() {
    let url = format!("http://127.0.0.1:{}", free_port().unwrap());
    let watched = watched(&url, Vec::new()).await;
    let scopes = watched.scopes("two failures", all_failed).await;
    let error = scopes[0].error.as_deref().unwrap();
    assert!(error.to_lowercase().contains("connection refused"), "{error}");
    assert!(watched.names().await.is_empty());
    watched.end().await;
}
