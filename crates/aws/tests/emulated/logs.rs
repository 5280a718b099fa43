//! Slow logs in CloudWatch Logs: found, read page by page, and read again without taking anything twice.

use auroscope_aws::{
    AbsentLog, Aws, AwsError, BackfillEstimate, CloudLogs, EmptyLog, EventPages, LogEvent, LogPeriod,
    Patience, SlowLog,
};
use auroscope_model::{CloudInstance, LogCheckpoint};
use auroscope_testkit::{AwsEmulator, start_aws_or_skip};
use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::InputLogEvent;

use crate::settings_for;

const GROUP: &str = "/aws/rds/cluster/shop/slowquery";

/// A client of the test's own: nothing of ours writes logs.
fn writer(emulator: &AwsEmulator) -> Client {
    let credentials = aws_credential_types::Credentials::new("testing", "testing", None, None, "the test");
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .endpoint_url(emulator.url())
        .region(aws_config::Region::new("ap-northeast-2"))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::new(&config)
}

async fn logs(folder: &tempfile::TempDir, url: &str) -> CloudLogs {
    CloudLogs::new(&Aws::new(settings_for(folder, url)).await.unwrap().home(), Patience::default())
}

/// Now, as the emulator takes it, which refuses events older than 14 days.
fn now_ms() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64
}

async fn make_stream(client: &Client, group: &str, stream: &str) {
    let _there_already = client.create_log_group().log_group_name(group).send().await;
    client.create_log_stream().log_group_name(group).log_stream_name(stream).send().await.unwrap();
}

async fn put(client: &Client, stream: &str, events: &[(i64, String)]) {
    for part in events.chunks(1_000) {
        let events = part
            .iter()
            .map(|(at_ms, text)| InputLogEvent::builder().timestamp(*at_ms).message(text).build().unwrap());
        let request = client.put_log_events().log_group_name(GROUP).log_stream_name(stream);
        let answer = request.set_log_events(Some(events.collect())).send().await.unwrap();
        assert_eq!(answer.rejected_log_events_info(), None);
    }
}

async fn rest(mut pages: EventPages) -> (Vec<LogEvent>, u32) {
    let (mut events, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.next_page().await.unwrap() {
        assert_eq!(page.bytes, page.events.iter().map(|event| event.message.len() as u64).sum::<u64>());
        events.extend(page.events);
        count += 1;
    }
    (events, count)
}

fn said(events: &[LogEvent]) -> Vec<(i64, String)> {
    events.iter().map(|event| (event.timestamp_ms, event.message.clone())).collect()
}

fn instance(id: &str, exports: &str) -> CloudInstance {
    let text = format!(
        r#"{{"id":"{id}","resource_id":"","arn":"","cluster":"shop","engine":"aurora-mysql","engine_version":"",
        "class":"","status":"available","host":null,"port":null,"availability_zone":null,"multi_az":false,
        "parameter_groups":{{}},"pending_changes":{{}},"pending_maintenance":[],"log_exports":[{exports}],
        "iam_authentication":false,"is_public":false,"performance_insights":false,"monitoring_interval_s":null,
        "created_at":null,"tags":{{}}}}"#
    );
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn all_groups_and_all_streams_are_found() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    for number in 0..60 {
        for log in ["slowquery", "error"] {
            let group = format!("/aws/rds/instance/shop-{number}/{log}");
            client.create_log_group().log_group_name(group).send().await.unwrap();
        }
    }
    for number in 0..120 {
        make_stream(&client, GROUP, &format!("shop-{number}")).await;
    }
    client.put_retention_policy().log_group_name(GROUP).retention_in_days(30).send().await.unwrap();
    put(&client, "shop-7", &[(now_ms() - 1, "# Time".into())]).await;

    let groups = logs.slow_log_groups().await.unwrap();
    assert_eq!(groups.len(), 61);
    let cluster = &groups[GROUP];
    assert_eq!((cluster.retention_days, cluster.stored_bytes), (Some(30), Some(6)));
    assert_eq!(groups["/aws/rds/instance/shop-59/slowquery"].retention_days, None);
    let streams = logs.streams(GROUP).await.unwrap();
    assert_eq!(streams.len(), 120);
    assert!(streams.iter().all(|stream| stream.created_ms.is_some()));
    assert_eq!(streams.iter().filter(|stream| stream.last_event_ms.is_some()).count(), 1);
    assert_eq!(logs.group("/aws/rds/cluster/sho").await.unwrap(), None, "a prefix is no name");
    assert!(logs.usage().requests >= 3 + 2 + 3 && logs.usage().throttled == 0, "{:?}", logs.usage());
}

