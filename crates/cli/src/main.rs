//! The `auroscope` binary: reads what it was told, puts the parts together, and prints. No logic of its own.

#![warn(clippy::print_stdout, clippy::print_stderr)] // A reader that went away makes those panic: `output` does not.

mod arguments;
mod client;
mod commands;
mod output;
mod settings;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Exactly one provider of cryptography; a second installation can only fail because there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            output::say(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
