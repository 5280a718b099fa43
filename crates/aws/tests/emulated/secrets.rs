//! Secrets, as Secrets Manager keeps them.

use auroscope_aws::{Aws, AwsError, Scope, database_login, secret_text};
use auroscope_testkit::{AwsEmulator, start_aws_or_skip};
use aws_sdk_secretsmanager::Client;
use aws_smithy_types::Blob;
use secrecy::ExposeSecret;

use crate::settings_for;
use crate::stub::{Stub, denied};

/// A client of the test's own: nothing of ours makes secrets.
fn keeper(emulator: &AwsEmulator, region: &'static str) -> Client {
    let credentials = aws_credential_types::Credentials::new("testing", "testing", None, None, "the test");
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .endpoint_url(emulator.url())
        .region(aws_config::Region::new(region))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::new(&config)
}

async fn home(folder: &tempfile::TempDir, url: &str) -> Scope {
    Aws::new(settings_for(folder, url)).await.unwrap().home()
}

#[tokio::test]
async fn a_secret_is_had_by_name_and_by_arn() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scope = home(&folder, &emulator.url()).await;
    let there = keeper(&emulator, "ap-northeast-2");
    there.create_secret().name("team/auroscope").secret_string("p4ss 한").send().await.unwrap();
    assert_eq!(secret_text(&scope, "team/auroscope").await.unwrap().expose_secret(), "p4ss 한");

    let far = keeper(&emulator, "us-east-1");
    let login = r#"{"username":"admin","password":"hunter2"}"#;
    let made = far.create_secret().name("rds!cluster-1").secret_string(login).send().await.unwrap();
    let arn = made.arn().unwrap();
    let login = database_login(&scope, arn).await.unwrap();
    assert_eq!((login.user.as_deref(), login.password.expose_secret()), (Some("admin"), "hunter2"));
    let missing = secret_text(&scope, "rds!cluster-1").await.unwrap_err();
    assert!(matches!(missing, AwsError::NotFound { .. }), "{missing}");
}

#[tokio::test]
async fn what_is_no_text_is_refused() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scope = home(&folder, &emulator.url()).await;
    let there = keeper(&emulator, "ap-northeast-2");
    there.create_secret().name("bytes").secret_binary(Blob::new(b"hunter2")).send().await.unwrap();
    there.create_secret().name("wrong").secret_string(r#"{"pass":"hunter2"}"#).send().await.unwrap();
    let bytes = secret_text(&scope, "bytes").await.unwrap_err().to_string();
    assert!(bytes.contains("'bytes' is binary; store it as text"), "{bytes}");
    let wrong = database_login(&scope, "wrong").await.unwrap_err();
    assert!(wrong.to_string().contains("no text \"password\""), "{wrong}");
    assert!(!format!("{wrong:?}{bytes}").contains("hunter2"));
}

#[tokio::test]
async fn who_may_not_read_is_told() {
    let stub = Stub::start(|request| Some(denied(request)));
    let folder = tempfile::tempdir().unwrap();
    let error = secret_text(&home(&folder, &stub.url()).await, "auroscope").await.unwrap_err();
    assert!(matches!(&error, AwsError::Denied { .. }), "{error}");
    assert!(error.to_string().contains("secretsmanager:GetSecretValue: not allowed"), "{error}");
    assert_eq!(stub.asked()[0].region, "ap-northeast-2");
}
