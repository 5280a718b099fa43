//! Targets from flags, environment and file. A user or password that a target does not name itself is taken from
//! `target_user` and `target_password`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use auroscope_mysql::parse_tls;
use auroscope_server::NewTarget;
use secrecy::SecretString;
use toml::Table;

use super::layers::{Layers, secret_file};
use super::secrets::target_password;

/// The secrets of Secrets Manager that hold passwords of targets: a target's place in the list, and the secret's name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Passwords(Vec<(usize, String)>);

/// All configured targets, and which of their passwords are still to be read.
pub(super) fn configured(layers: &Layers) -> Result<(Vec<NewTarget>, Passwords)> {
    let (mut targets, mut passwords) = (Vec::new(), Passwords::default());
    for url in layers.list("targets") {
        let new = NewTarget { id: None, url, password: None, tls: None, tls_ca_file: None };
        let (new, secret) = completed(new, None, layers)?;
        passwords.0.extend(secret.map(|secret| (targets.len(), secret)));
        targets.push(new);
    }
    for table in &layers.target_tables {
        let new = from_table(table).and_then(|(new, secret)| completed(new, secret, layers));
        let (new, secret) =
            new.with_context(|| format!("target {} in the configuration file", targets.len() + 1))?;
        passwords.0.extend(secret.map(|secret| (targets.len(), secret)));
        targets.push(new);
    }
    Ok((targets, passwords))
}

impl Passwords {
    /// Reads them into the targets.
    pub(crate) fn read(&self, targets: &mut [NewTarget], layers: &Layers) -> Result<()> {
        for (place, secret) in &self.0 {
            if let Some(target) = targets.get_mut(*place) {
                target.password = Some(target_password(layers, secret, &target.endpoint()?.user)?);
            }
        }
        Ok(())
    }
}

/// A target with what it does not name itself, its password among it.
pub(crate) fn complete(new: NewTarget, layers: &Layers) -> Result<NewTarget> {
    let (mut new, secret) = completed(new, None, layers)?;
    if let Some(secret) = secret {
        new.password = Some(target_password(layers, &secret, &new.endpoint()?.user)?);
    }
    Ok(new)
}

/// Its own password, then the URL's, then the default one; or the secret that holds it.
fn completed(
    mut new: NewTarget,
    secret: Option<String>,
    layers: &Layers,
) -> Result<(NewTarget, Option<String>)> {
    new.url = with_user(&new.url, &layers.text("target_user"));
    let endpoint = new.endpoint()?;
    if secret.is_some() {
        return match endpoint.password {
            Some(_) => bail!("its URL holds a password, and password_secret names another"),
            None => Ok((new, secret)),
        };
    }
    if endpoint.password.is_some() {
        return Ok((new, None));
    }
    let default_secret = Some(layers.text("target_password_secret")).filter(|name| !name.is_empty());
    new.password = layers.secret("target_password")?;
    if new.password.is_some() && default_secret.is_some() {
        bail!(
            "target_password ({}) and target_password_secret ({}) are both set: leave one out",
            layers.origin("target_password"),
            layers.origin("target_password_secret")
        );
    }
    Ok((new, default_secret))
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

fn from_table(table: &Table) -> Result<(NewTarget, Option<String>)> {
    const KNOWN: [&str; 7] =
        ["id", "url", "password", "password_file", "password_secret", "tls", "tls_ca_file"];
    if let Some(name) = table.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        bail!("unknown key '{name}'; known are {}", KNOWN.join(", "));
    }
    let text = |name: &str| match table.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).with_context(|| format!("{name} must be a text")),
    };
    let secret = text("password_secret")?.map(str::to_owned);
    let password = match (text("password")?, text("password_file")?) {
        (None, None) => None,
        (Some(password), None) if secret.is_none() => Some(SecretString::from(password.to_owned())),
        (None, Some(path)) if secret.is_none() => Some(secret_file(Path::new(path))?.into()),
        _ => bail!("give one of password, password_file and password_secret"),
    };
    let new = NewTarget {
        id: text("id")?.map(str::parse).transpose()?,
        url: text("url")?.context("url is missing")?.to_owned(),
        password,
        tls: text("tls")?.map(parse_tls).transpose()?,
        tls_ca_file: text("tls_ca_file")?.map(PathBuf::from),
    };
    Ok((new, secret))
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
