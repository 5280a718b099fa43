//! One log file, portion by portion (`DownloadDBLogFilePortion`), with the traps of that API.
//!
//! - A portion holds 1 MB at most. An answer that would be larger is cut within a line and ends with
//!   [`TRUNCATED`]; its marker skips what was cut off. It is asked for again with as many lines as came whole; of a
//!   single line that is too long there is only the begin.
//! - The file that is written is renamed while it is read, and its name means another one then. So each of its portions
//!   is believed only if no renamed file has appeared by the time it has come.
//! - Files are removed while they are read.

use std::fmt;

use aws_sdk_rds::operation::download_db_log_file_portion::DownloadDBLogFilePortionError as Refusal;

use super::progress::Closed;
use super::{FileStart, LogFile, LogFileMark, LogFiles, NextFile};
use crate::AwsError;

const OPERATION: &str = "rds:DownloadDBLogFilePortion";
/// What RDS puts where it cuts.
const TRUNCATED: &str = "[Your log message was truncated]";
/// The marker of a file's begin.
const BEGIN: &str = "0";
/// "Up to a maximum of 10000 lines".
const MOST_LINES: i32 = 10_000;
const FIRST_LINES: i32 = 2_000;
/// After a portion that is smaller more lines are asked for.
const ROOMY_BYTES: usize = 1 << 19;
/// Answers that bring nothing new and are not the end, one after the other.
const MOST_EMPTY: u32 = 1_000;

/// A part of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct FilePortion {
    /// What is new. It may end within a line that is still being written.
    pub text: String,
    /// How far the file is read with it.
    pub mark: LogFileMark,
    /// It is one line, which was too long for the API: its end is missing.
    pub is_cut: bool,
}

/// A log tells of statements with their literals, which go into no message of ours.
impl fmt::Debug for FilePortion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, mark, is_cut } = self;
        write!(formatter, "FilePortion {{ {} bytes, is_cut: {is_cut}, {mark:?} }}", text.len())
    }
}

/// What came of asking for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStep {
    /// More of the file.
    Portion(FilePortion),
    /// There is no more, for now if the file is still written.
    End,
    /// The file has been renamed: list the files, and go on with the next one.
    Renamed,
    /// The file has been removed.
    Removed,
    /// It is not the file that was read under another name, which is then lost.
    Another,
}

/// A file that is being read. One portion is in memory at a time.
#[derive(Debug)]
pub struct FilePortions {
    files: LogFiles,
    instance: String,
    file: LogFile,
    newest_closed: Option<Closed>,
    mark: LogFileMark,
    known: Option<LogFileMark>,
    lines: i32,
    empty: u32,
    /// The marker stands still: asking again would bring the same.
    is_over: bool,
}

struct Answer {
    text: String,
    marker: Option<String>,
    has_more: bool,
    is_cut: bool,
}

impl FilePortions {
    pub(super) fn new(files: LogFiles, instance: String, next: NextFile) -> Self {
        let (mark, known) = match next.start {
            FileStart::Begin => (LogFileMark::default(), None),
            FileStart::At(mark) => (mark, None),
            FileStart::After(known) => (LogFileMark::default(), Some(known)),
        };
        let (file, newest_closed) = (next.file, next.newest_closed);
        Self {
            files,
            instance,
            file,
            newest_closed,
            mark,
            known,
            lines: FIRST_LINES,
            empty: 0,
            is_over: false,
        }
    }

