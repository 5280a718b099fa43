//! Permissions, tried.

use std::collections::BTreeSet;

use auroscope_aws::{Aws, AwsSettings, CheckSettings, Checked, Function, PERMISSIONS, Verdict, arn, check};
use auroscope_testkit::start_aws_or_skip;

use crate::settings_for;
use crate::stub::{OWN, Stub, denied, json, refused};

const OTHER: &str = "arn:aws:iam::210987654321:role/auroscope";

fn everything() -> CheckSettings {
    CheckSettings { functions: Function::ALL.to_vec(), secrets: vec!["auroscope".into()] }
}

fn of<'a>(checked: &'a [Checked], action: &str) -> Vec<&'a Checked> {
    checked.iter().filter(|one| one.action == action).collect()
}

#[tokio::test]
async fn each_permission_is_tried_in_each_account_and_region() {
    let Some(emulator) = start_aws_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = AwsSettings {
        regions: vec!["ap-northeast-2".into(), "us-east-1".into()],
        roles: vec![arn::role(OTHER).unwrap()],
        ..settings_for(&folder, &emulator.url())
    };
    let checked = check(&Aws::new(settings).await.unwrap(), &everything()).await;
    let actions: BTreeSet<&str> = checked.iter().map(|one| one.action).collect();
    assert_eq!(actions, PERMISSIONS.iter().map(|one| one.action).collect());
    for action in
        ["rds:DescribeDBClusters", "rds:DescribeDBInstances", "logs:DescribeLogGroups", "logs:GetLogEvents"]
    {
        let of_it = of(&checked, action);
        assert!(of_it.len() == 4 && of_it.iter().all(|one| one.verdict == Verdict::Works), "{of_it:?}");
        let accounts: BTreeSet<_> = of_it.iter().filter_map(|one| one.account.as_deref()).collect();
        assert_eq!(accounts.len(), 2);
    }
    assert_eq!(of(&checked, "sts:AssumeRole")[0].verdict, Verdict::Works);
    let secret = of(&checked, "secretsmanager:GetSecretValue")[0];
    assert_eq!(secret.verdict, Verdict::NotTried, "there is none of that name");
    assert!(secret.why.as_ref().unwrap().contains("not found"));
    assert!(of(&checked, "rds-db:connect").iter().all(|one| one.verdict == Verdict::NotTried));
}

#[tokio::test]
async fn what_is_denied_says_what_to_add() {
    let stub = Stub::start(|request| {
        let is_denied = ["DescribeDBClusters", "GetLogEvents", "GetSecretValue", "DownloadDBLogFilePortion"];
        let is_here = request.service == "secretsmanager" || request.account != OWN;
        (is_denied.contains(&request.action.as_str()) && is_here).then(|| denied(request))
    });
    let folder = tempfile::tempdir().unwrap();
    let settings =
        AwsSettings { roles: vec![arn::role(OTHER).unwrap()], ..settings_for(&folder, &stub.url()) };
    let checked = check(&Aws::new(settings).await.unwrap(), &everything()).await;
    let denied: BTreeSet<_> = checked
        .iter()
        .filter(|one| one.verdict == Verdict::Denied)
        .map(|one| (one.account.clone().unwrap(), one.action))
        .collect();
    let wanted = [
        (OWN, "secretsmanager:GetSecretValue"),
        ("210987654321", "rds:DescribeDBClusters"),
        ("210987654321", "logs:GetLogEvents"),
        ("210987654321", "rds:DownloadDBLogFilePortion"),
    ];
    assert_eq!(denied, wanted.map(|(account, action)| (account.to_owned(), action)).into());
    for one in checked.iter().filter(|one| one.verdict == Verdict::Denied) {
        let add = one.add.as_ref().unwrap();
        assert_eq!(add.actions, [one.action]);
        let (account, resource) = (one.account.as_ref().unwrap(), &add.resources[0]);
        assert!(resource.contains(&format!(":ap-northeast-2:{account}:")), "{resource}");
        assert!(one.why.as_ref().unwrap().contains("is not authorized"));
    }
    // What is not there may still be asked for.
    assert!(of(&checked, "rds:DescribeDBLogFiles").iter().all(|one| one.verdict == Verdict::Works));
}

