//! Names in AWS, as people type them: regions, partitions, accounts and ARNs of roles. Pure; nothing is asked of AWS.

use std::fmt;

use crate::{AssumedRole, AwsError};

/// A part of AWS with accounts of its own; no ARN of one means anything in another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Partition(String);

/// Beginnings of regions, and the partition each lies in; all others lie in `aws`.
const PARTITIONS: [(&str, &str); 7] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
];

impl Partition {
    /// The one that a region lies in.
    #[must_use]
    pub fn of_region(region: &str) -> Self {
        let found = PARTITIONS.iter().find(|(beginning, _)| region.starts_with(beginning));
        Self(found.map_or("aws", |(_, partition)| partition).to_owned())
    }

    /// The one of this name, such as `aws-cn`.
    pub fn named(name: &str) -> Result<Self, AwsError> {
        let known = name == "aws" || PARTITIONS.iter().any(|(_, partition)| *partition == name);
        if !known {
            let names: Vec<&str> = PARTITIONS.iter().map(|(_, partition)| *partition).collect();
            let names = names.join(", ");
            return Err(AwsError::Settings(format!(
                "'{name}' is no partition of AWS; there are aws, {names}"
            )));
        }
        Ok(Self(name.to_owned()))
    }

    /// Its name in ARNs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes a region, such as `ap-northeast-2`, by its form: new ones come each year.
pub fn region(text: &str) -> Result<String, AwsError> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let fits = match parts.split_last() {
        Some((number, words)) => {
            words.len() >= 2
                && words.iter().all(|word| is_word(word))
                && (1..=2).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    };
    if fits {
        return Ok(text.to_owned());
    }
    let zone = text.strip_suffix(|last: char| last.is_ascii_lowercase());
    let hint = match zone.filter(|zone| zone.ends_with(|last: char| last.is_ascii_digit())) {
        Some(zone) => format!("it looks like a zone; write its region, {zone}"),
        None => "write one such as ap-northeast-2".to_owned(),
    };
    Err(AwsError::Settings(format!("'{text}' is no AWS region; {hint}")))
}

/// Takes an account's number.
pub fn account(text: &str) -> Result<String, AwsError> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(AwsError::Settings(format!("'{text}' is no AWS account; write its twelve digits, without dashes")))
}

/// Takes a role as it stands in the settings: its ARN, and where its trust policy asks for an external id,
/// `?external_id=…` after it.
pub fn role(text: &str) -> Result<AssumedRole, AwsError> {
    const MEANT: &str = "write arn:aws:iam::123456789012:role/NAME, with ?external_id=… after it where its trust policy asks for one";
    let refused = |what: &str| Err(AwsError::Settings(format!("role '{text}' {what}; {MEANT}")));
    let (arn, external_id) = match text.split_once('?') {
        None => (text, None),
        Some((arn, parameter)) => match parameter.split_once('=') {
            Some(("external_id", id)) => (arn, Some(id)),
            _ => return refused("has another parameter than external_id"),
        },
    };
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", partition, service, "", account_number, resource] = parts.as_slice() else {
        return refused("is no ARN of a role");
    };
    if service == "sts" {
        return refused("names a session of a role, not the role");
    }
    let Some(name) = resource.strip_prefix("role/").filter(|_| service == "iam") else {
        return refused("is no ARN of a role");
    };
    Partition::named(partition)?;
    account(account_number)?;
    if name.is_empty() || name.ends_with('/') || !is_of(name, "_+=,.@-/") {
        return refused("has no name that a role can have");
    }
    if let Some(id) = external_id
        && !((2..=1224).contains(&id.len()) && is_of(id, "_+=,.@:/-"))
    {
        return refused("has an external id that none can be (2 to 1,224 letters, digits and _+=,.@:/-)");
    }
    Ok(AssumedRole { role_arn: arn.to_owned(), external_id: external_id.map(str::to_owned) })
}

/// Letters, digits, and these besides.
fn is_of(text: &str, besides: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || besides.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: fmt::Debug>(result: Result<T, AwsError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn regions_are_told_by_their_form() {
        for fine in ["ap-northeast-2", "us-gov-west-1", "cn-northwest-1", "mx-central-1", "eusc-de-east-1"] {
            assert_eq!(region(fine).unwrap(), fine);
        }
        for wrong in
            ["", "seoul", "ap-northeast", "AP-NORTHEAST-2", "ap_northeast_2", "ap--2", "ap-northeast-222"]
        {
            assert!(said(region(wrong)).contains("such as ap-northeast-2"), "{wrong}");
        }
        assert!(said(region("ap-northeast-2a")).contains("its region, ap-northeast-2"));
    }

    #[test]
    fn a_region_lies_in_a_partition() {
        for (region, partition) in [
            ("ap-northeast-2", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(Partition::of_region(region).name(), partition);
            assert_eq!(Partition::named(partition).unwrap().name(), partition);
        }
        assert!(said(Partition::named("aws-kr")).contains("aws-us-gov"));
    }

    #[test]
    fn roles_are_taken_with_their_external_id() {
        let plain = role("arn:aws:iam::123456789012:role/auroscope").unwrap();
        assert_eq!(
            (plain.role_arn.as_str(), plain.external_id),
            ("arn:aws:iam::123456789012:role/auroscope", None)
        );
        let with_id = role("arn:aws-cn:iam::123456789012:role/team/db,a=b?external_id=a=b:c").unwrap();
        assert_eq!(with_id.role_arn, "arn:aws-cn:iam::123456789012:role/team/db,a=b");
        assert_eq!(with_id.external_id.as_deref(), Some("a=b:c"));
    }

    #[test]
    fn what_is_no_role_is_said_with_what_to_write() {
        for (text, says) in [
            ("auroscope", "is no ARN of a role"),
            ("arn:aws:iam::123456789012:user/auroscope", "is no ARN of a role"),
            ("arn:aws:iam:us-east-1:123456789012:role/a", "is no ARN of a role"),
            ("arn:aws:sts::123456789012:assumed-role/a/b", "session of a role"),
            ("arn:aws:iam::12345:role/a", "'12345' is no AWS account"),
            ("arn:aws:iam::1234-5678-9012:role/a", "without dashes"),
            ("arn:amazon:iam::123456789012:role/a", "'amazon' is no partition"),
            ("arn:aws:iam::123456789012:role/", "no name"),
            ("arn:aws:iam::123456789012:role/a b", "no name"),
            ("arn:aws:iam::123456789012:role/a?id=x", "another parameter"),
            ("arn:aws:iam::123456789012:role/a?external_id=", "an external id that none can be"),
        ] {
            assert!(said(role(text)).contains(says), "{text}: {}", said(role(text)));
        }
    }
}
