//! `auroscope digest --follow` as people see it: on a terminal, while the log grows.

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::digest::{Folder, append, entry, until};

/// A terminal that shows what `auroscope digest --follow` prints.
struct Watched {
    child: Child,
    printed: Arc<Mutex<String>>,
}

impl Watched {
    fn begin(log: &str) -> Self {
        let shell =
            format!("stty cols 200 rows 50; exec {} digest {log} --follow", env!("CARGO_BIN_EXE_auroscope"));
        let mut child = Command::new("script")
            .args(["--quiet", "--flush", "--command", &shell, "/dev/null"])
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = Arc::new(Mutex::new(String::new()));
        let (mut output, shared) = (child.stdout.take().unwrap(), Arc::clone(&printed));
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut piece) {
                shared.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..count]));
            }
        });
        Self { child, printed }
    }

    /// The screen as it was shown last, as far as it has come.
    fn screen(&self) -> String {
        let printed = self.printed.lock().unwrap();
        printed.rsplit("\u{1b}[2J").next().unwrap_or_default().to_owned()
    }

    fn waits_for(&self, text: &str) {
        until(text, || self.screen().contains(text));
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A regression: it was shown when the next one came, which on a quiet server is never.
#[test]
fn the_newest_entry_is_shown_and_counted_once() {
    let folder = Folder::new();
    let log = folder.file("slow.log", entry(1, "app", "0.5", "select 1 from first"));
    let watched = Watched::begin(&log);
    watched.waits_for("FROM first");
    watched.waits_for("executions  1");
    // One that is not whole is not shown before it is, and then not twice.
    let second = entry(2, "app", "0.5", "select 2 from `second;\n`");
    let (start, end) = second.split_at(second.len() - 4);
    append(folder.path("slow.log").as_path(), start);
    append(folder.path("slow.log").as_path(), end);
    watched.waits_for("executions  2");
    append(folder.path("slow.log").as_path(), &entry(3, "app", "0.5", "select 3 from third"));
    watched.waits_for("executions  3");
    watched.waits_for("FROM third");
    // Through its rotation, where the entry that was last has long been counted.
    fs::rename(folder.path("slow.log"), folder.path("slow.log.1")).unwrap();
    fs::write(folder.path("slow.log"), entry(4, "app", "0.5", "select 4 from fourth")).unwrap();
    watched.waits_for("executions  4");
    assert!(watched.screen().contains("statements  4"), "{}", watched.screen());
}
