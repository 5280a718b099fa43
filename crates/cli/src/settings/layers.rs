//! Where each value comes from: flag, environment, file, secret or default.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use auroscope_mysql::Endpoint;
use reqwest::Url;
use secrecy::SecretString;
use toml::{Table, Value};

use super::duration::parse_duration;
use super::keys::{KEYS, Key, Kind};
use super::secrets;
use super::targets::with_user;
use crate::arguments::Serve;

/// The origin of what nobody says otherwise.
const DEFAULT: &str = "default";

/// A value and where it comes from.
struct Found {
    values: Vec<String>,
    origin: String,
}

/// All values, by key.
pub(crate) struct Layers {
    found: HashMap<&'static str, Found>,
    /// The `[[target]]` tables of the file.
    pub(crate) target_tables: Vec<Table>,
}

impl Layers {
    /// What a command without flags of its own has: environment, and the file that is named there.
    pub(crate) fn of_environment() -> Result<Self> {
        Self::read(&no_flags())
    }

    /// The layers of a command that asks a running Auroscope. It needs no secret but the API's token: only where that
    /// may stand in the secret is it read, and what goes wrong then is said and no more.
    pub(crate) fn of_client() -> Result<Self> {
        let flags = no_flags();
        let layers = Self::without_secret(&flags)?;
        if layers.text("secret_name").is_empty() || layers.secret("api_token")?.is_some() {
            return Ok(layers);
        }
        Self::read(&flags).or_else(|error| {
            crate::output::say(format_args!("going on without the API's token: {error:#}"));
            Ok(layers)
        })
    }

    /// Reads flags, environment and file, and what else the secret that they name has.
    pub(crate) fn read(flags: &Serve) -> Result<Self> {
        let mut layers = Self::without_secret(flags)?;
        let origin = format!("secret {}", layers.text("secret_name"));
        for (key, values) in secrets::values(&layers)? {
            if let Some(found) = layers.found.get_mut(key.name).filter(|found| found.origin == DEFAULT) {
                *found = Found { values, origin: origin.clone() };
            }
        }
        Ok(layers)
    }

    /// Reads flags, environment and file.
    pub(crate) fn without_secret(flags: &Serve) -> Result<Self> {
        Self::with(flags, |name| std::env::var(name).ok())
    }

    fn with(flags: &Serve, variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut file = match &flags.config {
            Some(path) => read_file(path)?,
            None => Table::new(),
        };
        let target_tables = match file.remove("target") {
            None => Vec::new(),
            Some(Value::Array(tables)) => tables
                .into_iter()
                .map(|table| match table {
                    Value::Table(table) => Ok(table),
                    _ => bail!("targets are written as [[target]] tables"),
                })
                .collect::<Result<_>>()?,
            Some(_) => bail!("targets are written as [[target]] tables"),
        };
        let place = flags.config.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        refuse_unknown(&file, &place)?;
        let mut found = HashMap::new();
        for key in KEYS {
            let value = match from_flags(flags, key.name) {
                Some(values) => Some(Found { values, origin: format!("flag --{}", flag_name(key.name)) }),
                None => match from_environment(key, &variable)? {
                    Some(found) => Some(found),
                    None => from_file(key, &file, &place)?,
                },
            };
            found.insert(key.name, value.unwrap_or_else(|| default(key)));
        }
        Ok(Self { found, target_tables })
    }

    /// A value as one text.
    pub(crate) fn text(&self, key: &str) -> String {
        self.values(key).first().cloned().unwrap_or_default()
    }

    /// A value as a list.
    pub(crate) fn list(&self, key: &str) -> Vec<String> {
        self.values(key).to_vec()
    }

    /// A value as a duration.
    pub(crate) fn duration(&self, key: &str) -> Result<Duration> {
        parse_duration(&self.text(key)).with_context(|| format!("{key} ({})", self.origin(key)))
    }

    /// A secret, if there is one.
    pub(crate) fn secret(&self, key: &str) -> Result<Option<SecretString>> {
        let text = self.text(key);
        Ok(if text.is_empty() { None } else { Some(text.into()) })
    }

    /// Where a value comes from.
    pub(crate) fn origin(&self, key: &str) -> &str {
        self.found.get(key).map_or("", |found| &found.origin)
    }

    /// A value as it may be shown.
    pub(crate) fn shown(&self, key: &Key) -> String {
        let values = self.values(key.name);
        match key.kind {
            Kind::Secret if values.is_empty() => "(not set)".into(),
            Kind::Secret => "(set)".into(),
            // A URL may hold a password.
            _ if key.name == "targets" => {
                values.iter().map(|url| hide_password(url)).collect::<Vec<_>>().join(", ")
            }
            _ => values.join(", "),
        }
    }

    fn values(&self, key: &str) -> &[String] {
        self.found.get(key).map_or(&[], |found| &found.values)
    }
}

/// A URL without its password. Of what is none, nobody can say which part is the password.
fn hide_password(url: &str) -> String {
    // A user may be missing: `target_user` stands in.
    let is_one = Endpoint::parse(&with_user(url, "auroscope")).is_ok();
    let without_password = Url::parse(url).ok().filter(|_| is_one).and_then(|mut url| {
        url.set_password(None).ok()?;
        Some(url.to_string())
    });
    without_password.unwrap_or_else(|| "(not a URL)".into())
}

