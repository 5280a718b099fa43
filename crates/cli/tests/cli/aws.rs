//! `auroscope aws …`, and settings and passwords from Secrets Manager.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use auroscope_testkit::{free_port, shared_mysql_or_skip, start_aws_or_skip, wait_until};
use serde_json::Value;

use crate::aws_stub::{Answer, OWN, Request, Stub, denied, json};
use crate::harness::{Serving, ask, auroscope, run, told};

const OTHER: &str = "arn:aws:iam::210987654321:role/auroscope";

/// The binary, which takes this for AWS.
fn with_aws(url: &str) -> Command {
    let mut command = auroscope();
    command
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_REGION", "ap-northeast-2")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn asked(url: &str, arguments: &[&str]) -> Output {
    with_aws(url).arg("aws").args(arguments).output().unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn whoami_names_each_account() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let two = ["whoami", "--aws-role", OTHER, "--aws-region", "us-east-1", "--aws-region", "eu-west-1", "-o"];
    let (printed, _) = told(asked(&emulator.url(), &[&two[..], &["json"]].concat()), 0);
    let entries = parsed(&printed);
    assert_eq!(entries[0]["account"], OWN);
    assert_eq!(entries[1]["account"], "210987654321");
    assert_eq!(entries[1]["works_in"], serde_json::json!(["us-east-1", "eu-west-1"]));
    for format in ["table", "csv", "markdown"] {
        let (printed, _) = told(asked(&emulator.url(), &[&two[..], &[format]].concat()), 0);
        assert!(printed.contains(OWN) && printed.contains("210987654321"), "{printed}");
    }
}

#[test]
fn whoami_tells_part_from_nothing() {
    let stub = Stub::start(|request| (request.action == "AssumeRole").then(|| denied(request)));
    let (printed, _) = told(asked(&stub.url(), &["whoami", "--aws-role", OTHER, "-o", "csv"]), 3);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[1].starts_with(OWN) && lines[1].contains("own credentials,ap-northeast-2"), "{printed}");
    assert!(
        lines[2].starts_with("210987654321,,") && lines[2].contains("sts:AssumeRole: not allowed"),
        "{printed}"
    );
    let (printed, said) =
        told(asked(&stub.url(), &["whoami", "--aws-role", OTHER, "--aws-only-roles", "-o", "csv"]), 1);
    assert!(printed.lines().count() == 2 && printed.contains("\n210987654321,,"), "{printed}");
    assert!(said.contains("lets us in nowhere"), "{said}");
}

#[test]
fn wrong_settings_of_aws_are_said_by_name() {
    for (arguments, says) in [
        (vec!["--aws-region", "seoul"], "aws_regions (flag --aws-region): 'seoul' is no AWS region"),
        (vec!["--aws-role", "auroscope"], "aws_roles (flag --aws-role): role 'auroscope' is no ARN"),
        (vec!["--aws-role", OTHER, "--aws-role", OTHER], "twice"),
        (vec!["--aws-only-roles"], "leaves no account"),
        (vec!["--aws-only-roles=perhaps"], "use true or false"),
    ] {
        for command in [vec!["aws", "whoami"], vec!["serve"]] {
            let (_, said) = told(run(&[&command[..], &arguments[..]].concat()), 1);
            assert!(said.contains(says), "{said}");
        }
    }
    let (_, said) = told(run(&["aws", "whoami"]), 1);
    assert!(said.contains("no AWS region is known") && said.contains("AWS_REGION"), "{said}");
}

