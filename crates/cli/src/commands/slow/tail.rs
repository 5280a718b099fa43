//! `auroscope slow tail`: one line for each slow query as it is seen and as it ends.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use futures_util::StreamExt;
use serde_json::Value;

use super::{columns, is_for_programs, row};
use crate::arguments::Format;
use crate::client::Server;
use crate::output::{json_line, line, printable, say, write};

/// The longest line of the stream: a statement's text may be long.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// Follows until interrupted, or until `limit` lines were printed. A lost connection is taken up again.
pub(super) async fn run(
    server: &Server,
    targets: Vec<String>,
    limit: Option<usize>,
    format: Format,
) -> Result<ExitCode> {
    let mut query: Vec<(&str, String)> = targets.into_iter().map(|target| ("target", target)).collect();
    query.push(("whole", is_for_programs(format).to_string()));
    let mut printer = Printer { format, left: limit.unwrap_or(usize::MAX) };
    // The first connection must succeed; later ones are tried for ever.
    let mut stream = server.stream("/api/v1/slow-queries/stream", &query).await?;
    if !printer.head()? {
        return Ok(ExitCode::SUCCESS);
    }
    loop {
        if follow(stream, &mut printer).await? {
            return Ok(ExitCode::SUCCESS);
        }
        say("the stream ended; connecting again");
        stream = loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if let Ok(stream) = server.stream("/api/v1/slow-queries/stream", &query).await {
                break stream;
            }
        };
    }
}

/// Prints what a stream brings; true when enough was printed.
async fn follow(response: reqwest::Response, printer: &mut Printer) -> Result<bool> {
    let mut bytes = response.bytes_stream();
    let (mut buffer, mut event) = (Vec::new(), String::new());
    while let Some(Ok(chunk)) = bytes.next().await {
        buffer.extend_from_slice(&chunk);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            if let Some(name) = line.strip_prefix("event:") {
                event = name.trim().to_owned();
            } else if let Some(data) = line.strip_prefix("data:")
                && printer.event(&event, data.trim_start())?
            {
                return Ok(true);
            }
        }
        if buffer.len() > LONGEST_LINE {
            return Ok(false);
        }
    }
    Ok(false)
}

struct Printer {
    format: Format,
    left: usize,
}

impl Printer {
    /// Prints the names of the columns; false when nobody reads any more.
    fn head(&self) -> io::Result<bool> {
        let columns = columns(self.format);
        match self.format {
            Format::Csv => write(&format!("{}\n", columns.join(","))),
            Format::Markdown => {
                write(&format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len())))
            }
            Format::Table | Format::Json => Ok(true),
        }
    }

    /// Prints one event; true when that was the last one wanted, or nobody reads any more.
    fn event(&mut self, name: &str, data: &str) -> Result<bool> {
        if name == "missed" {
            say(format_args!(
                "{data} slow queries came faster than they could be read; 'slow list' has them"
            ));
            return Ok(false);
        }
        let Ok(item) = serde_json::from_str::<Value>(data) else { return Ok(false) };
        let line = match self.format {
            // One object a line.
            Format::Json => json_line(&item),
            Format::Table => format!("{}\n", printable(&row(&item, self.format).join("  "))),
            Format::Csv | Format::Markdown => line(&row(&item, self.format), self.format),
        };
        if !write(&line)? {
            return Ok(true);
        }
        self.left -= 1;
        Ok(self.left == 0)
    }
}
