//! Where to look in AWS, as the settings say it.

use anyhow::{Context, Result, bail};
use auroscope_aws::{AssumedRole, AwsSettings, arn};

use super::layers::Layers;

/// The settings that say where in AWS to look, checked.
pub(crate) fn aws_settings(layers: &Layers) -> Result<AwsSettings> {
    let named = |key: &str| format!("{key} ({})", layers.origin(key));
    let regions: Vec<String> = layers
        .list("aws_regions")
        .iter()
        .map(|text| arn::region(text))
        .collect::<Result<_, _>>()
        .with_context(|| named("aws_regions"))?;
    if let Some(twice) = regions.iter().enumerate().find(|(at, region)| regions[..*at].contains(region)) {
        bail!("{} names {} twice", named("aws_regions"), twice.1);
    }
    let roles: Vec<AssumedRole> = layers
        .list("aws_roles")
        .iter()
        .map(|text| arn::role(text))
        .collect::<Result<_, _>>()
        .with_context(|| named("aws_roles"))?;
    if let Some(twice) = roles.iter().enumerate().find(|(at, role)| roles[..*at].contains(role)) {
        bail!("{} names {} twice", named("aws_roles"), twice.1.role_arn);
    }
    let only_roles = match layers.text("aws_only_roles").as_str() {
        "true" => true,
        "false" => false,
        other => bail!("{} is '{other}'; use true or false", named("aws_only_roles")),
    };
    if only_roles && roles.is_empty() {
        bail!("{} leaves no account: name a role in aws_roles", named("aws_only_roles"));
    }
    let profile = Some(layers.text("aws_profile")).filter(|profile| !profile.is_empty());
    Ok(AwsSettings { profile, config_file: None, regions, roles, only_roles })
}

/// Every secret that the settings name.
pub(crate) fn named_secrets(layers: &Layers) -> Vec<String> {
    let of_tables = layers.target_tables.iter().filter_map(|table| table.get("password_secret")?.as_str());
    let mut names: Vec<String> = ["secret_name", "target_password_secret"]
        .iter()
        .map(|key| layers.text(key))
        .chain(of_tables.map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
