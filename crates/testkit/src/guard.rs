//! A child process that never outlives the process that started it, not even after `kill -9`.
//!
//! A tiny shell stands between the two and reads a pipe whose other end only we hold: when we die, however that
//! happens, the kernel closes our end, the shell sees the end of the pipe and kills the child.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// `$1` takes the child's output; the rest is the child's command line. Each line read is a signal to send.
/// The child is reaped only after the pipe's end, so that its process id cannot be given to another before.
const SHELL: &str = r#"log=$1; shift
"$@" </dev/null >>"$log" 2>&1 &
child=$!
echo $child
exec >/dev/null 2>&1
while read -r signal; do kill -s "$signal" $child; done
kill -s KILL $child
wait $child"#;

const PAUSE: Duration = Duration::from_millis(10);

/// A running child that is killed when this is dropped or when our process ends.
#[derive(Debug)]
pub struct GuardedProcess {
    shell: Child,
    /// Closing it kills the child; it is `None` only after that.
    pipe: Option<ChildStdin>,
    pid: u32,
}

impl GuardedProcess {
    /// Starts `command` with its output appended to `log`. The command's program, arguments, environment and
    /// folder are kept; what it says about its standard streams is not.
    ///
    /// # Errors
    /// When the log cannot be written or no process be started. A program that does not exist shows in the log.
    pub fn spawn(command: &Command, log: &Path) -> anyhow::Result<Self> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("cannot write {}", log.display()))?;
        let mut shell = Command::new("sh");
        shell.args([OsStr::new("-c"), OsStr::new(SHELL), OsStr::new("guard"), log.as_os_str()]);
        shell.arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(key, value),
                None => shell.env_remove(key),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            shell.current_dir(folder);
        }
        // Its own group: Ctrl-C at the terminal reaches us alone, and we stop things in order.
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut shell = shell.spawn().context("cannot start sh")?;
        let pipe = shell.stdin.take();
        let mut line = String::new();
        if let Some(stdout) = shell.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).context("the guard shell said nothing")?;
        }
        let pid = line.trim().parse().context("the guard shell gave no process id")?;
        Ok(Self { shell, pipe, pid })
    }

    /// The child's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether the child still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.pipe.is_some() && process_state(self.pid).is_some_and(|state| !matches!(state, 'Z' | 'X'))
    }

    /// Sends a signal by its name without `SIG`, such as `TERM` or `STOP`.
    ///
    /// # Errors
    /// When the child has already been reaped.
    pub fn signal(&mut self, name: &str) -> anyhow::Result<()> {
        let pipe = self.pipe.as_mut().context("the process has ended")?;
        writeln!(pipe, "{name}").context("the guard shell is gone")
    }

    /// Waits until the child has ended by itself, at most `bound`; whether it has.
    pub fn wait_end(&self, bound: Duration) -> bool {
        let start = Instant::now();
        while self.is_running() {
            if start.elapsed() > bound {
                return false;
            }
            thread::sleep(PAUSE);
        }
        true
    }

    /// Asks the child to end (`TERM`), waits at most `bound` and returns how it ended.
    ///
    /// # Errors
    /// When it did not end in time: it is then killed.
    pub fn stop(&mut self, bound: Duration) -> anyhow::Result<ExitStatus> {
        if self.is_running() {
            self.signal("TERM")?;
        }
        let ended = self.wait_end(bound);
        let status = self.kill9()?;
        if !ended {
            bail!("process {} did not end within {bound:?} and was killed", self.pid);
        }
        Ok(status)
    }

    /// Kills the child (`KILL`) if it still runs, and returns how it ended.
    ///
    /// # Errors
    /// When the guard shell cannot be waited for.
    pub fn kill9(&mut self) -> anyhow::Result<ExitStatus> {
        self.pipe = None;
        self.shell.wait().context("cannot wait for the guard shell")
    }
}

impl Drop for GuardedProcess {
    fn drop(&mut self) {
        // Nobody is left to tell when even this fails.
        let _ = self.kill9();
    }
}

/// The one-letter state of a process; `None` when it does not exist.
fn process_state(pid: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before the state may itself hold spaces and parentheses.
    stat[stat.rfind(')')? + 1..].trim_start().chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> (tempfile::TempDir, GuardedProcess) {
        let folder = tempfile::tempdir().unwrap();
        let process =
            GuardedProcess::spawn(Command::new("sleep").arg("600"), &folder.path().join("log")).unwrap();
        (folder, process)
    }

    #[test]
    fn a_dropped_process_is_dead() {
        let (_folder, process) = sleeper();
        let pid = process.pid();
        assert!(process.is_running());
        drop(process);
        assert_eq!(process_state(pid), None);
    }

    #[test]
    fn stop_ends_it_politely() {
        let (_folder, mut process) = sleeper();
        // 128 + 15: the shell reports the signal that ended its child.
        assert_eq!(process.stop(Duration::from_secs(10)).unwrap().code(), Some(143));
        assert!(!process.is_running());
    }

    #[test]
    fn a_process_that_will_not_stop_is_killed_and_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready");
        let script = format!("trap '' TERM; touch {}; while :; do sleep 0.05; done", ready.display());
        let mut stubborn =
            GuardedProcess::spawn(Command::new("sh").args(["-c", &script]), &folder.path().join("log"))
                .unwrap();
        while !ready.exists() {
            thread::sleep(PAUSE);
        }
        let error = stubborn.stop(Duration::from_millis(200)).unwrap_err();
        assert!(error.to_string().contains("was killed"), "{error}");
    }

    #[test]
    fn it_dies_with_its_starter_even_when_that_is_killed() {
        // The starter is a shell that runs the guard script with a pipe only it holds, as we do.
        let folder = tempfile::tempdir().unwrap();
        let script = format!("sleep 600 | sh -c '{SHELL}' guard {}/log sleep 601", folder.path().display());
        let mut starter = Command::new("sh");
        starter.args(["-c", &script]).stdout(Stdio::piped()).process_group(0);
        let mut starter = starter.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(starter.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let pid: u32 = line.trim().parse().unwrap();
        assert!(process_state(pid).is_some());
        // The writer of the pipe is the shell's other child.
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", starter.id())).unwrap();
        let writer = children.split_whitespace().next().unwrap();
        Command::new("kill").args(["-9", writer]).status().unwrap();
        let start = Instant::now();
        while process_state(pid).is_some_and(|state| state != 'Z') {
            assert!(start.elapsed() < Duration::from_secs(10), "the child outlived its starter");
            thread::sleep(PAUSE);
        }
        starter.wait().unwrap();
    }
}
