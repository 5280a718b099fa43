//! `auroscope config show`.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::ConfigCommand;
use crate::output::{Listing, print, say};
use crate::settings::{Configuration, KEYS, Layers};

pub(super) fn run(command: ConfigCommand) -> Result<ExitCode> {
    let ConfigCommand::Show { settings, output } = command;
    // What can be shown is, also where a secret cannot be read.
    let (layers, code) = match Layers::read(&settings) {
        Ok(layers) => (layers, ExitCode::SUCCESS),
        Err(error) => {
            let layers = Layers::without_secret(&settings)?;
            say(format_args!("shown without what the secret says: {error:#}"));
            (layers, ExitCode::from(3))
        }
    };
    let mut rows: Vec<Vec<String>> = KEYS
        .iter()
        .map(|key| {
            vec![
                key.name.to_owned(),
                layers.shown(key),
                layers.origin(key.name).to_owned(),
                key.variable.to_owned(),
            ]
        })
        .collect();
    // What cannot be is shown as what it is, and then said.
    let checked = Configuration::of(&layers);
    if let (Ok(configuration), false) = (&checked, layers.target_tables.is_empty()) {
        let first = configuration.targets.len() - layers.target_tables.len();
        for target in &configuration.targets[first..] {
            let name = target.id.as_ref().map(ToString::to_string).unwrap_or_default();
            let place = target
                .endpoint()
                .map(|endpoint| format!("{}@{}:{}", endpoint.user, endpoint.host, endpoint.port));
            rows.push(vec![
                format!("target {name}"),
                place.unwrap_or_default(),
                "file".into(),
                String::new(),
            ]);
        }
    }
    let json = rows
        .iter()
        .map(|row| serde_json::json!({"key": row[0], "value": row[1], "origin": row[2], "variable": row[3]}))
        .collect();
    print(&Listing { columns: vec!["key", "value", "origin", "variable"], rows, json }, output.output)?;
    checked.map(|_| code)
}
