//! The adapter against an emulator of AWS.
//!
//! The SDK reads the environment, which a test cannot set for itself alone: so settings that matter go by a profile
//! file, or the client is told.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod check;
mod identity;
mod inventory;
mod logs;
mod logs_files;
mod logs_trouble;
mod policy;
mod secrets;
mod stub;

use auroscope_aws::AwsSettings;

/// Settings that lead to a server on this machine, which are kept as long as the folder.
fn settings_for(folder: &tempfile::TempDir, url: &str) -> AwsSettings {
    let path = folder.path().join("config");
    let text = format!(
        "[default]\nregion = ap-northeast-2\nendpoint_url = {url}\naws_access_key_id = testing\naws_secret_access_key = testing\n"
    );
    std::fs::write(&path, text).unwrap();
    AwsSettings { config_file: Some(path), ..AwsSettings::default() }
}
