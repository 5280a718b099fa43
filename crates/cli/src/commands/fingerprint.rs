//! `auroscope fingerprint`: statements on standard input, their names, classes and normalised texts out, a line each.
//!
//! What is said of a statement follows from its normalised text alone, so each distinct one is worked out once.

use std::collections::HashMap;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use auroscope_model::Fingerprint;
use auroscope_sql::{FingerprintOptions, Fingerprinter, SqlMode};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::output::{printable, say};

const EXAMPLES: &str = "Examples:
  echo \"select * from users where id = 7\" | auroscope fingerprint
  auroscope fingerprint -o json < statements.sql
  mysql -N -e \"select sql_text from performance_schema.events_statements_history\" | auroscope fingerprint";

/// Less than this is not asked of standard input.
const PIECE_BYTES: usize = 1 << 20;
/// A longer statement is a file without separators.
const LONGEST_STATEMENT_BYTES: usize = 256 << 20;
/// Lines are kept for so many distinct statements, and so many bytes of them.
const MOST_KEPT: usize = 20_000;
const MOST_KEPT_BYTES: usize = 64 << 20;

/// Which statements, and how to print.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FingerprintArguments {
    /// Statements end with a NUL byte instead of a line end, so that they may hold lines.
    #[arg(short = '0', long = "null")]
    is_null_separated: bool,
    /// How to print: text has columns divided by tabs, json one object a line.
    #[arg(short, long, value_enum, default_value = "text")]
    output: LineFormat,
    /// Take table names that differ in digits only (orders_2026_11) for one.
    #[arg(long)]
    fold_digits: bool,
    /// "x" quotes a name, as under the sql_mode ANSI_QUOTES.
    #[arg(long)]
    ansi_quotes: bool,
    /// A backslash in a string is only that, as under NO_BACKSLASH_ESCAPES.
    #[arg(long)]
    no_backslash_escapes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LineFormat {
    /// Fingerprint, class and normalised text.
    #[value(alias = "table")]
    Text,
    /// One object a line, with the tables too.
    Json,
}

pub(super) fn run(arguments: &FingerprintArguments) -> Result<ExitCode> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        say("type statements, one a line; Ctrl-D ends");
    }
    let out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mode =
        SqlMode { ansi_quotes: arguments.ansi_quotes, no_backslash_escapes: arguments.no_backslash_escapes };
    let options = FingerprintOptions { fold_digits: arguments.fold_digits };
    let mut namer = Namer {
        fingerprinter: Fingerprinter::new(options),
        mode,
        format: arguments.output,
        lines: HashMap::new(),
        kept_bytes: 0,
        out,
    };
    let separator = if arguments.is_null_separated { 0 } else { b'\n' };
    match each_statement(stdin, separator, |statement| namer.name(statement)) {
        // A reader that went away (`| head`) has what it wanted.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(Failure::Write(error)) => return Err(error).context("cannot write"),
        Err(Failure::Read(error)) => return Err(error).context("cannot read standard input"),
        Err(Failure::Long) => bail!(
            "a statement is longer than {} MB: statements end with a line end, or with a NUL byte under -0",
            LONGEST_STATEMENT_BYTES >> 20
        ),
        Ok(()) => {}
    }
    Ok(ExitCode::SUCCESS)
}

enum Failure {
    Read(io::Error),
    Write(io::Error),
    Long,
}

/// Gives each statement to `take`, without its separator, in a buffer that is used again.
fn each_statement(
    mut from: impl Read,
    separator: u8,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut buffer = vec![0; 2 * PIECE_BYTES];
    let mut filled = 0;
    loop {
        if buffer.len() - filled < PIECE_BYTES {
            if filled > LONGEST_STATEMENT_BYTES {
                return Err(Failure::Long);
            }
            buffer.resize((buffer.len() * 2).min(LONGEST_STATEMENT_BYTES + PIECE_BYTES), 0);
        }
        let count = match from.read(&mut buffer[filled..]) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::Read(error)),
        };
        let mut start = 0;
        for end in memchr::memchr_iter(separator, &buffer[filled..filled + count]) {
            take(&buffer[start..filled + end]).map_err(Failure::Write)?;
            start = filled + end + 1;
        }
        filled += count;
        if count == 0 {
            return take(&buffer[..filled]).map_err(Failure::Write);
        }
        buffer.copy_within(start..filled, 0);
        filled -= start;
    }
}

/// Prints what statements are called.
struct Namer<W: Write> {
    fingerprinter: Fingerprinter,
    mode: SqlMode,
    format: LineFormat,
    lines: HashMap<Fingerprint, Vec<u8>>,
    kept_bytes: usize,
    out: BufWriter<W>,
}

impl<W: Write> Namer<W> {
    fn name(&mut self, statement: &[u8]) -> io::Result<()> {
        // Blank lines divide statements; they are none.
        if statement.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let fingerprint = self.fingerprinter.scan(statement, self.mode).fingerprint;
        if let Some(line) = self.lines.get(&fingerprint) {
            return self.out.write_all(line);
        }
        let line = self.line(fingerprint);
        self.out.write_all(&line)?;
        if self.lines.len() < MOST_KEPT && self.kept_bytes + line.len() <= MOST_KEPT_BYTES {
            self.kept_bytes += line.len();
            self.lines.insert(fingerprint, line);
        }
        Ok(())
    }

    fn line(&self, fingerprint: Fingerprint) -> Vec<u8> {
        let normalized = self.fingerprinter.normalized();
        // A normalised text is the same in every mode.
        let class = auroscope_sql::classify(normalized.as_bytes(), SqlMode::default()).as_str();
        let line = match self.format {
            LineFormat::Text => format!("{fingerprint}\t{class}\t{}\n", printable(normalized)),
            LineFormat::Json => {
                let tables = auroscope_sql::tables(normalized.as_bytes(), SqlMode::default());
                let tables = tables.iter().map(|table| NamedTable {
                    schema: table.schema.as_deref(),
                    name: &table.name,
                    read: table.read,
                    written: table.written,
                });
                let name = Name { fingerprint, class, tables: tables.collect(), normalized };
                let object = serde_json::to_string(&name).unwrap_or_default();
                format!("{object}\n")
            }
        };
        line.into_bytes()
    }
}

/// What a line of JSON says.
#[derive(Serialize)]
struct Name<'a> {
    fingerprint: Fingerprint,
    class: &'static str,
    tables: Vec<NamedTable<'a>>,
    normalized: &'a str,
}

#[derive(Serialize)]
struct NamedTable<'a> {
    schema: Option<&'a str>,
    name: &'a str,
    read: bool,
    written: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut into[..1])
        }
    }

    #[test]
    fn statements_are_the_same_however_they_arrive() {
        let mut found = Vec::new();
        let keep = |statement: &[u8]| {
            found.push(String::from_utf8_lossy(statement).into_owned());
            Ok(())
        };
        assert!(each_statement(Drops(b"a\n\nbc\nd"), b'\n', keep).is_ok());
        assert_eq!(found, ["a", "", "bc", "d"]);
    }
}
