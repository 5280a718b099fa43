//! Which layer wins, and what is refused.

use std::io::Write;

use super::*;

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn layers(flags: Serve, variables: &[(&str, &str)]) -> Result<Layers> {
    Layers::with(&flags, |name| {
        variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let file = file("threshold = \"4s\"\ninterval = 0.5\nretention = \"7d\"\nexclude_users = [\"a\", \"b\"]");
    let flags =
        Serve { config: Some(file.path().to_owned()), threshold: Some("1s".into()), ..Serve::default() };
    let layers = layers(
        flags,
        &[("AUROSCOPE_THRESHOLD", "9s"), ("AUROSCOPE_RETENTION", "3d"), ("MYSQL_EXEC_TIME", "8")],
    )
    .unwrap();
    assert_eq!((layers.text("threshold").as_str(), layers.origin("threshold")), ("1s", "flag --threshold"));
    assert_eq!(
        (layers.text("retention").as_str(), layers.origin("retention")),
        ("3d", "environment AUROSCOPE_RETENTION")
    );
    assert_eq!(layers.duration("interval").unwrap(), Duration::from_millis(500));
    assert!(layers.origin("interval").starts_with("file "));
    assert_eq!(layers.list("exclude_users"), ["a", "b"]);
    assert_eq!((layers.text("listen").as_str(), layers.origin("listen")), ("127.0.0.1:8306", "default"));
}

#[test]
fn the_old_systems_variables_are_read() {
    let layers = layers(
        Serve::default(),
        &[
            ("MYSQL_EXEC_TIME", "3"),
            ("MYSQL_MONITORING_INTERVAL", "2"),
            ("MYSQL_EXCLUDED_DBS", "mysql, information_schema,"),
            ("MYSQL_EXCLUDED_USERS", "monitor"),
            ("MGMT_USER", "mgmt_mysql"),
            ("MGMT_USER_PASS", "hunter2"),
        ],
    )
    .unwrap();
    assert_eq!(layers.duration("threshold").unwrap(), Duration::from_secs(3));
    assert_eq!(layers.duration("interval").unwrap(), Duration::from_secs(2));
    assert_eq!(layers.list("exclude_schemas"), ["mysql", "information_schema"]);
    assert_eq!(layers.list("exclude_users"), ["monitor"]);
    assert_eq!(layers.text("target_user"), "mgmt_mysql");
    assert!(KEYS.iter().all(|key| !layers.shown(key).contains("hunter2")));
}

#[test]
fn a_secret_comes_from_a_file_too() {
    let secret = file("p@ss 한\n");
    let layers =
        layers(Serve::default(), &[("AUROSCOPE_API_TOKEN_FILE", secret.path().to_str().unwrap())]).unwrap();
    assert_eq!(layers.text("api_token"), "p@ss 한");
    let missing = Layers::with(&Serve::default(), |name| {
        (name == "AUROSCOPE_API_TOKEN_FILE").then(|| "/no/such".into())
    });
    assert!(format!("{:#}", missing.err().unwrap()).contains("/no/such"));
}

#[test]
fn unknown_keys_and_wrong_kinds_are_refused_by_name() {
    for (text, says) in [
        ("treshold = 2", "unknown key 'treshold'"),
        ("listen_file = 'x'", "unknown key 'listen_file'"),
        ("listen = ['x']", "listen in"),
        ("exclude_users = [1]", "exclude_users in"),
        ("target = 1", "[[target]]"),
        ("x = ", "is no TOML"),
    ] {
        let file = file(text);
        let flags = Serve { config: Some(file.path().to_owned()), ..Serve::default() };
        let error = format!("{:#}", layers(flags, &[]).err().unwrap());
        assert!(error.contains(says), "{text}: {error}");
    }
}

#[test]
fn a_password_in_a_url_is_not_shown() {
    let flags =
        Serve { targets: vec!["mysql://u:hunter2@h:1/".into(), "mysql://u@h".into()], ..Serve::default() };
    let layers = layers(flags, &[]).unwrap();
    let key = KEYS.iter().find(|key| key.name == "targets").unwrap();
    assert_eq!(layers.shown(key), "mysql://u@h:1/, mysql://u@h");
}

/// Defect: what was no URL was shown whole.
#[test]
fn what_is_no_url_is_not_shown() {
    for wrong in [
        "u:hunter2@h:1",
        "u:hunter2@h",
        "mysq://u:hunter2@h",
        "mysql:/u:hunter2@h",
        "hunter2",
        "mysql://u:hunter2@h/s",
    ] {
        let layers = layers(Serve { targets: vec![wrong.into()], ..Serve::default() }, &[]).unwrap();
        let key = KEYS.iter().find(|key| key.name == "targets").unwrap();
        assert_eq!(layers.shown(key), "(not a URL)", "{wrong}");
    }
    let layers =
        layers(Serve { targets: vec!["mysql://h:1/?tls=off".into()], ..Serve::default() }, &[]).unwrap();
    let key = KEYS.iter().find(|key| key.name == "targets").unwrap();
    assert_eq!(layers.shown(key), "mysql://h:1/?tls=off");
}