    /// The next portion. What was not answered was not passed over: the next call asks for it again.
    pub async fn next_portion(&mut self) -> Result<FileStep, AwsError> {
        while !self.is_over || self.file.is_written() {
            let Some(answer) = self.whole_answer().await? else { return Ok(FileStep::Removed) };
            if self.file.is_written() && self.is_renamed().await? {
                return Ok(FileStep::Renamed);
            }
            self.files.sender.received(answer.text.len() as u64);
            let has_moved = answer.marker.is_some() && answer.marker != self.mark.marker;
            if has_moved {
                self.mark.marker = answer.marker;
            } else if answer.has_more || self.file.is_written() && !answer.text.is_empty() {
                return Err(refused("no marker to go on from"));
            } else {
                self.is_over = true;
            }
            let Some(new) = self.without_known(&answer.text) else { return Ok(FileStep::Another) };
            if !new.is_empty() {
                self.empty = 0;
                let text = new.to_owned();
                let portion = FilePortion { text, mark: self.mark.clone(), is_cut: answer.is_cut };
                return Ok(FileStep::Portion(portion));
            }
            if !answer.has_more {
                let is_short = self.known.is_some();
                return Ok(if is_short { FileStep::Another } else { FileStep::End });
            }
            self.empty = if answer.text.is_empty() { self.empty + 1 } else { 0 };
            if self.empty > MOST_EMPTY {
                return Err(refused("it has no end, and nothing comes"));
            }
        }
        Ok(FileStep::End)
    }

    /// What is new of a portion; none when the file turns out to be another one.
    fn without_known<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let Some(known) = &self.known else {
            self.mark.read(text);
            return Some(text);
        };
        let rest = usize::try_from(known.bytes - self.mark.bytes).unwrap_or(usize::MAX);
        let Some((old, new)) = text.split_at_checked(rest) else {
            let is_within = text.len() < rest;
            self.mark.read(text);
            return is_within.then_some("");
        };
        self.mark.read(old);
        if self.mark.hash != known.hash {
            return None;
        }
        self.known = None;
        self.mark.read(new);
        Some(new)
    }

    /// An answer that is not cut, unless it is of one line; none if the file is gone.
    async fn whole_answer(&mut self) -> Result<Option<Answer>, AwsError> {
        loop {
            let Some(mut answer) = self.files.sender.send(|| self.request()).await? else { return Ok(None) };
            let Some(whole) = answer.text.trim_end().strip_suffix(TRUNCATED) else {
                if answer.text.len() < ROOMY_BYTES {
                    self.lines = self.lines.saturating_mul(2).min(MOST_LINES);
                }
                return Ok(Some(answer));
            };
            if self.lines == 1 {
                answer.text = format!("{}\n", whole.trim_end_matches('\n'));
                answer.is_cut = true;
                // Most lines are short: the next may be of those.
                self.lines = FIRST_LINES;
                return Ok(Some(answer));
            }
            let came_whole = whole.bytes().filter(|byte| *byte == b'\n').count();
            let came_whole = i32::try_from(came_whole).unwrap_or(MOST_LINES);
            self.lines = came_whole.min(self.lines - 1).max(1);
        }
    }

    async fn request(&self) -> Result<Option<Answer>, AwsError> {
        let request = self.files.client.download_db_log_file_portion();
        let answer = request
            .db_instance_identifier(&self.instance)
            .log_file_name(&self.file.name)
            .marker(self.mark.marker.as_deref().unwrap_or(BEGIN))
            .number_of_lines(self.lines)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(Some(Answer {
                text: answer.log_file_data.unwrap_or_default(),
                marker: answer.marker,
                has_more: answer.additional_data_pending.unwrap_or(false),
                is_cut: false,
            })),
            Err(error) => {
                let is_removed = |refusal: &Refusal| refusal.is_db_log_file_not_found_fault();
                if error.as_service_error().is_some_and(is_removed) {
                    return Ok(None);
                }
                Err(AwsError::of(OPERATION, &error))
            }
        }
    }

    async fn is_renamed(&self) -> Result<bool, AwsError> {
        let files = self.files.slow_logs(&self.instance).await?;
        Ok(Closed::newest(&files) > self.newest_closed)
    }
}

fn refused(what: &str) -> AwsError {
    AwsError::Answer { operation: OPERATION, detail: what.to_owned() }
}
