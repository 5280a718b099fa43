//! Settings and passwords that stand in AWS Secrets Manager. They are read once, at the start.

use std::thread;

use anyhow::{Context, Result, bail};
use auroscope_aws::{Aws, DatabaseLogin, secret_text};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::aws::aws_settings;
use super::keys::{KEYS, Key, Kind};
use super::layers::{Layers, split};

/// What is needed to get at the secret cannot stand in it.
const BEFORE: [&str; 5] = ["secret_name", "aws_profile", "aws_regions", "aws_roles", "aws_only_roles"];

/// The values that the secret `secret_name` has for settings, where one is named.
pub(super) fn values(layers: &Layers) -> Result<Vec<(&'static Key, Vec<String>)>> {
    let name = layers.text("secret_name");
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let read = || {
        let texts = texts(layers, std::slice::from_ref(&name))?;
        texts.first().map_or_else(|| Ok(Vec::new()), settings_of)
    };
    read().with_context(|| format!("secret_name ({}) is '{name}'", layers.origin("secret_name")))
}

/// The password that a secret of Secrets Manager holds for a target of this user.
pub(crate) fn target_password(layers: &Layers, name: &str, user: &str) -> Result<SecretString> {
    let texts = texts(layers, &[name.to_owned()])?;
    let text = texts.first().context("no secret was read")?;
    let login = DatabaseLogin::of(text).map_err(|what| anyhow::anyhow!("the secret '{name}' {what}"))?;
    if let Some(other) = login.user.filter(|other| other != user) {
        bail!("the secret '{name}' has the password of '{other}', and the target's user is '{user}'");
    }
    Ok(login.password)
}

/// The texts of secrets. Settings are read before there is anything that could go on meanwhile, so this waits.
fn texts(layers: &Layers, names: &[String]) -> Result<Vec<SecretString>> {
    let settings = aws_settings(layers)?;
    let asking = async {
        let aws = Aws::new(settings).await?;
        let mut texts = Vec::new();
        for name in names {
            texts.push(secret_text(&aws.home(), name).await?);
        }
        Ok(texts)
    };
    // Where a runtime runs already, another one must not wait on its threads.
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(asking)
        });
        waiting.join().unwrap_or_else(|_| bail!("reading a secret panicked"))
    })
}

/// Reads a secret's JSON. A name is a setting's, or its environment variable's; of those in capitals others may be
/// there for other programs, as in the environment. What is wrong is told without any value.
fn settings_of(text: &SecretString) -> Result<Vec<(&'static Key, Vec<String>)>> {
    // An error of serde_json's would tell where, and no more, but a text that is no JSON may be a bare password.
    let Ok(Value::Object(object)) = serde_json::from_str(text.expose_secret()) else {
        bail!("it holds no JSON object of settings");
    };
    for name in object.keys() {
        let known = KEYS.iter().find(|key| names(key).any(|one| one == name));
        if known.is_some_and(|key| BEFORE.contains(&key.name)) {
            bail!("it holds {name}, which is needed to read it: set that in the environment or the file");
        }
        let is_of_others = !name.chars().any(char::is_lowercase);
        if known.is_none() && !is_of_others {
            bail!("it has an unknown key '{name}'");
        }
    }
    let found = KEYS.iter().filter_map(|key| {
        let (name, value) = names(key).find_map(|name| object.get_key_value(name))?;
        let values = values_of(key, value).with_context(|| format!("its {name} is of the wrong kind"));
        Some(values.map(|values| (key, values)))
    });
    let found: Vec<_> = found.collect::<Result<_>>()?;
    Ok(found.into_iter().filter(|(_, values)| !values.is_empty()).collect())
}

fn names(key: &Key) -> impl Iterator<Item = &'static str> {
    [Some(key.name), Some(key.variable), key.old_variable].into_iter().flatten()
}

/// None where the value is of another kind than the setting.
fn values_of(key: &Key, value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(split(key, text)),
        Value::Number(number) if key.kind == Kind::Text => Some(vec![number.to_string()]),
        Value::Bool(flag) if key.kind == Kind::Text => Some(vec![flag.to_string()]),
        Value::Array(items) if key.kind == Kind::List => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Vec<(&'static str, Vec<String>)>> {
        let settings = settings_of(&text.to_owned().into())?;
        Ok(settings.into_iter().map(|(key, values)| (key.name, values)).collect())
    }

    #[test]
    fn names_of_settings_and_of_the_old_system_are_read() {
        let text = r#"{"MGMT_USER":"mgmt","MGMT_USER_PASS":"hunter2","MONGODB_URI":"mongodb://x","MYSQL_EXEC_TIME":3,
            "exclude_users":["a","b,c"],"AUROSCOPE_EXCLUDE_SCHEMAS":"x, y","api_token":null}"#;
        let found = found(text).unwrap();
        let of = |name: &str| found.iter().find(|(key, _)| *key == name).map(|(_, values)| values.join("|"));
        assert_eq!(of("target_user").as_deref(), Some("mgmt"));
        assert_eq!(of("target_password").as_deref(), Some("hunter2"));
        assert_eq!(of("threshold").as_deref(), Some("3"));
        assert_eq!(of("exclude_users").as_deref(), Some("a|b,c"));
        assert_eq!(of("exclude_schemas").as_deref(), Some("x|y"));
        assert_eq!(found.len(), 5, "{found:?}");
    }

    #[test]
    fn the_settings_own_name_comes_first() {
        let both = found(r#"{"MGMT_USER":"old","target_user":"new"}"#).unwrap();
        assert_eq!(both, [("target_user", vec!["new".to_owned()])]);
    }

    #[test]
    fn what_is_wrong_is_said_without_values() {
        for (text, says) in [
            ("hunter2", "no JSON object"),
            ("[\"hunter2\"]", "no JSON object"),
            (r#"{"target_pasword":"hunter2"}"#, "unknown key 'target_pasword'"),
            (r#"{"target_password":["hunter2"]}"#, "its target_password is of the wrong kind"),
            (r#"{"aws_profile":"hunter2"}"#, "it holds aws_profile, which is needed to read it"),
            (r#"{"APP_SECRET_NAME":"hunter2"}"#, "it holds APP_SECRET_NAME"),
        ] {
            let error = format!("{:#}", found(text).unwrap_err());
            assert!(error.contains(says) && !error.contains("hunter2"), "{text}: {error}");
        }
    }
}
