//! Where the slow log of an instance is, and why there may be nothing in it. Pure: what AWS described is an argument.

use std::fmt;

use auroscope_model::{CloudCluster, CloudInstance};
use serde::Serialize;

use super::{GROUP_PREFIXES, GROUP_SUFFIX, LogGroup, LogPeriod, LogStream};

const DAY_MS: i64 = 86_400_000;
/// The name of the export (`EnabledCloudwatchLogsExports`).
const EXPORT: &str = "slowquery";

/// The group that an instance's slow log is in: its cluster's, with a stream for each instance, or its own.
#[must_use]
pub fn slow_log_group(instance: &CloudInstance) -> String {
    let [of_clusters, of_instances] = GROUP_PREFIXES;
    match &instance.cluster {
        Some(cluster) => format!("{of_clusters}{cluster}{GROUP_SUFFIX}"),
        None => format!("{of_instances}{}{GROUP_SUFFIX}", instance.id),
    }
}

/// A slow log that can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlowLog {
    /// Its group.
    pub group: LogGroup,
    /// The streams of the instance: one, as a rule.
    pub streams: Vec<LogStream>,
    /// Streams of the group, those of other instances too.
    pub group_streams: usize,
    /// Whether the log is exported now; what was exported before can still be read.
    pub is_exported: bool,
    /// What was asked for.
    pub asked: LogPeriod,
    /// What is left of it to be read.
    pub readable: LogPeriod,
    /// Parts of what was asked for that are not there.
    pub gaps: Vec<LogGap>,
}

/// A part of a period without events, for a reason that is not "nothing was slow".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogGap {
    /// Which part.
    pub period: LogPeriod,
    /// Why.
    pub cause: GapCause,
}

/// Why a part of a log is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum GapCause {
    /// CloudWatch has removed it.
    Expired {
        /// It keeps events for so long.
        retention_days: u32,
    },
    /// The log was made later. It is read all the same: events may be brought into a log up to 14 days late
    /// (`PutLogEvents`).
    BeforeCreation {
        /// When it was made.
        created_ms: i64,
    },
}

/// Why there is no log to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum AbsentLog {
    /// The export of the slow log is off, and nothing is left from a time when it was on.
    NotExported {
        /// The group it would be in.
        group: String,
    },
    /// The export is on and its group is not there: it was removed, or nothing was written since it was switched on.
    GroupMissing {
        /// The group.
        group: String,
    },
    /// The group is there, and no stream of this instance in it.
    StreamMissing {
        /// The group.
        group: String,
        /// The instance.
        instance: String,
    },
    /// CloudWatch has removed all of the period.
    Expired {
        /// The group.
        group: String,
        /// It keeps events for so long.
        retention_days: u32,
        /// What is left begins here.
        kept_from_ms: i64,
    },
}

impl fmt::Display for AbsentLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotExported { group } => {
                write!(formatter, "the slow log is not exported to CloudWatch (it would be in {group})")
            }
            Self::GroupMissing { group } => {
                write!(formatter, "the slow log is exported, and its group {group} does not exist")
            }
            Self::StreamMissing { group, instance } => {
                write!(formatter, "the group {group} has no stream of {instance}")
            }
            Self::Expired { group, retention_days, .. } => {
                write!(
                    formatter,
                    "the group {group} keeps events for {retention_days} days: the period is gone"
                )
            }
        }
    }
}

/// What it means that a log which can be read holds no event of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "meaning")]
pub enum EmptyLog {
    /// Nothing was slow, by the server's own threshold, as long as it wrote its slow log at all.
    NothingSlow,
    /// The log was made after the period.
    NotYetThere {
        /// When it was made.
        created_ms: i64,
    },
}

impl SlowLog {
    /// What there is to read in `period`, seen at `now_ms`: given the instance's [`slow_log_group`], none if it does
    /// not exist, with all its streams, and the instance's cluster, which knows of exports.
    pub fn find(
        instance: &CloudInstance,
        cluster: Option<&CloudCluster>,
        group: Option<&LogGroup>,
        streams: &[LogStream],
        period: LogPeriod,
        now_ms: i64,
    ) -> Result<Self, AbsentLog> {
        let exports = cluster.into_iter().flat_map(|cluster| &cluster.log_exports);
        let is_exported = exports.chain(&instance.log_exports).any(|export| export == EXPORT);
        let Some(group) = group else {
            let group = slow_log_group(instance);
            return Err(if is_exported {
                AbsentLog::GroupMissing { group }
            } else {
                AbsentLog::NotExported { group }
            });
        };
        let own: Vec<_> = streams.iter().filter(|stream| is_of(stream, instance)).cloned().collect();
        if own.is_empty() {
            let group = group.name.clone();
            return Err(if is_exported {
                AbsentLog::StreamMissing { group, instance: instance.id.clone() }
            } else {
                AbsentLog::NotExported { group }
            });
        }
        let mut log = Self {
            group: group.clone(),
            streams: own,
            group_streams: streams.len(),
            is_exported,
            asked: period,
            readable: period,
            gaps: Vec::new(),
        };
        log.leave_out_expired(now_ms)?;
        if let Some(created_ms) = log.created_ms()
            && let Some(period) = log.readable.before(created_ms)
        {
            log.gaps.push(LogGap { period, cause: GapCause::BeforeCreation { created_ms } });
        }
        Ok(log)
    }

    /// What it means when all of it was read and there was no event.
    #[must_use]
    pub fn when_empty(&self) -> EmptyLog {
        match self.created_ms() {
            Some(created_ms) if self.asked.since(created_ms).is_none() => {
                EmptyLog::NotYetThere { created_ms }
            }
            _ => EmptyLog::NothingSlow,
        }
    }

    fn leave_out_expired(&mut self, now_ms: i64) -> Result<(), AbsentLog> {
        let Some(retention_days) = self.group.retention_days else { return Ok(()) };
        let kept_from_ms = now_ms.saturating_sub(i64::from(retention_days) * DAY_MS);
        if let Some(period) = self.asked.before(kept_from_ms) {
            self.gaps.push(LogGap { period, cause: GapCause::Expired { retention_days } });
        }
        let group = &self.group.name;
        self.readable = self.asked.since(kept_from_ms).ok_or_else(|| AbsentLog::Expired {
            group: group.clone(),
            retention_days,
            kept_from_ms,
        })?;
        Ok(())
    }

    /// The oldest of the streams; unknown if one's is.
    fn created_ms(&self) -> Option<i64> {
        let mut oldest: Option<i64> = None;
        for stream in &self.streams {
            let created_ms = stream.created_ms?;
            oldest = Some(oldest.map_or(created_ms, |oldest| oldest.min(created_ms)));
        }
        oldest
    }
}

/// A stream is called like the instance; a point, which no instance has in its name, may begin a suffix.
fn is_of(stream: &LogStream, instance: &CloudInstance) -> bool {
    let rest = stream.name.strip_prefix(&instance.id);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests;
