//! `auroscope aws permissions`.

use std::process::ExitCode;

use anyhow::Result;
use auroscope_aws::{PERMISSIONS, Permission, Places};
use serde_json::json;

use crate::arguments::Output;
use crate::output::{Listing, print};

pub(super) fn run(output: Output) -> Result<ExitCode> {
    // Placeholders, as the documentation of AWS writes them.
    let places = Places::new(None, None, &[])?
        .with_secrets(vec!["NAME".to_owned()])
        .with_roles(&[auroscope_aws::arn::role("arn:aws:iam::123456789012:role/NAME")?])
        .with_database_user("USER");
    let resources = |permission: &Permission| {
        permission.statement(&places).map(|statement| statement.resources).unwrap_or_default()
    };
    let rows = PERMISSIONS
        .iter()
        .map(|one| {
            let resources = resources(one).join(", ");
            vec![one.function.to_string(), one.action.to_owned(), resources, one.reason.to_owned()]
        })
        .collect();
    let json = PERMISSIONS
        .iter()
        .map(|one| {
            json!({"function": one.function, "action": one.action, "resources": resources(one), "reason": one.reason})
        })
        .collect();
    print(
        &Listing { columns: vec!["function", "action", "resources", "reason"], rows, json },
        output.output,
    )?;
    Ok(ExitCode::SUCCESS)
}