/// Of a command without flags of its own: the file that the environment names.
fn no_flags() -> Serve {
    let config = std::env::var_os("AUROSCOPE_CONFIG").filter(|path| !path.is_empty()).map(Into::into);
    Serve { config, ..Serve::default() }
}

fn flag_name(key: &str) -> String {
    match key {
        "targets" => "target".into(),
        "exclude_users" => "exclude-user".into(),
        "exclude_schemas" => "exclude-schema".into(),
        "aws_regions" => "aws-region".into(),
        "aws_roles" => "aws-role".into(),
        other => other.replace('_', "-"),
    }
}

fn from_flags(flags: &Serve, key: &str) -> Option<Vec<String>> {
    let text = |value: &Option<String>| value.clone().map(|value| vec![value]);
    let list = |values: &Vec<String>| (!values.is_empty()).then(|| values.clone());
    match key {
        "listen" => text(&flags.listen),
        "data" => text(&flags.data),
        "threshold" => text(&flags.threshold),
        "interval" => text(&flags.interval),
        "retention" => text(&flags.retention),
        "budget" => text(&flags.budget),
        "plans_per_minute" => text(&flags.plans_per_minute),
        "plan_refresh" => text(&flags.plan_refresh),
        "log" => text(&flags.log),
        "log_format" => text(&flags.log_format),
        "targets" => list(&flags.targets),
        "exclude_users" => list(&flags.exclude_users),
        "exclude_schemas" => list(&flags.exclude_schemas),
        "secret_name" => text(&flags.aws.secret_name),
        "aws_profile" => text(&flags.aws.aws_profile),
        "aws_regions" => list(&flags.aws.aws_regions),
        "aws_roles" => list(&flags.aws.aws_roles),
        "aws_only_roles" => text(&flags.aws.aws_only_roles),
        _ => None,
    }
}

fn from_environment(key: &Key, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Found>> {
    for name in [Some(key.variable), key.old_variable].into_iter().flatten() {
        if let Some(text) = variable(name).filter(|text| !text.is_empty()) {
            return Ok(Some(Found { values: split(key, &text), origin: format!("environment {name}") }));
        }
        let name = format!("{name}_FILE");
        if key.kind == Kind::Secret
            && let Some(path) = variable(&name).filter(|path| !path.is_empty())
        {
            return Ok(Some(Found {
                values: vec![secret_file(Path::new(&path))?],
                origin: format!("environment {name}"),
            }));
        }
    }
    Ok(None)
}

fn from_file(key: &Key, file: &Table, place: &str) -> Result<Option<Found>> {
    let origin = format!("file {place}");
    let file_key = format!("{}_file", key.name);
    if let (Kind::Secret, Some(path)) = (key.kind, file.get(&file_key)) {
        let path = path.as_str().with_context(|| format!("{file_key} in {place} must be a text"))?;
        return Ok(Some(Found { values: vec![secret_file(Path::new(path))?], origin }));
    }
    let Some(value) = file.get(key.name) else { return Ok(None) };
    let values = match value {
        Value::Array(items) if key.kind == Kind::List => items
            .iter()
            .map(|item| {
                item.as_str()
                    .map(str::to_owned)
                    .with_context(|| format!("{} in {place} must be a list of texts", key.name))
            })
            .collect::<Result<_>>()?,
        Value::String(text) => split(key, text),
        Value::Integer(number) if key.kind == Kind::Text => vec![number.to_string()],
        Value::Float(number) if key.kind == Kind::Text => vec![number.to_string()],
        Value::Boolean(flag) if key.kind == Kind::Text => vec![flag.to_string()],
        _ => bail!("{} in {place} has a value of the wrong kind", key.name),
    };
    Ok(Some(Found { values, origin }))
}

fn default(key: &Key) -> Found {
    let text = if key.name == "data" { default_data().display().to_string() } else { key.default.to_owned() };
    Found { values: split(key, &text), origin: DEFAULT.into() }
}

/// The folder a service manager gives, or the user's data folder.
fn default_data() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("STATE_DIRECTORY")
        .or_else(|| variable("XDG_DATA_HOME").map(|folder| folder.join("auroscope")))
        .or_else(|| variable("HOME").map(|folder| folder.join(".local/share/auroscope")))
        .unwrap_or_else(|| PathBuf::from("auroscope-data"))
}

pub(super) fn split(key: &Key, text: &str) -> Vec<String> {
    match key.kind {
        Kind::List => {
            text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        }
        _ if text.is_empty() => Vec::new(),
        _ => vec![text.to_owned()],
    }
}

/// A secret from a file, without the line end that editors add.
pub(crate) fn secret_file(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the secret file {}", path.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn read_file(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the configuration file {}", path.display()))?;
    text.parse().with_context(|| format!("{} is no TOML", path.display()))
}

fn refuse_unknown(file: &Table, place: &str) -> Result<()> {
    for name in file.keys() {
        let secret = name.strip_suffix("_file");
        let known =
            KEYS.iter().any(|key| key.name == name || (key.kind == Kind::Secret && secret == Some(key.name)));
        if !known {
            let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
            bail!("{place} has an unknown key '{name}'; known are {} and [[target]]", names.join(", "));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
