//! Targets from flags, environment and file. A user or password that a target does not name itself is taken from
//! `target_user` and `target_password`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use auroscope_mysql::parse_tls;
use auroscope_server::NewTarget;
use secrecy::SecretString;
use toml::Table;

use super::layers::{Layers, secret_file};

/// All configured targets.
pub(super) fn configured(layers: &Layers) -> Result<Vec<NewTarget>> {
    let mut targets = Vec::new();
    for url in layers.list("targets") {
        let new = NewTarget { id: None, url, password: None, tls: None, tls_ca_file: None };
        targets.push(complete(new, layers)?);
    }
    for table in &layers.target_tables {
        let new = from_table(table).and_then(|new| complete(new, layers));
        targets.push(new.with_context(|| format!("target {} in the configuration file", targets.len() + 1))?);
    }
    Ok(targets)
}

/// A target with what it does not name itself. Its own password, then the URL's, then the default one.
pub(crate) fn complete(mut new: NewTarget, layers: &Layers) -> Result<NewTarget> {
    new.url = with_user(&new.url, &layers.text("target_user"));
    let endpoint = new.endpoint()?;
    if endpoint.password.is_none() {
        new.password = layers.secret("target_password")?;
    }
    Ok(new)
}

/// The URL with a user where it names none.
pub(super) fn with_user(url: &str, user: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    if user.is_empty() || rest[..authority_end].contains('@') {
        return url.to_owned();
    }
    let encoded: String = user
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("{scheme}://{encoded}@{rest}")
}

fn from_table(table: &Table) -> Result<NewTarget> {
    const KNOWN: [&str; 6] = ["id", "url", "password", "password_file", "tls", "tls_ca_file"];
    if let Some(name) = table.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        bail!("unknown key '{name}'; known are {}", KNOWN.join(", "));
    }
    let text = |name: &str| match table.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).with_context(|| format!("{name} must be a text")),
    };
    let password = match (text("password")?, text("password_file")?) {
        (Some(_), Some(_)) => bail!("give password or password_file, not both"),
        (Some(password), None) => Some(SecretString::from(password.to_owned())),
        (None, Some(path)) => Some(secret_file(Path::new(path))?.into()),
        (None, None) => None,
    };
    Ok(NewTarget {
        id: text("id")?.map(str::parse).transpose()?,
        url: text("url")?.context("url is missing")?.to_owned(),
        password,
        tls: text("tls")?.map(parse_tls).transpose()?,
        tls_ca_file: text("tls_ca_file")?.map(PathBuf::from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_added_only_where_there_is_none() {
        assert_eq!(with_user("mysql://h:1/", "mgmt"), "mysql://mgmt@h:1/");
        assert_eq!(with_user("mysql://u@h", "mgmt"), "mysql://u@h");
        assert_eq!(with_user("mysql://h?tls_ca_file=/a@b", "m@x"), "mysql://m%40x@h?tls_ca_file=/a@b");
        assert_eq!(with_user("mysql://h", ""), "mysql://h");
        assert_eq!(with_user("nonsense", "mgmt"), "nonsense");
    }
}
