//! `auroscope aws whoami`.

use std::process::ExitCode;

use anyhow::Result;
use auroscope_aws::{Aws, Entry, whoami};

use super::Told;
use crate::arguments::Output;
use crate::output::{Listing, print, say};

pub(super) async fn run(told: Told, output: Output) -> Result<ExitCode> {
    let entries = whoami(&Aws::new(told.aws).await?).await;
    let json = serde_json::to_value(&entries)?;
    let rows = entries.iter().map(row).collect();
    let columns = vec!["account", "identity", "entered_by", "works_in", "problem"];
    print(&Listing { columns, rows, json }, output.output)?;
    let works = entries.iter().any(|entry| !entry.works_in.is_empty());
    if !works {
        say(
            "AWS lets us in nowhere: log in ('aws sso login'), name a profile in aws_profile, or give this machine a role",
        );
    }
    let fails = entries.iter().any(|entry| !entry.fails_in.is_empty());
    Ok(match (works, fails) {
        (false, _) => ExitCode::FAILURE,
        (true, true) => ExitCode::from(3),
        (true, false) => ExitCode::SUCCESS,
    })
}

fn row(entry: &Entry) -> Vec<String> {
    // What a role's ARN says is as far as we get where it lets us in nowhere.
    let of_role = entry.role.as_deref().and_then(|arn| arn.split(':').nth(4));
    let identity = entry.identity.as_ref();
    let account = identity.map(|identity| identity.account.as_str()).or(of_role);
    let problems = entry.fails_in.iter().map(|(region, why)| format!("{region}: {why}"));
    vec![
        account.unwrap_or_default().to_owned(),
        identity.map(|identity| identity.arn.clone()).unwrap_or_default(),
        entry.role.clone().unwrap_or_else(|| "own credentials".to_owned()),
        entry.works_in.join(", "),
        problems.collect::<Vec<_>>().join("; "),
    ]
}
