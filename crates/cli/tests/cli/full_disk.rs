//! A disk that fills up while slow queries come: nothing acknowledged is lost, what waits is counted and said, and
//! all of it is there once there is room again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use auroscope_testkit::{free_port, shared_mysql_or_skip, skip, wait_for};
use mysql_async::prelude::Queryable;
use serde_json::Value;

use crate::harness;

const BOUND: Duration = Duration::from_secs(30);

/// Auroscope with its data on a small disk of its own, in a mount namespace that ends with it.
struct OnSmallDisk {
    shell: Child,
    orders: ChildStdin,
    url: String,
}

impl Drop for OnSmallDisk {
    fn drop(&mut self) {
        let _ = writeln!(self.orders, "end");
        let _ = self.shell.wait();
    }
}

impl OnSmallDisk {
    fn start(folder: &std::path::Path, target: &str) -> Self {
        let listen = format!("127.0.0.1:{}", free_port().unwrap());
        // The shell carries out orders inside the namespace, which this process cannot reach into.
        let script = r#"
            mount -t tmpfs -o size=8M tmpfs "$1" || exit 9
            "$2" serve --listen "$3" --data "$1/data" --target "$4" --threshold 300ms --interval 200ms &
            auroscope=$!
            while read -r order; do
                case $order in
                    fill) dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null; echo filled;;
                    free) rm "$1/filler"; echo freed;;
                    *) break;;
                esac
            done
            kill -TERM $auroscope; wait $auroscope
        "#;
        let mut shell = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"])
            .arg(folder)
            .args([env!("CARGO_BIN_EXE_auroscope"), &listen, target])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let orders = shell.stdin.take().unwrap();
        let mut lines = BufReader::new(shell.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert!(line.contains(&listen), "{line}");
        // Nobody needs the answers to the orders; the pipe only must not fill or break.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { shell, orders, url: format!("http://{listen}") }
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders, "{order}").unwrap();
    }

    fn ask(&self, arguments: &[&str]) -> Option<Value> {
        harness::ask(&self.url, arguments)
    }

    fn kept(&self, text: &str) -> usize {
        let found = self.ask(&["slow", "list", "--state", "finished", "--limit", "500", "--text", text]);
        found.and_then(|found| Some(found.as_array()?.len())).unwrap_or(0)
    }

    fn health(&self) -> (bool, String) {
        let output = harness::run(&["health", "--server", &self.url]);
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_said() {
    let can = Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"]).status();
    if !can.is_ok_and(|status| status.success()) {
        return skip("this system gives no mount namespace, so there is no small disk to fill");
    }
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let account = mysql.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut disk = OnSmallDisk::start(folder.path(), &account.url());
    wait_for(BOUND, "the target to be watched", async || {
        (disk.ask(&["target", "list"])?[0]["health"]["collectors"][0]["runs"].as_u64()? > 0).then_some(())
    })
    .await;
    let mut client = mysql.connect().await.unwrap();
    let filling = "x".repeat(200_000);
    let mut slow = async |name: &str| {
        client
            .query_drop(format!("SELECT SLEEP(0.5), 'small-disk {name}', '{filling}{name}'"))
            .await
            .unwrap();
    };
    slow("before").await;
    wait_for(BOUND, "the first record", async || (disk.kept("small-disk") == 1).then_some(())).await;

    disk.order("fill");
    for name in ["one", "two", "three"] {
        slow(name).await;
    }
    wait_for(BOUND, "the trouble to be said", async || {
        disk.health().1.contains("is full: free some space").then_some(())
    })
    .await;
    let status = wait_for(BOUND, "records to wait", async || {
        let status = disk.ask(&["target", "list"])?[0]["health"]["collectors"][0].clone();
        (status["spooled"].as_u64()? >= 3).then_some(status)
    })
    .await;
    assert_eq!(status["lost"], 0);
    assert_eq!(disk.kept("small-disk"), 1);

    disk.order("free");
    wait_for(BOUND, "all records", async || (disk.kept("small-disk") == 4).then_some(())).await;
    let status = wait_for(BOUND, "nothing to wait any more", async || {
        let status = disk.ask(&["target", "list"])?[0]["health"]["collectors"][0].clone();
        (status["spooled"] == 0).then_some(status)
    })
    .await;
    assert_eq!(status["lost"], 0);
    // What the store said last holds for a second.
    wait_for(BOUND, "it to be ready again", async || disk.health().0.then_some(())).await;
}
