//! What is looked at in AWS, and which instances are watched by themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use auroscope_model::{TlsMode, WatchRules};
use auroscope_server::Login;

use super::layers::Layers;
use super::secrets::target_password;

/// AWS is not asked more often than this.
const SHORTEST_PERIOD: Duration = Duration::from_secs(30);

/// What the settings say of the inventory.
#[derive(Debug)]
pub(crate) struct InventorySettings {
    /// How often AWS is asked.
    pub(crate) period: Duration,
    /// What chooses the instances that are watched.
    pub(crate) rules: WatchRules,
    /// How they are logged in to; none: the inventory is kept, and nothing is watched by it.
    pub(crate) login: Option<Login>,
    /// The secret of Secrets Manager that holds the password, still to be read.
    password_secret: Option<String>,
}

impl InventorySettings {
    /// Reads the password, where a secret holds it.
    pub(crate) fn read_password(&mut self, layers: &Layers) -> Result<()> {
        if let (Some(login), Some(secret)) = (&mut self.login, &self.password_secret) {
            login.password = Some(target_password(layers, secret, &login.user)?);
        }
        Ok(())
    }
}

/// The settings of the inventory, checked; none where AWS is not to be asked.
pub(super) fn inventory(layers: &Layers) -> Result<Option<InventorySettings>> {
    let named = |key: &str| format!("{key} ({})", layers.origin(key));
    let is_on = match layers.text("aws_inventory").as_str() {
        "true" => true,
        "false" => false,
        other => bail!("{} is '{other}'; use true or false", named("aws_inventory")),
    };
    let period = layers.duration("aws_inventory_period")?;
    if period < SHORTEST_PERIOD {
        bail!(
            "{} is {}: make it at least 30s",
            named("aws_inventory_period"),
            layers.text("aws_inventory_period")
        );
    }
    let mut tags = BTreeMap::new();
    for text in layers.list("watch_tags") {
        match text.split_once('=') {
            Some((tag, value)) if !tag.trim().is_empty() => {
                let (tag, value) = (tag.trim().to_owned(), value.trim().to_owned());
                if tags.contains_key(&tag) {
                    bail!("{} names the tag '{tag}' twice, and all tags must fit", named("watch_tags"));
                }
                tags.insert(tag, value);
            }
            _ => bail!("{} holds '{text}'; write tag=value", named("watch_tags")),
        }
    }
    let rules = WatchRules { names: layers.list("watch_names"), tags, except: layers.list("watch_except") };
    let login = login(layers)?;
    if layers.secret("target_password")?.is_some() && !layers.text("target_password_secret").is_empty() {
        bail!("target_password and target_password_secret are both set: one of them is the password");
    }
    let named_secret = Some(layers.text("target_password_secret")).filter(|secret| !secret.is_empty());
    let password_secret =
        named_secret.filter(|_| login.as_ref().is_some_and(|login| login.password.is_none()));
    Ok(is_on.then_some(InventorySettings { period, rules, login, password_secret }))
}

fn login(layers: &Layers) -> Result<Option<Login>> {
    let user = layers.text("target_user");
    if user.is_empty() {
        return Ok(None);
    }
    let file = Some(layers.text("target_tls_ca_file")).filter(|file| !file.is_empty()).map(PathBuf::from);
    Ok(Some(Login {
        user,
        password: layers.secret("target_password")?,
        // Instances of AWS are on a network: nothing less is right for all of them.
        tls: TlsMode::VerifyIdentity,
        tls_ca_file: file,
    }))
}
