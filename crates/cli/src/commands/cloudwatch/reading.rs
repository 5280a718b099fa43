//! Which logs there are, and reading one.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use auroscope_aws::{
    Aws, AwsError, CloudLogs, LogGroup, LogPeriod, LogStream, Patience, Scope, SlowLog, identity, inventory,
    slow_log_group,
};
use auroscope_model::{CloudCluster, CloudInstance, TargetId, UtcMicros};
use auroscope_slowlog::PartStart;
use auroscope_slowlog::digest::DigestOptions;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::account::{Account, Entry, Outcome};
use super::{CollectArguments, is_wanted};
use crate::commands::storing::{Import, Importer};

/// Pages that are fetched while others are being stored.
const AHEAD: usize = 2;

/// A log that can be read.
pub(super) struct Found {
    pub(super) instance: String,
    /// The name that its executions are kept under.
    target: String,
    /// Account and region.
    pub(super) place: (String, String),
    pub(super) log: SlowLog,
    logs: CloudLogs,
}

/// Looks for the logs of all instances that are wanted. What has none, or could not be looked at, is in the account.
pub(super) async fn look(
    aws: &Aws,
    arguments: &CollectArguments,
    period: LogPeriod,
    now_ms: i64,
) -> (Vec<Found>, Account) {
    let (mut found, mut account) = (Vec::new(), Account::default());
    for scope in aws.scopes().await {
        let mut place = (String::new(), scope.region.clone());
        if let Err(error) =
            look_in(&scope, &mut place, arguments, (period, now_ms), &mut found, &mut account).await
        {
            account.push(Entry::without_log("", &place, Outcome::Failed, error.to_string()));
        }
    }
    tell_apart(&mut found);
    (found, account)
}

/// Two instances of one name, in different accounts or regions, are two targets.
fn tell_apart(found: &mut [Found]) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for found in found.iter() {
        *times.entry(found.instance.clone()).or_default() += 1;
    }
    for found in found.iter_mut().filter(|found| times.get(&found.instance).is_some_and(|times| *times > 1)) {
        let (account, region) = &found.place;
        found.target = format!("{}.{region}.{account}", found.instance);
    }
}

async fn look_in(
    scope: &Scope,
    place: &mut (String, String),
    arguments: &CollectArguments,
    (period, now_ms): (LogPeriod, i64),
    found: &mut Vec<Found>,
    account: &mut Account,
) -> Result<(), AwsError> {
    place.0 = identity(scope).await?.account;
    let inventory = inventory(scope, &place.0, UtcMicros(now_ms.saturating_mul(1_000))).await?;
    let wanted: Vec<&CloudInstance> = inventory
        .instances
        .iter()
        .filter(|instance| is_wanted(arguments, &instance.id, instance.cluster.as_deref()))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let clusters: HashMap<&str, &CloudCluster> =
        inventory.clusters.iter().map(|cluster| (cluster.id.as_str(), cluster)).collect();
    let logs = CloudLogs::new(scope, Patience::default());
    let groups: BTreeMap<String, LogGroup> = logs.slow_log_groups().await?;
    let mut streams: HashMap<String, Vec<LogStream>> = HashMap::new();
    for instance in wanted {
        let name = slow_log_group(instance);
        let group = groups.get(&name);
        if group.is_some() && !streams.contains_key(&name) {
            streams.insert(name.clone(), logs.streams(&name).await?);
        }
        let of_group = streams.get(&name).map(Vec::as_slice).unwrap_or_default();
        let cluster = instance.cluster.as_deref().and_then(|cluster| clusters.get(cluster).copied());
        match SlowLog::find(instance, cluster, group, of_group, period, now_ms) {
            Ok(log) => found.push(Found {
                instance: instance.id.clone(),
                target: instance.id.clone(),
                place: place.clone(),
                log,
                logs: logs.clone(),
            }),
            Err(absent) => {
                let entry = Entry::without_log(&instance.id, place, Outcome::Absent, absent.to_string());
                account.push(entry);
            }
        }
    }
    Ok(())
}

/// Reads one log into the store.
pub(super) fn collect(runtime: &Runtime, found: &Found, arguments: &CollectArguments) -> Result<Entry> {
    let mut entry = Entry::of(found);
    let target: TargetId = found.target.parse().context("the instance's name cannot name a target")?;
    let import = Import { target, data: arguments.data.clone(), is_redacted: arguments.redact };
    let mut importer = Importer::begin(import, DigestOptions::default())?;
    let before = found.logs.usage().requests;
    let mut offset = 0;
    for (number, stream) in found.log.streams.iter().enumerate() {
        let mut pages = fetching(runtime, found, &stream.name);
        while let Some(page) = pages.blocking_recv() {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    entry.failed(error.to_string());
                    break;
                }
            };
            entry.unusable += page.unusable;
            entry.bytes += page.bytes;
            for event in page.events {
                entry.events += 1;
                // Each message is whole in itself; the schema is handed on within its stream.
                importer.end_part(PartStart::Message { offset, log_stream: number as u64 });
                importer.feed(event.message.as_bytes());
                importer.feed(b"\n");
                offset += event.message.len() as u64 + 1;
            }
            if importer.is_broken() {
                break;
            }
        }
    }
    importer.end_log();
    let imported = importer.end()?;
    (entry.new, entry.known, entry.left_out) = (imported.new, imported.known, Some(imported.left_out));
    entry.requests = found.logs.usage().requests - before;
    if entry.unusable > 0 {
        entry.details.push(format!("{} messages came without a time or a text", entry.unusable));
    }
    if entry.events == 0 && entry.outcome != Outcome::Failed {
        entry.empty(found.log.when_empty());
    }
    Ok(entry)
}

/// Fetches a stream's pages ahead of whoever stores them; an error is the last of them.
fn fetching(
    runtime: &Runtime,
    found: &Found,
    stream: &str,
) -> mpsc::Receiver<Result<auroscope_aws::EventPage, AwsError>> {
    let (send, pages) = mpsc::channel(AHEAD);
    let mut events = found.logs.events(&found.log.group.name, stream, found.log.readable);
    runtime.spawn(async move {
        loop {
            let page = match events.next_page().await {
                Ok(Some(page)) => Ok(page),
                Ok(None) => return,
                Err(error) => Err(error),
            };
            let is_last = page.is_err();
            if send.send(page).await.is_err() || is_last {
                return;
            }
        }
    });
    pages
}
