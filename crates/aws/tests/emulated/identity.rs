//! Who we are in each account and region, and why not; tokens for databases.

use std::process::Command;
use std::time::{Duration, SystemTime};

use auroscope_aws::{Aws, AwsError, AwsSettings, DatabaseTokens, DatabaseUser, arn, whoami};
use auroscope_testkit::{dev_folder, start_aws_or_skip};
use secrecy::ExposeSecret;

use crate::settings_for;
use crate::stub::{OWN, Stub, denied, refused};

const OTHER: &str = "arn:aws:iam::210987654321:role/auroscope?external_id=x1-y2";

#[tokio::test]
async fn each_account_says_who_we_are() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = AwsSettings {
        regions: vec!["ap-northeast-2".into(), "us-east-1".into()],
        roles: vec![arn::role(OTHER).unwrap()],
        ..settings_for(&folder, &emulator.url())
    };
    let entries = whoami(&Aws::new(settings).await.unwrap()).await;
    let accounts: Vec<_> =
        entries.iter().map(|entry| entry.identity.as_ref().unwrap().account.as_str()).collect();
    assert_eq!(accounts, [OWN, "210987654321"]);
    assert!(entries[1].identity.as_ref().unwrap().arn.contains("assumed-role/auroscope/auroscope"));
    for entry in &entries {
        assert_eq!(entry.works_in, ["ap-northeast-2", "us-east-1"]);
        assert!(entry.fails_in.is_empty());
    }
}

#[tokio::test]
async fn an_account_that_cannot_be_entered_does_not_hide_the_others() {
    let stub = Stub::start(|request| (request.action == "AssumeRole").then(|| denied(request)));
    let folder = tempfile::tempdir().unwrap();
    let settings =
        AwsSettings { roles: vec![arn::role(OTHER).unwrap()], ..settings_for(&folder, &stub.url()) };
    let entries = whoami(&Aws::new(settings).await.unwrap()).await;
    assert_eq!(entries[0].works_in, ["ap-northeast-2"]);
    assert!(entries[1].identity.is_none() && entries[1].works_in.is_empty());
    let why = &entries[1].fails_in["ap-northeast-2"];
    assert!(why.contains("sts:AssumeRole: not allowed") && why.contains("is not authorized"), "{why}");
    let sent = stub.asked().into_iter().find(|request| request.action == "AssumeRole").unwrap();
    assert!(sent.body.contains("ExternalId=x1-y2"), "{}", sent.body);
}

#[tokio::test]
async fn a_region_that_is_not_switched_on_is_said() {
    let stub = Stub::start(|request| {
        let says = "The security token included in the request is invalid";
        (request.region == "me-south-1").then(|| refused(request, 403, "InvalidClientTokenId", says))
    });
    let folder = tempfile::tempdir().unwrap();
    let regions = vec!["ap-northeast-2".into(), "me-south-1".into()];
    let settings = AwsSettings { regions, ..settings_for(&folder, &stub.url()) };
    let entries = whoami(&Aws::new(settings).await.unwrap()).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].works_in, ["ap-northeast-2"]);
    assert!(entries[0].fails_in["me-south-1"].contains("InvalidClientTokenId"));
}

/// Signs the same again with Amazon's own Python library, at the time that the token says.
const SIGN_AGAIN: &str = r#"
import datetime, sys, botocore.auth, botocore.session
host, port, user, moment = sys.argv[1:]
moment = datetime.datetime.strptime(moment, "%Y%m%dT%H%M%SZ")
botocore.auth.get_current_datetime = lambda *args, **kwargs: moment
session = botocore.session.Session()
session.set_credentials("testing", "testing")
client = session.create_client("rds", region_name="ap-northeast-2")
print(client.generate_db_auth_token(DBHostname=host, Port=int(port), DBUsername=user), end="")
"#;

/// A token's parameters, in one order.
fn parts(token: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = token.split(['?', '&']).collect();
    parts.sort_unstable();
    parts
}

