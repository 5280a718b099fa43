//! Policies as others take them: the linter of CloudFormation, and the emulator of IAM.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use auroscope_aws::{Function, Places, PolicyDocument, Trust, policy_template};
use auroscope_testkit::{dev_folder, start_aws_or_skip};

/// A program that was installed with the emulator.
fn installed(program: &str) -> PathBuf {
    dev_folder().unwrap().join("moto/bin").join(program)
}

#[test]
fn the_linter_finds_nothing_in_templates() {
    let Some(_emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let provider = "https://oidc.eks.ap-northeast-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    let trusts = [
        None,
        Some(Trust::Ec2),
        Some(Trust::service_account(provider, "monitoring/auroscope").unwrap()),
        Some(Trust::account("210987654321", Some("x1-y2")).unwrap()),
        Some(Trust::account("210987654321", None).unwrap()),
    ];
    let roles = [auroscope_aws::arn::role("arn:aws:iam::210987654321:role/auroscope").unwrap()];
    for (region, account) in
        [("ap-northeast-2", None), ("cn-north-1", Some("123456789012")), ("us-gov-west-1", None)]
    {
        let places = Places::new(None, account, &[region.into()]).unwrap();
        let places = places.with_roles(&roles).with_secrets(vec!["team/auroscope".into()]);
        for (number, trust) in trusts.iter().enumerate() {
            let path = folder.path().join(format!("{region}-{number}.yaml"));
            fs::write(&path, policy_template(&Function::ALL, &places, trust.as_ref())).unwrap();
        }
    }
    let paths: Vec<PathBuf> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(paths.len(), 15);
    let linted = Command::new(installed("cfn-lint"))
        .args(["--format", "parseable", "--"])
        .args(&paths)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&linted.stdout);
    assert!(linted.status.success() && said.is_empty(), "{said}{}", String::from_utf8_lossy(&linted.stderr));
    // It is no linter that finds nothing in anything.
    fs::write(
        &paths[0],
        fs::read_to_string(&paths[0]).unwrap().replace("Effect: \"Allow\"", "Effect: \"Perhaps\""),
    )
    .unwrap();
    assert!(!Command::new(installed("cfn-lint")).arg(&paths[0]).output().unwrap().status.success());
}

/// Makes a policy of each document, and says which were taken.
const MAKE: &str = r#"
import sys, boto3, botocore
url, *documents = sys.argv[1:]
iam = boto3.client("iam", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
for number, document in enumerate(documents):
    try:
        iam.create_policy(PolicyName=f"policy-{number}", PolicyDocument=document)
        print("taken")
    except botocore.exceptions.ClientError as error:
        print(error.response["Error"]["Code"])
"#;

/// The emulator knows IAM's grammar. Whether a resource is wide enough only AWS itself can say.
#[test]
fn iam_takes_policies_of_each_partition() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let document = |region: Option<&str>| {
        let regions: Vec<String> = region.into_iter().map(str::to_owned).collect();
        let places = Places::new(None, None, &regions).unwrap().with_secrets(vec!["team/auroscope".into()]);
        serde_json::to_string(&PolicyDocument::of(&Function::ALL, &places)).unwrap()
    };
    // No two statements may have the same name.
    let broken = document(None).replace("InventoryInstances", "InventoryClusters");
    let documents = [document(None), document(Some("cn-north-1")), document(Some("us-gov-west-1")), broken];
    let url = emulator.url();
    let arguments = ["-c", MAKE, url.as_str()].into_iter().chain(documents.iter().map(String::as_str));
    let made = Command::new(installed("python")).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&made.stdout);
    let said: Vec<&str> = said.lines().collect();
    let wanted = ["taken", "taken", "taken", "MalformedPolicyDocument"];
    assert_eq!(said, wanted, "{}", String::from_utf8_lossy(&made.stderr));
}
