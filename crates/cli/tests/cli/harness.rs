//! The binary as it was built: run to its end, or serving until the test is over.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use auroscope_testkit::free_port;
use serde_json::Value;

/// The binary, with nothing of this machine's environment.
pub(crate) fn auroscope() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_auroscope"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("NO_COLOR", "1");
    command
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    auroscope().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// What it printed and what it said, of a run that must give this exit code.
pub(crate) fn told(output: Output, code: i32) -> (String, String) {
    let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(code), "{printed}{said}");
    (printed, said)
}

/// Runs `auroscope plan …` against a server.
pub(crate) fn plan(url: &str, arguments: &[&str]) -> Output {
    auroscope().arg("plan").args(arguments).env("AUROSCOPE_SERVER", url).output().unwrap()
}

/// What it shows on a terminal of so many columns, in a run that must give this exit code.
#[cfg(target_os = "linux")]
pub(crate) fn on_terminal(columns: u16, url: &str, arguments: &[&str], code: i32) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut shell = format!("stty cols {columns} rows 50; exec {}", quoted(env!("CARGO_BIN_EXE_auroscope")));
    arguments.iter().for_each(|argument| shell.push_str(&format!(" {}", quoted(argument))));
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &shell, "/dev/null"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TERM", "xterm")
        .env("AUROSCOPE_SERVER", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Its standard input stays open until it has ended, as a person's does.
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(code), "{shown}");
    shown.replace("\r\n", "\n")
}

/// Asks a server for JSON; none when it could not be had.
pub(crate) fn ask(url: &str, arguments: &[&str]) -> Option<Value> {
    let output = run(&[arguments, &["-o", "json", "--server", url]].concat());
    output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
}

/// One that serves.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts one on a free port, and waits until it says that it serves.
pub(crate) fn serve(data: &Path, arguments: &[&str]) -> Serving {
    serve_with(data, arguments, &[])
}

/// The same, in an environment.
pub(crate) fn serve_with(data: &Path, arguments: &[&str], environment: &[(&str, String)]) -> Serving {
    let listen = format!("127.0.0.1:{}", free_port().unwrap());
    let mut child = auroscope()
        .args(["serve", "--listen", &listen, "--data"])
        .arg(data)
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&listen), "{line}");
    Serving { child, url: format!("http://{listen}") }
}