#[tokio::test]
async fn tokens_are_those_of_amazons_own_library() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scope = Aws::new(settings_for(&folder, &emulator.url())).await.unwrap().home();
    let tokens = DatabaseTokens::new(scope);
    for user in ["auroscope", "a b&c=d/한#+%"] {
        let of = DatabaseUser {
            host: "shop-1.x.ap-northeast-2.rds.amazonaws.com".into(),
            port: 3306,
            user: user.into(),
        };
        let token = tokens.token(&of, Duration::from_secs(300)).await.unwrap();
        let token = token.secret.expose_secret();
        let moment = parts(token).into_iter().find_map(|part| part.strip_prefix("X-Amz-Date=")).unwrap();
        let python = dev_folder().unwrap().join("moto/bin/python");
        let signed =
            Command::new(python).args(["-c", SIGN_AGAIN, &of.host, "3306", user, moment]).output().unwrap();
        assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
        let signed = String::from_utf8(signed.stdout).unwrap();
        assert_eq!(parts(token), parts(&signed), "{user}");
    }
}

#[tokio::test]
async fn a_token_is_kept_while_it_is_of_use() {
    let stub = Stub::start(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let settings = AwsSettings {
        roles: vec![arn::role(OTHER).unwrap()],
        only_roles: true,
        ..settings_for(&folder, &stub.url())
    };
    let scope = Aws::new(settings).await.unwrap().scopes().await.remove(0);
    let tokens = DatabaseTokens::new(scope);
    let of = |port| DatabaseUser { host: "h".into(), port, user: "auroscope".into() };
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let first = tokens.token(&of(3306), minutes(10)).await.unwrap();
    let left = first.valid_until.duration_since(SystemTime::now()).unwrap();
    assert!(left > minutes(14) && left <= minutes(15), "{left:?}");
    let again = tokens.token(&of(3306), minutes(10)).await.unwrap();
    assert_eq!(first.secret.expose_secret(), again.secret.expose_secret());
    // Nobody asks STS again for another database.
    let other = tokens.token(&of(3307), minutes(10)).await.unwrap();
    assert_ne!(first.secret.expose_secret(), other.secret.expose_secret());
    assert_eq!(stub.asked().len(), 1, "{:?}", stub.asked());
    assert!(matches!(tokens.token(&of(1), minutes(15)).await, Err(AwsError::Settings(_))));
    let wrong = DatabaseUser { host: "h/x".into(), port: 1, user: "u".into() };
    assert!(matches!(tokens.token(&wrong, minutes(1)).await, Err(AwsError::Settings(_))));
}

/// Credentials that end before the token would shorten it; they are asked for anew each time they no longer do.
#[tokio::test]
async fn a_token_ends_with_its_credentials() {
    let ends = written(SystemTime::now() + Duration::from_secs(400));
    let stub = Stub::start(move |request| {
        (request.action == "AssumeRole").then(|| {
            let body = format!(
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA210987654321</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>{ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
            );
            (200, "text/xml", body)
        })
    });
    let folder = tempfile::tempdir().unwrap();
    let settings = AwsSettings {
        roles: vec![arn::role(OTHER).unwrap()],
        only_roles: true,
        ..settings_for(&folder, &stub.url())
    };
    let tokens = DatabaseTokens::new(Aws::new(settings).await.unwrap().scopes().await.remove(0));
    let of = DatabaseUser { host: "h".into(), port: 3306, user: "u".into() };
    let token = tokens.token(&of, Duration::from_secs(300)).await.unwrap();
    let left = token.valid_until.duration_since(SystemTime::now()).unwrap();
    assert!(left <= Duration::from_secs(400), "{left:?}");
    tokens.token(&of, Duration::from_secs(600)).await.unwrap();
    assert_eq!(stub.asked().len(), 2, "the credentials are asked for again");
}

/// A moment as AWS writes it.
fn written(moment: SystemTime) -> String {
    let seconds = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    aws_smithy_types::DateTime::from_secs(seconds as i64)
        .fmt(aws_smithy_types::date_time::Format::DateTime)
        .unwrap()
}
