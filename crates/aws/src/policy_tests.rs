//! Policies as they are printed, whole.

use super::*;
use crate::arn::role;
use crate::{Trust, policy_template};

fn seoul() -> Places {
    Places::new(None, Some("123456789012"), &["ap-northeast-2".into()]).unwrap()
}

fn printed(functions: &[Function], places: &Places) -> String {
    serde_json::to_string_pretty(&PolicyDocument::of(functions, places)).unwrap() + "\n"
}

/// Compares with a file of `testdata`; `AUROSCOPE_BLESS=1` writes it anew.
fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    if std::env::var_os("AUROSCOPE_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, wanted, "{}", path.display());
}

#[test]
fn the_policy_of_one_account_is_this() {
    let roles = [role("arn:aws:iam::210987654321:role/auroscope?external_id=x1").unwrap()];
    let places = seoul()
        .with_roles(&roles)
        .with_secrets(vec![
            "auroscope".into(),
            "arn:aws:secretsmanager:us-east-1:210987654321:secret:a-AbCdEf".into(),
        ])
        .with_database_user("auroscope");
    golden("policy-all.json", &printed(&Function::ALL, &places));
}

#[test]
fn nothing_named_is_nothing_allowed() {
    assert!(PolicyDocument::of(&[Function::Secrets, Function::AssumeRole], &seoul()).statements.is_empty());
}

#[test]
fn without_places_it_holds_anywhere_but_only_for_what_it_names() {
    let anywhere = Places::new(None, None, &[]).unwrap();
    let document = PolicyDocument::of(&[Function::Inventory, Function::SlowLogs], &anywhere);
    let resources: Vec<&str> =
        document.statements.iter().flat_map(|statement| &statement.resources).map(String::as_str).collect();
    assert!(resources.contains(&"arn:aws:rds:*:*:db:*"));
    assert!(resources.contains(&"arn:aws:logs:*:*:log-group:/aws/rds/cluster/*/slowquery:*"));
    assert!(document.statements.iter().all(|statement| statement.condition.is_none()));
}

#[test]
fn partitions_have_their_own_arns_and_do_not_mix() {
    for (region, beginning) in
        [("cn-north-1", "arn:aws-cn:rds:cn-north-1"), ("us-gov-west-1", "arn:aws-us-gov:")]
    {
        let places = Places::new(None, None, &[region.into()]).unwrap();
        let document = PolicyDocument::of(&[Function::Inventory], &places);
        assert!(document.statements[0].resources[0].starts_with(beginning));
    }
    let mixed = Places::new(None, None, &["ap-northeast-2".into(), "cn-north-1".into()]).unwrap_err();
    assert!(mixed.to_string().contains("one partition"), "{mixed}");
    let china = Partition::named("aws-cn").unwrap();
    assert!(Places::new(Some(china.clone()), None, &["us-east-1".into()]).is_err());
    let places = Places::new(Some(china), None, &[]).unwrap();
    assert!(printed(&[Function::Inventory], &places).contains("arn:aws-cn:rds:*:*:db:*"));
}

#[test]
fn a_policy_knows_how_long_it_is() {
    let regions = |count: usize| (1..=count).map(|n| format!("ap-somewhere-{n}")).collect::<Vec<_>>();
    let length = |count| {
        let places = Places::new(None, Some("123456789012"), &regions(count)).unwrap();
        PolicyDocument::of(&[Function::Inventory, Function::SlowLogs, Function::LogFiles], &places).length()
    };
    assert!(length(2) < LONGEST_POLICY && length(20) > LONGEST_POLICY, "{} {}", length(2), length(20));
}

#[test]
fn templates_are_these() {
    let functions = [Function::Inventory, Function::SlowLogs, Function::LogFiles];
    let regions = ["ap-northeast-2".to_owned(), "us-east-1".to_owned()];
    let places = Places::new(None, None, &regions).unwrap();
    golden("policy-only.yaml", &policy_template(&functions, &places, None));
    golden("policy-ec2.yaml", &policy_template(&functions, &places, Some(&Trust::Ec2)));
    let provider = "https://oidc.eks.ap-northeast-2.amazonaws.com/id/0123456789ABCDEF";
    let eks = Trust::service_account(provider, "monitoring/auroscope").unwrap();
    golden("policy-eks.yaml", &policy_template(&functions, &places, Some(&eks)));
    let other = Trust::account("210987654321", Some("x1-y2")).unwrap();
    let anywhere = Places::new(None, None, &[]).unwrap().with_database_user("auroscope");
    let functions = [Function::Inventory, Function::DatabaseLogin];
    golden("policy-account.yaml", &policy_template(&functions, &anywhere, Some(&other)));
}

#[test]
fn who_cannot_be_trusted_is_said() {
    for (provider, account, says) in [
        ("nonsense", "a/b", "is no OIDC provider"),
        ("oidc.eks.x/id/1", "auroscope", "NAMESPACE/NAME"),
        ("oidc.eks.x/id/1", "a/b/c", "NAMESPACE/NAME"),
    ] {
        let error = Trust::service_account(provider, account).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.x/id/1";
    assert_eq!(
        Trust::service_account(arn, "a/b").unwrap(),
        Trust::service_account("https://oidc.eks.x/id/1", "a/b").unwrap()
    );
    assert!(Trust::account("1234", None).is_err());
}
