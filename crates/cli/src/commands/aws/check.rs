//! `auroscope aws check`.

use std::process::ExitCode;

use anyhow::Result;
use auroscope_aws::{Aws, CheckSettings, Checked, Function, Verdict, check};

use super::Told;
use crate::arguments::{Format, Output};
use crate::output::{Listing, print, printable, say, write};

pub(super) async fn run(told: Told, asked: Vec<Function>, output: Output) -> Result<ExitCode> {
    let functions = if asked.is_empty() {
        let mut functions = Told::LOOKING.to_vec();
        functions.extend(told.of_home());
        functions
    } else {
        asked
    };
    let settings = CheckSettings { functions, secrets: told.secrets };
    let checked = check(&Aws::new(told.aws).await?, &settings).await;
    if output.output == Format::Table {
        write(&grouped(&checked))?;
    } else {
        let columns = vec!["account", "region", "function", "action", "on", "state", "why", "add"];
        let json = serde_json::to_value(&checked)?;
        print(&Listing { columns, rows: checked.iter().map(row).collect(), json }, output.output)?;
    }
    let count = |verdict| checked.iter().filter(|one| one.verdict == verdict).count();
    let (works, denied, not_tried) =
        (count(Verdict::Works), count(Verdict::Denied), count(Verdict::NotTried));
    say(format_args!("{works} work, {denied} denied, {not_tried} not tried"));
    Ok(match (denied, not_tried) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

fn row(one: &Checked) -> Vec<String> {
    vec![
        account(one).to_owned(),
        one.region.clone(),
        one.function.to_string(),
        one.action.to_owned(),
        one.on.clone().unwrap_or_default(),
        state(one.verdict).1.to_owned(),
        one.why.clone().unwrap_or_default(),
        statement(one).unwrap_or_default(),
    ]
}

/// The number that AWS says, or that the role's ARN has.
fn account(one: &Checked) -> &str {
    let of_role = || one.role.as_deref().and_then(|arn| arn.split(':').nth(4));
    one.account.as_deref().or_else(of_role).unwrap_or("unknown account")
}

fn statement(one: &Checked) -> Option<String> {
    one.add.as_ref().and_then(|statement| serde_json::to_string(statement).ok())
}

fn state(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Works => ("✓", "works"),
        Verdict::Denied => ("✗", "denied"),
        Verdict::NotTried => ("?", "not tried"),
    }
}

/// For a person: by account and region, then by function.
fn grouped(checked: &[Checked]) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut last: Option<&Checked> = None;
    for one in checked {
        let is_same_place = last.is_some_and(|last| last.region == one.region && last.role == one.role);
        if !is_same_place {
            if last.is_some() {
                lines.push(String::new());
            }
            let by = one.role.as_ref().map(|role| format!(", by {role}")).unwrap_or_default();
            lines.push(format!("{}, {}{by}", account(one), one.region));
        }
        if !is_same_place || last.is_some_and(|last| last.function != one.function) {
            lines.push(format!("  {}", one.function));
        }
        let (mark, state) = state(one.verdict);
        let on = one.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        let why = one.why.as_ref().map(|why| format!(": {state}: {why}")).unwrap_or_default();
        lines.push(format!("    {mark} {}{on}{why}", one.action));
        if let Some(statement) = statement(one) {
            lines.push(format!("      add to the policy: {statement}"));
        }
        last = Some(one);
    }
    lines.iter().map(|line| printable(line) + "\n").collect()
}
