//! Slow logs in CloudWatch Logs: where the one of an instance is, what is kept of it, and its events page by page.
//! Nothing is kept here, and what was read already is the caller's to know.
//!
//! Start at [`CloudLogs`]; [`find`](SlowLog::find) tells the reasons apart for which there may be nothing to read.

mod estimate;
mod pace;
mod pages;
mod period;
mod sender;
mod slow_log;

use std::collections::BTreeMap;
use std::sync::Arc;

use auroscope_model::{CloudCluster, CloudInstance};
use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::config::Builder as Config;
use aws_smithy_types::retry::RetryConfig;
use serde::Serialize;

pub use estimate::BackfillEstimate;
pub use pace::Patience;
pub use pages::{EventPage, EventPages, LogEvent};
pub use period::LogPeriod;
pub use sender::LogUsage;
pub(crate) use sender::Sender;
pub use slow_log::{AbsentLog, EmptyLog, GapCause, LogGap, SlowLog, slow_log_group};

use crate::{AwsError, Scope};

/// `GetLogEvents` allows 25 a second for an account in a region ("CloudWatch Logs quotas"; it cannot be raised): a
/// fifth is left to others.
const REQUESTS_PER_SECOND: u32 = 20;
/// Where groups of slow logs are.
const GROUP_PREFIXES: [&str; 2] = ["/aws/rds/cluster/", "/aws/rds/instance/"];
/// How their names end.
const GROUP_SUFFIX: &str = "/slowquery";
/// Of one page; the most of `DescribeLogGroups` and `DescribeLogStreams`.
const PAGE: i32 = 50;

/// A group of streams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_ms: Option<i64>,
    /// How long events are kept; none: for ever, at a cost that grows.
    pub retention_days: Option<u32>,
    /// What it holds, as AWS counts it for its price: packed, and not up to date.
    pub stored_bytes: Option<u64>,
}

/// A stream of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogStream {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_ms: Option<i64>,
    /// Its first event.
    pub first_event_ms: Option<i64>,
    /// Its newest event; AWS says so up to an hour late, sometimes later.
    pub last_event_ms: Option<i64>,
}

/// The logs of one account in one region. Clones share one pace, and one count of what was used.
#[derive(Debug, Clone)]
pub struct CloudLogs {
    client: Client,
    sender: Arc<Sender>,
}

impl CloudLogs {
    /// One for each scope: two would read at twice the pace.
    #[must_use]
    pub fn new(scope: &Scope, patience: Patience) -> Self {
        let config = Config::from(&scope.config).retry_config(quick_tries()).build();
        let sender = Arc::new(Sender::new(REQUESTS_PER_SECOND, patience));
        Self { client: Client::from_conf(config), sender }
    }

    /// What reading has cost so far.
    #[must_use]
    pub fn usage(&self) -> LogUsage {
        self.sender.usage()
    }

    /// All groups of slow logs, by name.
    pub async fn slow_log_groups(&self) -> Result<BTreeMap<String, LogGroup>, AwsError> {
        let mut groups = Vec::new();
        for prefix in GROUP_PREFIXES {
            groups.extend(self.groups(prefix).await?);
        }
        let slow = groups.into_iter().filter(|group| group.name.ends_with(GROUP_SUFFIX));
        Ok(slow.map(|group| (group.name.clone(), group)).collect())
    }

    /// The group of this name.
    pub async fn group(&self, name: &str) -> Result<Option<LogGroup>, AwsError> {
        Ok(self.groups(name).await?.into_iter().find(|group| group.name == name))
    }

    async fn groups(&self, prefix: &str) -> Result<Vec<LogGroup>, AwsError> {
        let mut groups = Vec::new();
        let mut token = None;
        loop {
            let request = || async {
                let request = self.client.describe_log_groups().log_group_name_prefix(prefix).limit(PAGE);
                let answer = request.set_next_token(token.clone()).send().await;
                answer.map_err(|error| AwsError::of("logs:DescribeLogGroups", &error))
            };
            let answer = self.sender.send(request).await?;
            let described = answer.log_groups.unwrap_or_default().into_iter();
            groups.extend(described.filter_map(|group| {
                Some(LogGroup {
                    name: group.log_group_name?,
                    created_ms: group.creation_time,
                    retention_days: group.retention_in_days.and_then(|days| days.try_into().ok()),
                    stored_bytes: group.stored_bytes.and_then(|bytes| bytes.try_into().ok()),
                })
            }));
            match next("logs:DescribeLogGroups", &token, answer.next_token)? {
                Some(further) => token = Some(further),
                None => return Ok(groups),
            }
        }
    }

    /// All streams of a group, by name.
    pub async fn streams(&self, group: &str) -> Result<Vec<LogStream>, AwsError> {
        let mut streams = Vec::new();
        let mut token = None;
        loop {
            let request = || async {
                let request = self.client.describe_log_streams().log_group_name(group).limit(PAGE);
                let answer = request.set_next_token(token.clone()).send().await;
                answer.map_err(|error| AwsError::of("logs:DescribeLogStreams", &error))
            };
            let answer = self.sender.send(request).await?;
            let described = answer.log_streams.unwrap_or_default().into_iter();
            streams.extend(described.filter_map(|stream| {
                Some(LogStream {
                    name: stream.log_stream_name?,
                    created_ms: stream.creation_time,
                    first_event_ms: stream.first_event_timestamp,
                    last_event_ms: stream.last_event_timestamp,
                })
            }));
            match next("logs:DescribeLogStreams", &token, answer.next_token)? {
                Some(further) => token = Some(further),
                None => return Ok(streams),
            }
        }
    }

    /// What there is to read of an instance's slow log in a period, or why there is nothing. Of many instances it is
    /// cheaper to ask for the groups once, and for the streams of each group once: see [`SlowLog::find`].
    pub async fn slow_log(
        &self,
        instance: &CloudInstance,
        cluster: Option<&CloudCluster>,
        period: LogPeriod,
        now_ms: i64,
    ) -> Result<Result<SlowLog, AbsentLog>, AwsError> {
        let mut group = self.group(&slow_log_group(instance)).await?;
        let mut streams = Vec::new();
        if let Some(found) = &group {
            match self.streams(&found.name).await {
                Ok(all) => streams = all,
                // Removed since.
                Err(AwsError::NotFound { .. }) => group = None,
                Err(error) => return Err(error),
            }
        }
        Ok(SlowLog::find(instance, cluster, group.as_ref(), &streams, period, now_ms))
    }

    /// The events of one stream in a period.
    #[must_use]
    pub fn events(&self, group: &str, stream: &str, period: LogPeriod) -> EventPages {
        EventPages::new(self.clone(), group.to_owned(), stream.to_owned(), period)
    }
}

/// The SDK tries again at once and a little later; what lasts longer is [`Sender`]'s, which counts and tells it. The
/// SDK's adaptive mode would slow down besides, for minutes, and all accounts of a region together.
pub(crate) fn quick_tries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3)
}

/// The token of the next page. One that stands still would never end.
fn next(
    operation: &'static str,
    sent: &Option<String>,
    answered: Option<String>,
) -> Result<Option<String>, AwsError> {
    if answered.is_some() && *sent == answered {
        return Err(AwsError::Answer { operation, detail: "the same page again".into() });
    }
    Ok(answered)
}