#[test]
fn check_groups_what_works_and_says_what_to_add() {
    let stub = Stub::start(|request| (request.action == "DescribeDBClusters").then(|| denied(request)));
    let (printed, said) = told(asked(&stub.url(), &["check"]), 1);
    for line in [
        "123456789012, ap-northeast-2",
        "  inventory",
        "    ✗ rds:DescribeDBClusters: denied: User: arn:aws:iam::123456789012:user/auroscope is not authorized to perform: rds:DescribeDBClusters",
        r#"      add to the policy: {"Sid":"InventoryClusters","Effect":"Allow","Action":["rds:DescribeDBClusters"],"Resource":["arn:aws:rds:ap-northeast-2:123456789012:cluster:*"]}"#,
        "    ✓ rds:DescribeDBInstances",
        "  slow-logs",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
    assert!(said.contains("7 work, 1 denied, 0 not tried"), "{said}");
    let (_, said) = told(asked(&stub.url(), &["check", "--function", "slow-logs"]), 0);
    assert!(said.contains("3 work, 0 denied"), "{said}");
    let (printed, _) = told(asked(&stub.url(), &["check", "--function", "database-login", "-o", "json"]), 3);
    assert_eq!(parsed(&printed)[0]["verdict"], "not_tried");
    let (_, said) = told(asked(&stub.url(), &["check", "--function", "everything"]), 2);
    assert!(said.contains("there is no function 'everything'"), "{said}");
}

#[test]
fn the_policy_is_of_what_is_switched_on() {
    let actions = |arguments: &[&str]| {
        let (printed, _) = told(run(&[&["aws", "policy"], arguments].concat()), 0);
        let statements = parsed(&printed)["Statement"].as_array().unwrap().clone();
        let actions = statements.iter().flat_map(|one| one["Action"].as_array().unwrap().clone());
        actions.map(|action| action.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let plain = actions(&[]);
    assert!(plain.contains(&"rds:DescribeDBInstances".into()) && plain.contains(&"logs:GetLogEvents".into()));
    assert!(!plain.iter().any(|action| action.starts_with("sts:") || action.starts_with("secretsmanager:")));
    let with_role = ["--aws-role", OTHER, "--secret-name", "auroscope"];
    let whole = actions(&with_role);
    assert_eq!(whole.len(), plain.len() + 2, "{whole:?}");
    // What the way to the others needs is not what the others give.
    let home = actions(&[&with_role[..], &["--aws-only-roles"]].concat());
    assert_eq!(home, ["sts:AssumeRole", "secretsmanager:GetSecretValue"]);
    assert_eq!(actions(&[&with_role[..], &["--account", "210987654321"]].concat()), plain);
}

#[test]
fn a_template_is_printed_with_its_role() {
    let template = ["aws", "policy", "--format", "cloudformation", "--regions", "ap-northeast-2,us-east-1"];
    let eks = ["--trust", "eks", "--oidc-provider", "https://oidc.eks.ap-northeast-2.amazonaws.com/id/A1"];
    let (printed, _) = told(run(&[&template[..], &eks[..]].concat()), 0);
    assert!(printed.contains("system:serviceaccount:auroscope:auroscope") && printed.contains("us-east-1"));
    told(run(&[&template[..], &["--trust", "eks"]].concat()), 2);
    let (_, said) = told(run(&["aws", "policy", "--trust", "ec2"]), 1);
    assert!(said.contains("add --format cloudformation"), "{said}");
    let (_, said) = told(run(&["aws", "policy", "--regions", "us-east-1,cn-north-1"]), 1);
    assert!(said.contains("one partition"), "{said}");
}

/// A secret of this name and text.
fn secret(name: &'static str, text: &Value) -> impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static {
    let answer =
        serde_json::json!({"Name": name, "ARN": "arn", "SecretString": text.to_string()}).to_string();
    move |request| {
        let is_it = request.action == "GetSecretValue" && request.body.contains(&format!("\"{name}\""));
        is_it.then(|| json(&answer))
    }
}

#[test]
fn settings_come_from_a_secret_below_environment_and_file() {
    let text = serde_json::json!({
        "MGMT_USER": "mgmt_mysql", "MGMT_USER_PASS": "hunter2", "MYSQL_EXEC_TIME": "7", "interval": "3s",
        "retention": "9d", "MONGODB_URI": "mongodb://u:hunter2@h",
    });
    let stub = Stub::start(secret("team/slow", &text));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("auroscope.toml");
    fs::write(&config, "retention = \"5d\"\n").unwrap();
    let shown = |variable: &str| {
        let output = with_aws(&stub.url())
            .args(["config", "show", "-o", "json", "--config"])
            .arg(&config)
            .env(variable, "team/slow")
            .env("AUROSCOPE_THRESHOLD", "4s")
            .output()
            .unwrap();
        let (printed, said) = told(output, 0);
        assert!(!printed.contains("hunter2") && !said.contains("hunter2"), "{printed}{said}");
        parsed(&printed)
    };
    for (times, variable) in [(1, "AUROSCOPE_SECRET_NAME"), (2, "APP_SECRET_NAME")] {
        let settings = shown(variable);
        let of = |key: &str| {
            let found = settings.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap();
            (found["value"].as_str().unwrap().to_owned(), found["origin"].as_str().unwrap().to_owned())
        };
        let from_secret = |value: &str| (value.to_owned(), "secret team/slow".to_owned());
        assert_eq!(of("target_user"), from_secret("mgmt_mysql"));
        assert_eq!(of("target_password"), from_secret("(set)"));
        assert_eq!(of("interval"), from_secret("3s"));
        assert_eq!(of("threshold"), ("4s".into(), "environment AUROSCOPE_THRESHOLD".into()));
        assert_eq!(of("retention").0, "5d");
        assert_eq!(stub.asked().len(), times, "it is read once");
        assert!(stub.asked().iter().all(|request| request.region == "ap-northeast-2"));
    }
}

#[test]
fn a_secret_that_cannot_be_read_is_said() {
    let stub = Stub::start(|request| Some(denied(request)));
    let (_, said) = told(
        with_aws(&stub.url()).args(["config", "show", "--secret-name", "team/slow"]).output().unwrap(),
        3,
    );
    let says = "secret_name (flag --secret-name) is 'team/slow': secretsmanager:GetSecretValue: not allowed";
    assert!(said.contains(says), "{said}");
    // The commands that find out why do not need it.
    let (printed, _) =
        told(asked(&stub.url(), &["check", "--function", "secrets", "--secret-name", "team/slow"]), 1);
    assert!(printed.contains("✗ secretsmanager:GetSecretValue on team/slow"), "{printed}");
    assert!(printed.contains("secret:team/slow-??????"), "{printed}");
}

/// A password that RDS manages opens a real server.
#[tokio::test(flavor = "multi_thread")]
async fn a_targets_password_comes_from_its_secret() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let account = server.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let (user, password) = (account.user().to_owned(), account.password().to_owned());
    let stub =
        Stub::start(secret("rds!cluster-1", &serde_json::json!({"username": user, "password": password})));
    let place = |user: &str| format!("mysql://{user}@{}:{}/?tls=off", account.host(), account.port());
    let check = |user: &str| {
        with_aws(&stub.url())
            .args(["target", "check", &place(user)])
            .env("AUROSCOPE_TARGET_PASSWORD_SECRET", "rds!cluster-1")
            .output()
            .unwrap()
    };
    let right = check(&user);
    let said = String::from_utf8_lossy(&right.stderr);
    assert!(said.contains("is MySQL") && !said.contains(&password), "{said}");
    let (_, said) = told(check("somebody"), 1);
    assert!(
        said.contains(&format!("has the password of '{user}', and the target's user is 'somebody'")),
        "{said}"
    );
}

/// The same for a server that is watched, by its own secret.
#[tokio::test(flavor = "multi_thread")]
async fn a_watched_target_is_opened_by_its_secret() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let account = server.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let stub = Stub::start(secret("team/shop", &serde_json::json!({"password": account.password()})));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("auroscope.toml");
    let url = format!("mysql://{}@{}:{}/?tls=off", account.user(), account.host(), account.port());
    fs::write(
        &config,
        format!("[[target]]\nid = \"by-secret\"\nurl = \"{url}\"\npassword_secret = \"team/shop\"\n"),
    )
    .unwrap();
    let listen = format!("127.0.0.1:{}", free_port().unwrap());
    let child = with_aws(&stub.url())
        .args(["serve", "--listen", &listen, "--data"])
        .arg(folder.path())
        .arg("--config")
        .arg(&config)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let serving = Serving { child, url: format!("http://{listen}") };
    wait_until(Duration::from_secs(30), "the target to be watched", async || {
        let targets = ask(&serving.url, &["target", "list"]);
        targets.is_some_and(|targets| targets[0]["health"]["collectors"][0]["phase"] == "running")
    })
    .await;
}

#[test]
fn a_target_says_where_its_password_is_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("auroscope.toml");
    let shown = |table: &str| {
        fs::write(&config, format!("[[target]]\n{table}\n")).unwrap();
        run(&["config", "show", "--config", config.to_str().unwrap()])
    };
    told(shown("url = \"mysql://u@h\"\npassword_secret = \"a\""), 0);
    for (table, says) in [
        ("url = \"mysql://u@h\"\npassword = \"hunter2\"\npassword_secret = \"a\"", "one of password"),
        ("url = \"mysql://u:hunter2@h\"\npassword_secret = \"a\"", "its URL holds a password"),
    ] {
        let (_, said) = told(shown(table), 1);
        assert!(said.contains(says) && !said.contains("hunter2"), "{said}");
    }
    let both = auroscope()
        .args(["config", "show", "--target", "mysql://u@h"])
        .env("AUROSCOPE_TARGET_PASSWORD", "hunter2")
        .env("AUROSCOPE_TARGET_PASSWORD_SECRET", "a")
        .output()
        .unwrap();
    let (_, said) = told(both, 1);
    assert!(said.contains("are both set: leave one out") && !said.contains("hunter2"), "{said}");
}

/// The guide has the table of permissions as it is printed.
#[test]
fn the_guide_tells_of_every_permission() {
    let (printed, _) = told(run(&["aws", "permissions", "-o", "markdown"]), 0);
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
    let guide = fs::read_to_string(guide).unwrap();
    assert!(guide.contains(&printed), "docs/operating.md: print it again:\n{printed}");
}
