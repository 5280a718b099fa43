//! Slow logs as files of an instance, by the RDS API: the second choice, where CloudWatch gets no slow log. Reading
//! them works on the instance itself (`DownloadDBLogFilePortion`: "uses resources on database instances"), and they are
//! removed after 24 hours, or earlier when they grow large.
//!
//! [`LogFiles`] lists and reads, [`LogFileProgress`] knows which file is next; nothing is kept here.

mod portions;
mod progress;

use std::sync::Arc;

use aws_sdk_rds::Client;
use aws_sdk_rds::config::Builder as Config;
use serde::Serialize;

pub use portions::{FilePortion, FilePortions, FileStep};
pub use progress::{FileStart, LogFileMark, LogFileProgress, NextFile};

use crate::logs::{LogUsage, Patience, Sender, quick_tries};
use crate::{AwsError, Scope};

/// RDS names no rate; the instance does the work.
const REQUESTS_PER_SECOND: u32 = 5;
/// The file that is written now. Each hour it is renamed, and a new one begun.
const WRITTEN_NOW: &str = "slowquery/mysql-slowquery.log";

/// A file of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogFile {
    /// Its name, such as `slowquery/mysql-slowquery.log.2026-11-21.18`.
    pub name: String,
    /// When its last entry was written.
    pub last_written_ms: i64,
    /// Its size, as it was a moment ago.
    pub size_bytes: Option<u64>,
}

impl LogFile {
    /// Whether the server writes to it; otherwise it stays as it is until it is removed.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.name == WRITTEN_NOW
    }
}

/// The log files of the instances of one account in one region. Clones share one pace.
#[derive(Debug, Clone)]
pub struct LogFiles {
    client: Client,
    sender: Arc<Sender>,
}

impl LogFiles {
    /// One for each scope.
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

    /// All files of an instance's slow log, the oldest first and the one that is written last.
    pub async fn slow_logs(&self, instance: &str) -> Result<Vec<LogFile>, AwsError> {
        const OPERATION: &str = "rds:DescribeDBLogFiles";
        let mut files = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let request = || async {
                let request = self.client.describe_db_log_files().db_instance_identifier(instance);
                let request = request.filename_contains("slowquery").set_marker(marker.clone());
                request.send().await.map_err(|error| AwsError::of(OPERATION, &error))
            };
            let answer = self.sender.send(request).await?;
            for file in answer.describe_db_log_files.unwrap_or_default() {
                let Some(name) = file.log_file_name.filter(|name| name.starts_with(WRITTEN_NOW)) else {
                    continue;
                };
                let Some(last_written_ms) = file.last_written else {
                    let detail = format!("no time of {name}");
                    return Err(AwsError::Answer { operation: OPERATION, detail });
                };
                let size_bytes = file.size.and_then(|bytes| bytes.try_into().ok());
                files.push(LogFile { name, last_written_ms, size_bytes });
            }
            match answer.marker.filter(|further| !further.is_empty()) {
                None => break,
                same if same == marker => {
                    return Err(AwsError::Answer {
                        operation: OPERATION,
                        detail: "the same page again".into(),
                    });
                }
                further => marker = further,
            }
        }
        files.sort_by(|one, other| place(one).cmp(&place(other)));
        Ok(files)
    }

    /// Reads a file that [`LogFileProgress::next`] named.
    #[must_use]
    pub fn read(&self, instance: &str, next: NextFile) -> FilePortions {
        FilePortions::new(self.clone(), instance.to_owned(), next)
    }
}

fn place(file: &LogFile) -> (bool, i64, &str) {
    (file.is_written(), file.last_written_ms, &file.name)
}