#[tokio::test]
async fn a_statement_is_not_offered_where_it_would_not_help() {
    let stub = Stub::start(|request| match request.action.as_str() {
        "DescribeDBInstances" => {
            let says = "User: u is not authorized to perform: rds:DescribeDBInstances with an explicit deny in a service control policy";
            Some(refused(request, 403, "AccessDenied", says))
        }
        "GetSecretValue" => Some(refused(request, 400, "AccessDenied", "Access to KMS is not allowed")),
        "DescribeDBClusters" => Some(refused(request, 400, "InvalidParameterValue", "no")),
        _ => None,
    });
    let folder = tempfile::tempdir().unwrap();
    let checked = check(&Aws::new(settings_for(&folder, &stub.url())).await.unwrap(), &everything()).await;
    for action in ["rds:DescribeDBInstances", "secretsmanager:GetSecretValue"] {
        let one = of(&checked, action)[0];
        assert!(one.verdict == Verdict::Denied && one.add.is_none(), "{one:?}");
    }
    let other = of(&checked, "rds:DescribeDBClusters")[0];
    assert!(
        other.verdict == Verdict::NotTried && other.why.as_ref().unwrap().contains("InvalidParameterValue")
    );
}

/// Real things are asked about where there are any, since a policy may allow those alone.
#[tokio::test]
async fn what_exists_is_what_is_asked_about() {
    let stub = Stub::start(|request| {
        match request.action.as_str() {
        "DescribeDBInstances" => Some((
            200,
            "text/xml",
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>pg</DBInstanceIdentifier><Engine>postgres</Engine></DBInstance><DBInstance><DBInstanceIdentifier>shop-1</DBInstanceIdentifier><Engine>aurora-mysql</Engine></DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>".into(),
        )),
        "DescribeLogGroups" => Some(json(r#"{"logGroups":[{"logGroupName":"/aws/rds/cluster/shop/error"},{"logGroupName":"/aws/rds/cluster/shop/slowquery"}]}"#)),
        "DescribeLogStreams" => Some(json(r#"{"logStreams":[{"logStreamName":"shop-1"}]}"#)),
        "GetLogEvents" => Some(json(r#"{"events":[]}"#)),
        _ => None,
    }
    });
    let folder = tempfile::tempdir().unwrap();
    let settings =
        CheckSettings { functions: vec![Function::SlowLogs, Function::LogFiles], secrets: Vec::new() };
    let checked = check(&Aws::new(settings_for(&folder, &stub.url())).await.unwrap(), &settings).await;
    let on = |action| of(&checked, action)[0].on.clone().unwrap_or_default();
    assert_eq!(on("rds:DescribeDBLogFiles"), "shop-1");
    assert_eq!(on("logs:GetLogEvents"), "/aws/rds/cluster/shop/slowquery:shop-1");
    assert!(checked.iter().all(|one| one.verdict == Verdict::Works), "{checked:?}");
}

#[tokio::test]
async fn an_account_that_cannot_be_entered_is_not_tried_with_the_reason() {
    let stub = Stub::start(|request| (request.action == "AssumeRole").then(|| denied(request)));
    let folder = tempfile::tempdir().unwrap();
    let settings = AwsSettings {
        roles: vec![arn::role(OTHER).unwrap()],
        only_roles: true,
        ..settings_for(&folder, &stub.url())
    };
    let settings_of_check =
        CheckSettings { functions: vec![Function::Inventory, Function::AssumeRole], secrets: Vec::new() };
    let checked = check(&Aws::new(settings).await.unwrap(), &settings_of_check).await;
    let entering = of(&checked, "sts:AssumeRole")[0];
    assert_eq!(entering.verdict, Verdict::Denied);
    assert_eq!(entering.add.as_ref().unwrap().resources, [OTHER]);
    for one in of(&checked, "rds:DescribeDBInstances") {
        assert_eq!(one.verdict, Verdict::NotTried);
        assert!(
            one.why.as_ref().unwrap().contains("cannot be entered: sts:AssumeRole: not allowed"),
            "{one:?}"
        );
    }
}