#[tokio::test]
async fn why_there_is_nothing_is_said() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    let now_ms = now_ms();
    let recent = LogPeriod { from_ms: now_ms - 3_600_000, to_ms: Some(now_ms + 60_000) };
    let found = async |instance: &CloudInstance, period: LogPeriod| {
        logs.slow_log(instance, None, period, now_ms).await.unwrap()
    };
    let (on, off) = (instance("shop-1", r#""slowquery""#), instance("shop-1", ""));
    assert!(matches!(found(&off, recent).await, Err(AbsentLog::NotExported { .. })));
    assert!(matches!(found(&on, recent).await, Err(AbsentLog::GroupMissing { .. })));
    make_stream(&client, GROUP, "shop-10").await;
    assert!(matches!(found(&on, recent).await, Err(AbsentLog::StreamMissing { .. })));
    make_stream(&client, GROUP, "shop-1").await;
    let log = found(&on, recent).await.unwrap();
    assert_eq!((log.when_empty(), log.streams.len(), log.group_streams), (EmptyLog::NothingSlow, 1, 2));
    assert_eq!(rest(logs.events(GROUP, "shop-1", recent)).await, (Vec::new(), 1));
    assert_eq!(BackfillEstimate::of([&log], now_ms).most_bytes, Some(0));
    client.put_retention_policy().log_group_name(GROUP).retention_in_days(7).send().await.unwrap();
    let past = LogPeriod { from_ms: 0, to_ms: Some(now_ms - 8 * 86_400_000) };
    assert!(matches!(found(&on, past).await, Err(AbsentLog::Expired { retention_days: 7, .. })));
    let both: SlowLog = found(&on, LogPeriod { from_ms: 0, ..recent }).await.unwrap();
    assert_eq!((both.readable.from_ms, both.gaps.len()), (now_ms - 7 * 86_400_000, 2));

    let missing = logs.events("/aws/rds/cluster/none/slowquery", "shop-1", recent).next_page().await;
    assert!(matches!(missing, Err(AwsError::NotFound { .. })), "{missing:?}");
    let missing = logs.events(GROUP, "none", recent).next_page().await;
    assert!(matches!(missing, Err(AwsError::NotFound { .. })), "{missing:?}");
}

#[tokio::test]
async fn events_come_whole_page_by_page_and_only_of_the_period() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    make_stream(&client, GROUP, "shop-1").await;
    let start_ms = now_ms() - 3_600_000;
    let mut events: Vec<(i64, String)> = (0..2_503)
        .map(|number| (start_ms + number / 3, format!("# Time: {number}\nselect '한국어 🐳',\n{number};")))
        .collect();
    events[1_000].1 = format!("select '{}';", "가".repeat(85_000));
    assert!(events[1_000].1.len() > 250_000);
    put(&client, "shop-1", &events).await;

    let open = LogPeriod { from_ms: start_ms, to_ms: None };
    let (all, pages) = rest(logs.events(GROUP, "shop-1", open).of_at_most(100)).await;
    assert!(said(&all) == events, "{} events of {}", all.len(), events.len());
    // The emulator's last page is full but for three, and another one tells that it was the last.
    assert_eq!(pages, 26);
    assert!(all.iter().all(|event| event.ingestion_ms.is_some_and(|at_ms| at_ms > event.timestamp_ms)));
    assert!(!format!("{all:?}").contains("select"), "no literal goes into a message");
    let part = LogPeriod { from_ms: start_ms + 10, to_ms: Some(start_ms + 20) };
    let (inside, _) = rest(logs.events(GROUP, "shop-1", part)).await;
    assert!(said(&inside) == events[30..60], "the end is not in the period: {inside:?}");
    let none = LogPeriod { from_ms: start_ms, to_ms: Some(start_ms) };
    assert_eq!(rest(logs.events(GROUP, "shop-1", none)).await, (Vec::new(), 0));
}

