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
    let listen = format!("127.0.0.1:{}", free_port().unwrap());
    let mut child = auroscope()
        .args(["serve", "--listen", &listen, "--data"])
        .arg(data)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&listen), "{line}");
    Serving { child, url: format!("http://{listen}") }
}
