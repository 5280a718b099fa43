//! Who we are, and what there is.

use auroscope_aws::{Aws, AwsError, AwsSettings, Scope, identity, inventory};
use auroscope_model::UtcMicros;
use auroscope_testkit::{AwsEmulator, start_aws_or_skip};

/// A configuration file that leads to the emulator, which is kept as long as its folder.
fn config_file(folder: &tempfile::TempDir, emulator: &AwsEmulator) -> std::path::PathBuf {
    let path = folder.path().join("config");
    let text = format!(
        "[default]\nregion = ap-northeast-2\nendpoint_url = {}\naws_access_key_id = testing\naws_secret_access_key = testing\n",
        emulator.url()
    );
    std::fs::write(&path, text).unwrap();
    path
}

async fn home(folder: &tempfile::TempDir, emulator: &AwsEmulator) -> Scope {
    let settings = AwsSettings { config_file: Some(config_file(folder, emulator)), ..AwsSettings::default() };
    Aws::new(settings).await.unwrap().home()
}

#[tokio::test]
async fn it_knows_who_it_is() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scope = home(&folder, &emulator).await;
    let identity = identity(&scope).await.unwrap();
    assert_eq!((identity.account.as_str(), scope.region.as_str()), ("123456789012", "ap-northeast-2"));
    let found = inventory(&scope, &identity.account, UtcMicros(7)).await.unwrap();
    assert!(found.instances.is_empty() && found.clusters.is_empty() && found.at == UtcMicros(7));
}

#[tokio::test]
async fn nobody_there_is_no_empty_inventory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    let port = auroscope_testkit::free_port().unwrap();
    let text = format!(
        "[default]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:{port}\naws_access_key_id = a\naws_secret_access_key = b\n"
    );
    std::fs::write(&path, text).unwrap();
    let scope =
        Aws::new(AwsSettings { config_file: Some(path), ..AwsSettings::default() }).await.unwrap().home();
    let error = identity(&scope).await.unwrap_err();
    assert!(matches!(error, AwsError::Unreachable { .. }) && error.may_pass(), "{error:?}");
}