#[tokio::test]
async fn pages_without_an_end_go_on_with_what_has_come() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    make_stream(&client, GROUP, "shop-1").await;
    let start_ms = now_ms() - 60_000;
    let event = |number: i64| (start_ms + number, format!("select {number}"));
    put(&client, "shop-1", &[event(1), event(2)]).await;
    let mut pages = logs.events(GROUP, "shop-1", LogPeriod { from_ms: start_ms, to_ms: None });
    assert_eq!(said(&pages.next_page().await.unwrap().unwrap().events), [event(1), event(2)]);
    assert_eq!(pages.next_page().await.unwrap(), None);
    put(&client, "shop-1", &[event(3)]).await;
    assert_eq!(said(&pages.next_page().await.unwrap().unwrap().events), [event(3)]);
    assert_eq!(pages.next_page().await.unwrap(), None);
}

/// Each stream is read by a task of its own, and all keep to one pace.
#[tokio::test]
async fn streams_are_read_at_once_and_at_one_pace() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    let from_ms = now_ms() - 60_000;
    let begun = std::time::Instant::now();
    let mut tasks = Vec::new();
    for number in 0..8 {
        let stream = format!("shop-{number}");
        make_stream(&client, GROUP, &stream).await;
        put(&client, &stream, &[(from_ms, stream.clone())]).await;
        let pages = logs.events(GROUP, &stream, LogPeriod { from_ms, to_ms: None });
        tasks.push(tokio::spawn(async move { (said(&rest(pages).await.0), stream) }));
    }
    for task in tasks {
        let (events, stream) = task.await.unwrap();
        assert_eq!(events, [(from_ms, stream)]);
    }
    // Two requests for each stream, 50 ms apart.
    assert_eq!(logs.usage().requests, 16);
    assert!(begun.elapsed() >= std::time::Duration::from_millis(15 * 50));
}

/// What a collector does, with the emulator as the log and a text as the store: reading is stopped in the middle,
/// begun anew, and events come late between.
#[tokio::test]
async fn a_checkpoint_takes_each_event_once() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (client, logs) = (writer(&emulator), logs(&folder, &emulator.url()).await);
    make_stream(&client, GROUP, "shop-1").await;
    let start_ms = now_ms() - 60_000;
    let event = |number: i64| (start_ms + number / 2, format!("select {}", number % 2 * (number / 10)));
    let mut expected: Vec<_> = (0..300).map(event).collect();
    put(&client, "shop-1", &expected).await;
    let mut taken = Vec::new();
    let mut kept = serde_json::to_string(&LogCheckpoint::new(start_ms)).unwrap();
    for (run, most_pages) in [1, 3, 0, 9, usize::MAX].into_iter().enumerate() {
        let checkpoint: LogCheckpoint = serde_json::from_str(&kept).unwrap();
        let from_ms = if run % 2 == 0 { checkpoint.whole_until_ms() } else { checkpoint.tail_from_ms(5) };
        let period = LogPeriod { from_ms, to_ms: None };
        let mut pages = logs.events(GROUP, "shop-1", period).of_at_most(17);
        let mut reading = checkpoint.reading(from_ms, now_ms());
        for _ in 0..most_pages {
            let Some(page) = pages.next_page().await.unwrap() else { break };
            let mut new = said(&page.events);
            new.retain(|(at_ms, text)| reading.accept(*at_ms, text.as_bytes()));
            taken.extend(new);
            kept = serde_json::to_string(reading.checkpoint()).unwrap();
        }
        if run == 2 {
            // Late: a twin of one that was taken, and one that nobody has seen.
            let late = [expected[3].clone(), (start_ms + 2, "select 'late'".to_owned())];
            put(&client, "shop-1", &late).await;
            expected.extend(late);
        }
    }
    taken.sort();
    expected.sort();
    assert!(taken == expected, "{} of {}", taken.len(), expected.len());
}
