//! Dependencies point one way: edge → behaviour → adapters → pure. Read from the Cargo.toml files.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::fault::Fault;
use super::layers::{BACKENDS, IMPURE, Layer, RESERVED, TEST_KIT, layer, position};
use super::tree::{File, Tree};

/// Our packages are called so, but for the binary.
const PREFIX: &str = "auroscope-";

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in &tree.files {
        let name = match file.path.strip_suffix("/Cargo.toml") {
            Some("xtask") => "xtask",
            Some(folder) => match folder.strip_prefix("crates/") {
                Some(name) if !name.contains('/') => name,
                _ => continue,
            },
            None => continue,
        };
        let manifest: Table = file.text.parse().with_context(|| format!("reading {}", file.path))?;
        check_package_name(name, file, &manifest, &mut faults);
        for (dependency, only_tests) in dependencies(&manifest) {
            if let Some(what) = objection(name, &dependency, only_tests) {
                faults.push(Fault::in_file(&file.path, what));
            }
        }
    }
    Ok(faults)
}

fn check_package_name(name: &str, file: &File, manifest: &Table, faults: &mut Vec<Fault>) {
    if name != "xtask" && name != TEST_KIT && position(name).is_none() {
        let what =
            format!("the crate `{name}` has no place in the table of layers (xtask/src/tidy/layers.rs)");
        faults.push(Fault::in_file(&file.path, what));
    }
    let package = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    let wanted = match name {
        "cli" => "auroscope".to_owned(),
        "xtask" => name.to_owned(),
        _ => format!("{PREFIX}{name}"),
    };
    if package != Some(&wanted) {
        faults.push(Fault::in_file(&file.path, format!("the package must be called `{wanted}`")));
    }
}

/// Every dependency's name, and whether only tests have it; those of one platform too.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let targets = manifest.get("target").and_then(Value::as_table);
    let tables = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    for table in std::iter::once(manifest).chain(tables) {
        for (section, only_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            let names = table.get(section).and_then(Value::as_table).into_iter().flatten();
            found.extend(names.map(|(name, value)| (package_of(name, value), only_tests)));
        }
    }
    found
}

/// A dependency may be renamed; what counts is what it is.
fn package_of(name: &str, value: &Value) -> String {
    value.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
}

/// What is wrong with this crate's having this dependency.
fn objection(name: &str, dependency: &str, only_tests: bool) -> Option<String> {
    match dependency.strip_prefix(PREFIX) {
        Some(ours) => objection_to_ours(name, ours, only_tests),
        None if dependency == "auroscope" => Some("nothing may depend on the binary".to_owned()),
        None => objection_to_the_worlds(name, dependency, only_tests),
    }
}

fn objection_to_ours(name: &str, ours: &str, only_tests: bool) -> Option<String> {
    if ours == TEST_KIT {
        let tests = only_tests || name == "xtask";
        return (!tests).then(|| format!("`{TEST_KIT}` is for tests: make it a dev-dependency"));
    }
    if name == TEST_KIT {
        return Some(format!("`{TEST_KIT}` must depend on no crate of ours, and names `{ours}`"));
    }
    if name == "xtask" || only_tests && layer(ours) != Some(Layer::Edge) {
        return None;
    }
    let (own, other) = (position(name)?, position(ours));
    if other.is_none_or(|other| other >= own) {
        return Some(format!(
            "`{name}` must not depend on `{ours}`, which does not stand above it in the design"
        ));
    }
    let siblings = layer(name) == Some(Layer::Adapter) && layer(ours) == Some(Layer::Adapter);
    if siblings && ours != "store" {
        return Some(format!(
            "`{name}` and `{ours}` are both adapters: they may share the store's contract only"
        ));
    }
    if BACKENDS.contains(&ours) && name != "cli" {
        return Some(format!("`{ours}` is a backend: only `cli`, the composition root, may name it"));
    }
    None
}

fn objection_to_the_worlds(name: &str, dependency: &str, only_tests: bool) -> Option<String> {
    // Tests may look at a server or a file from outside.
    if let Some((_, allowed)) = RESERVED.iter().find(|(reserved, _)| *reserved == dependency)
        && !only_tests
        && !allowed.contains(&name)
    {
        return Some(format!("`{dependency}` may be named by {} only", allowed.join(", ")));
    }
    if dependency.starts_with("aws-") && name != "aws" {
        return Some(format!("`{dependency}` may be named by `aws` only"));
    }
    let impure = !only_tests && layer(name) == Some(Layer::Pure) && IMPURE.contains(&dependency);
    impure.then(|| format!("`{name}` is pure and must not depend on `{dependency}`"))
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::check;

    fn manifest(package: &str, rest: &str) -> String {
        format!("[package]\nname = \"{package}\"\n{rest}")
    }

    #[test]
    fn what_points_up_the_table_is_fine() {
        let collect = "[dependencies]\nauroscope-mysql.workspace = true\nauroscope-store.workspace = true\n\
                       [dev-dependencies]\nauroscope-testkit.workspace = true\nauroscope-store-sqlite.workspace = true\n";
        let sqlite = "[dependencies]\nauroscope-store.workspace = true\nrusqlite = \"0.1\"\n";
        assert!(
            faults(
                check,
                &[
                    ("crates/collect/Cargo.toml", &manifest("auroscope-collect", collect)),
                    ("crates/store-sqlite/Cargo.toml", &manifest("auroscope-store-sqlite", sqlite)),
                    (
                        "xtask/Cargo.toml",
                        &manifest("xtask", "[dependencies]\nauroscope-testkit.workspace = true\n")
                    ),
                    ("fuzz/Cargo.toml", &manifest("fuzz", "[dependencies]\nanything = \"1\"\n")),
                ]
            )
            .is_empty()
        );
    }

    #[test]
    fn what_points_down_or_aside_is_not() {
        let cases = [
            ("model", "auroscope-sql", "does not stand above it"),
            ("mysql", "auroscope-store-sqlite", "both adapters"),
            ("store", "auroscope-server", "does not stand above it"),
            ("collect", "auroscope-store-sqlite", "only `cli`"),
            ("server", "auroscope", "nothing may depend on the binary"),
            ("testkit", "auroscope-model", "no crate of ours"),
            ("sql", "tokio", "is pure"),
            ("server", "mysql_async", "may be named by mysql, testkit, xtask only"),
            ("collect", "rusqlite", "may be named by store-sqlite only"),
            ("collect", "aws-sdk-rds", "may be named by `aws` only"),
            ("server", "auroscope-testkit", "make it a dev-dependency"),
        ];
        for (name, dependency, expected) in cases {
            let rest = format!("[dependencies]\n{dependency} = \"1\"\n");
            let path = format!("crates/{name}/Cargo.toml");
            let found = faults(check, &[(&path, &manifest(&format!("auroscope-{name}"), &rest))]);
            assert!(found.len() == 1 && found[0].contains(expected), "{name} → {dependency}: {found:?}");
        }
    }

    #[test]
    fn renaming_and_platform_sections_hide_nothing() {
        let rest =
            "[target.'cfg(unix)'.dependencies]\ndriver = { package = \"mysql_async\", version = \"1\" }\n";
        let found = faults(check, &[("crates/collect/Cargo.toml", &manifest("auroscope-collect", rest))]);
        assert!(found.len() == 1 && found[0].contains("mysql_async"), "{found:?}");
    }

    #[test]
    fn a_crate_outside_the_table_or_with_another_name_is_found() {
        let found = faults(check, &[("crates/extra/Cargo.toml", &manifest("extra", ""))]);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
