//! What the emulator never does: empty pages in the middle, being asked to slow down, answers that break off.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use auroscope_aws::{Aws, AwsError, CloudLogs, LogPeriod, Patience};

use crate::settings_for;
use crate::stub::{Answer, Request, Stub, json, refused};

const ALL: LogPeriod = LogPeriod { from_ms: 0, to_ms: None };

async fn logs(folder: &tempfile::TempDir, url: &str) -> CloudLogs {
    let patience = Patience { first: Duration::from_millis(1), ..Patience::default() };
    CloudLogs::new(&Aws::new(settings_for(folder, url)).await.unwrap().home(), patience)
}

/// A page with events at these times, and the token of the next one.
fn page(times_ms: &[i64], token: &str) -> Answer {
    let events: Vec<_> = times_ms
        .iter()
        .map(|at_ms| format!(r#"{{"timestamp":{at_ms},"message":"select {at_ms}"}}"#))
        .collect();
    json(&format!(r#"{{"events":[{}],"nextForwardToken":"{token}"}}"#, events.join(",")))
}

/// The token that a request goes on from.
fn token(request: &Request) -> String {
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["startFromHead"], true);
    body["nextToken"].as_str().unwrap_or("none").to_owned()
}

async fn times_ms(logs: &CloudLogs, period: LogPeriod) -> Result<Vec<i64>, AwsError> {
    let mut pages = logs.events("group", "stream", period);
    let mut times_ms = Vec::new();
    while let Some(page) = pages.next_page().await? {
        times_ms.extend(page.events.iter().map(|event| event.timestamp_ms));
    }
    Ok(times_ms)
}

#[tokio::test]
async fn an_empty_page_is_not_the_end() {
    let stub = Stub::start(|request| {
        Some(match token(request).as_str() {
            "none" => page(&[], "a"),
            "a" => page(&[1, 2], "b"),
            "b" => page(&[], "c"),
            "c" => page(&[], "d"),
            "d" => page(&[3], "e"),
            same => page(&[], same),
        })
    });
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(times_ms(&logs(&folder, &stub.url()).await, ALL).await.unwrap(), [1, 2, 3]);
    assert_eq!(stub.asked().len(), 6);
}

#[tokio::test]
async fn an_end_that_comes_with_events_brings_them_once() {
    let stub =
        Stub::start(|request| Some(if token(request) == "none" { page(&[1], "a") } else { page(&[2], "a") }));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(times_ms(&logs(&folder, &stub.url()).await, ALL).await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn what_cannot_be_used_is_counted_or_refused() {
    let stub = Stub::start(|request| {
        Some(match token(request).as_str() {
            "none" => json(
                r#"{"events":[{"timestamp":9,"message":"early"},{"timestamp":10,"message":"in"},{"message":"when?"},
                {"timestamp":11},{"timestamp":20,"message":"late"}],"nextForwardToken":"a"}"#,
            ),
            _ => json(r#"{"events":[]}"#),
        })
    });
    let folder = tempfile::tempdir().unwrap();
    let period = LogPeriod { from_ms: 10, to_ms: Some(20) };
    let mut pages = logs(&folder, &stub.url()).await.events("group", "stream", period);
    let page = pages.next_page().await.unwrap().unwrap();
    assert_eq!((page.events.len(), page.bytes, page.unusable), (1, 2, 2));
    let error = pages.next_page().await.unwrap_err();
    assert!(matches!(error, AwsError::Answer { .. }) && !error.may_pass(), "no token is no end: {error}");
}

#[tokio::test]
async fn it_slows_down_when_asked_for_longer_than_the_sdk_does() {
    let count = AtomicUsize::new(0);
    let stub = Stub::start(move |request| {
        // Three tries of each request are the SDK's.
        if count.fetch_add(1, Ordering::Relaxed) < 7 {
            return Some(refused(request, 400, "Throttling", "Rate exceeded"));
        }
        Some(if token(request) == "none" { page(&[1], "a") } else { page(&[], "a") })
    });
    let folder = tempfile::tempdir().unwrap();
    let logs = logs(&folder, &stub.url()).await;
    assert_eq!(times_ms(&logs, ALL).await.unwrap(), [1]);
    let usage = logs.usage();
    assert_eq!((usage.requests, usage.throttled, usage.unanswered), (4, 2, 0));
    assert_eq!(stub.asked().len(), 7 + 2);
}

#[tokio::test]
async fn patience_ends() {
    let stub = Stub::start(|request| Some(refused(request, 400, "Throttling", "Rate exceeded")));
    let folder = tempfile::tempdir().unwrap();
    let scope = Aws::new(settings_for(&folder, &stub.url())).await.unwrap().home();
    let logs = CloudLogs::new(&scope, Patience { whole: Duration::ZERO, ..Patience::default() });
    assert!(matches!(times_ms(&logs, ALL).await, Err(AwsError::Throttled { .. })));
    assert_eq!((logs.usage().requests, stub.asked().len()), (1, 3));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let mut reader = BufReader::new(&stream);
            let (mut length, mut line) = (0, String::new());
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let is_first = !String::from_utf8(body).unwrap().contains("nextToken");
            let (_, kind, body) = if is_first { page(&[1, 2, 3], "a") } else { page(&[], "a") };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            // The first two answers end in the middle of an event.
            let part = if number < 2 { &body[..body.len() / 2] } else { &body };
            let _ = (&stream).write_all((head + part).as_bytes());
        }
    });
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(times_ms(&logs(&folder, &url).await, ALL).await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn what_does_not_pass_is_not_tried_again() {
    let stub = Stub::start(|request| Some(crate::stub::denied(request)));
    let folder = tempfile::tempdir().unwrap();
    let logs = logs(&folder, &stub.url()).await;
    assert!(matches!(logs.streams("group").await, Err(AwsError::Denied { .. })));
    assert_eq!((logs.usage().requests, stub.asked().len()), (1, 1));
}

#[tokio::test]
async fn pages_of_a_list_that_stand_still_are_an_error() {
    let stub = Stub::start(|_| Some(json(r#"{"logStreams":[{"logStreamName":"a"}],"nextToken":"same"}"#)));
    let folder = tempfile::tempdir().unwrap();
    let error = logs(&folder, &stub.url()).await.streams("group").await.unwrap_err();
    assert!(matches!(error, AwsError::Answer { .. }), "{error}");
}
