//! The events of one stream, page by page (`GetLogEvents`). One page is in memory at a time.
//!
//! `FilterLogEvents` would read several streams with one request. It is not used: a stream of it cannot be taken up
//! where it was left, and a group has one stream, or one for each instance of a cluster (16 at most).

use std::fmt;

use aws_sdk_cloudwatchlogs::types::OutputLogEvent;

use super::{CloudLogs, LogPeriod};
use crate::AwsError;

const OPERATION: &str = "logs:GetLogEvents";
/// A stream may have empty pages where it has no events for long; it has no such number of them.
const MOST_EMPTY_PAGES: u32 = 100_000;

/// One event: of a slow log, one entry.
#[derive(Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// When it happened, as the log says.
    pub timestamp_ms: i64,
    /// When CloudWatch took it in.
    pub ingestion_ms: Option<i64>,
    /// What it says: with newlines, and without one at its end.
    pub message: String,
}

/// A log tells of statements with their literals, which go into no message of ours.
impl fmt::Debug for LogEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timestamp_ms, ingestion_ms, message } = self;
        write!(
            formatter,
            "LogEvent {{ at {timestamp_ms} ms, ingested {ingestion_ms:?}, {} bytes }}",
            message.len()
        )
    }
}

/// One answer. It may hold no event, and is then not the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventPage {
    /// In the order of their time.
    pub events: Vec<LogEvent>,
    /// Of their messages.
    pub bytes: u64,
    /// Events without a time or a message, which nobody can place.
    pub unusable: u64,
}

/// The events of one stream in a period.
///
/// Its place is a token of the API, which ends after 24 hours: what is to last longer is a
/// [`LogCheckpoint`](auroscope_model::LogCheckpoint), from which new pages are begun.
#[derive(Debug)]
pub struct EventPages {
    logs: CloudLogs,
    group: String,
    stream: String,
    period: LogPeriod,
    page_events: Option<i32>,
    token: Option<String>,
    empty_pages: u32,
    /// The end came with events, so asking again would bring them again.
    is_over: bool,
}

impl EventPages {
    pub(super) fn new(logs: CloudLogs, group: String, stream: String, period: LogPeriod) -> Self {
        Self { logs, group, stream, period, page_events: None, token: None, empty_pages: 0, is_over: false }
    }

    /// Pages of at most so many events, instead of what fits in 1 MB (10,000 at most).
    #[must_use]
    pub fn of_at_most(mut self, events: u16) -> Self {
        self.page_events = Some(i32::from(events.clamp(1, 10_000)));
        self
    }

    /// The next page; none at the end. Of a period without an end, asking again then gives what has come since, but
    /// not what came late: only new pages from further back show that.
    ///
    /// A page that was not answered was not passed over: the next call asks for it again.
    pub async fn next_page(&mut self) -> Result<Option<EventPage>, AwsError> {
        if self.period.is_empty() || self.is_over {
            return Ok(None);
        }
        let (events, token) = self.logs.sender.send(|| self.request()).await?;
        // "The returned tokens are never null", and the one that was sent comes back at the end and only there.
        let Some(token) = token else {
            return Err(AwsError::Answer { operation: OPERATION, detail: "no nextForwardToken".into() });
        };
        let is_end = self.token.as_ref() == Some(&token);
        let page = self.page(events);
        self.logs.sender.received(page.bytes);
        self.token = Some(token);
        if is_end && page.events.is_empty() {
            return Ok(None);
        }
        self.is_over = is_end;
        self.empty_pages = if page.events.is_empty() { self.empty_pages + 1 } else { 0 };
        if self.empty_pages > MOST_EMPTY_PAGES {
            let detail = format!("{MOST_EMPTY_PAGES} empty pages one after the other");
            return Err(AwsError::Answer { operation: OPERATION, detail });
        }
        Ok(Some(page))
    }

    async fn request(&self) -> Result<(Vec<OutputLogEvent>, Option<String>), AwsError> {
        let request = self.logs.client.get_log_events();
        let answer = request
            .log_group_name(&self.group)
            .log_stream_name(&self.stream)
            .start_from_head(true)
            .start_time(self.period.from_ms.max(0))
            .set_end_time(self.period.to_ms)
            .set_limit(self.page_events)
            .set_next_token(self.token.clone())
            .send()
            .await
            .map_err(|error| AwsError::of(OPERATION, &error))?;
        Ok((answer.events.unwrap_or_default(), answer.next_forward_token))
    }

    /// What is out of the period is not asked for, and dropped should it come.
    fn page(&self, answered: Vec<OutputLogEvent>) -> EventPage {
        let mut page = EventPage { events: Vec::with_capacity(answered.len()), ..EventPage::default() };
        for event in answered {
            let (Some(timestamp_ms), Some(message)) = (event.timestamp, event.message) else {
                page.unusable += 1;
                continue;
            };
            if self.period.contains(timestamp_ms) {
                page.bytes += message.len() as u64;
                page.events.push(LogEvent { timestamp_ms, ingestion_ms: event.ingestion_time, message });
            }
        }
        page
    }
}
