//! The least-privilege policy of what is switched on. Pure: the same question always has the same answer.

use serde::Serialize;
use serde_json::{Value, json};

use crate::arn::{Partition, account, region};
use crate::permissions::{Function, Permission, Resource, permissions_of};
use crate::{AssumedRole, AwsError};

/// What of AWS a policy is for. Empty lists and no account mean any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    partition: String,
    account: String,
    pub(crate) regions: Vec<String>,
    /// Names or ARNs of secrets.
    pub(crate) secrets: Vec<String>,
    /// ARNs of roles.
    pub(crate) roles: Vec<String>,
    /// Who logs in to databases.
    database_user: String,
}

/// The most characters that a managed policy may have, white space aside (IAM's quota).
pub const LONGEST_POLICY: usize = 6_144;

/// Of IAM's language.
pub(crate) const VERSION: &str = "2012-10-17";

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its name within the policy.
    #[serde(rename = "Sid")]
    pub sid: String,
    /// `Allow`.
    #[serde(rename = "Effect")]
    pub effect: &'static str,
    /// What is allowed.
    #[serde(rename = "Action")]
    pub actions: Vec<&'static str>,
    /// On what.
    #[serde(rename = "Resource")]
    pub resources: Vec<String>,
    /// Where only.
    #[serde(rename = "Condition", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Value>,
}

impl Places {
    /// Those of one account in some regions; without one in all. All regions must be of one partition.
    pub fn new(partition: Option<Partition>, of: Option<&str>, regions: &[String]) -> Result<Self, AwsError> {
        let regions = regions.iter().map(|text| region(text)).collect::<Result<Vec<_>, _>>()?;
        let mut partition = partition;
        for name in &regions {
            let own = Partition::of_region(name);
            match &partition {
                Some(other) if *other != own => {
                    return Err(AwsError::Settings(format!(
                        "{name} is in the partition {own}, and not in {other}: an identity belongs to one partition, so print a policy for each"
                    )));
                }
                _ => partition = Some(own),
            }
        }
        Ok(Self {
            partition: partition.map_or_else(|| "aws".to_owned(), |partition| partition.name().to_owned()),
            account: of.map(account).transpose()?.unwrap_or_else(|| "*".to_owned()),
            regions,
            ..Self::anywhere()
        })
    }

    /// All there are, in `aws`.
    pub(crate) fn anywhere() -> Self {
        let any = "*".to_owned();
        Self {
            partition: "aws".to_owned(),
            account: any.clone(),
            regions: Vec::new(),
            secrets: Vec::new(),
            roles: Vec::new(),
            database_user: any,
        }
    }

    /// With secrets, by name or ARN.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Vec<String>) -> Self {
        self.secrets = secrets;
        self
    }

    /// With roles to take.
    #[must_use]
    pub fn with_roles(mut self, roles: &[AssumedRole]) -> Self {
        self.roles = roles.iter().map(|role| role.role_arn.clone()).collect();
        self
    }

    /// With the database user who logs in.
    #[must_use]
    pub fn with_database_user(mut self, user: &str) -> Self {
        user.clone_into(&mut self.database_user);
        self
    }

    /// As CloudFormation says it: partition and account are those in which the stack is made.
    pub(crate) fn of_the_stack(&self) -> Self {
        let account = if self.account == "*" { "${AWS::AccountId}" } else { &self.account };
        Self { partition: "${AWS::Partition}".to_owned(), account: account.to_owned(), ..self.clone() }
    }

    /// The regions as they stand in an ARN.
    fn region_parts(&self) -> Vec<&str> {
        if self.regions.is_empty() { vec!["*"] } else { self.regions.iter().map(String::as_str).collect() }
    }

    pub(crate) fn arns(&self, service: &str, resources: &[&str]) -> Vec<String> {
        let (partition, account) = (&self.partition, &self.account);
        let of = |region: &str, resource: &&str| {
            format!("arn:{partition}:{service}:{region}:{account}:{resource}")
        };
        let regions = self.region_parts();
        regions.iter().flat_map(|region| resources.iter().map(move |resource| of(region, resource))).collect()
    }

    /// Secrets Manager puts a dash and six characters after the name.
    pub(crate) fn secret_arns(&self, secret: &str) -> Vec<String> {
        if secret.starts_with("arn:") {
            return vec![secret.to_owned()];
        }
        self.arns("secretsmanager", &[&format!("secret:{secret}-??????")])
    }

    pub(crate) fn database_user_arns(&self) -> Vec<String> {
        self.arns("rds-db", &[&format!("dbuser:*/{}", self.database_user)])
    }
}

impl Permission {
    /// The statement that allows just this; none where the settings name nothing that it would be needed on.
    #[must_use]
    pub fn statement(&self, places: &Places) -> Option<Statement> {
        let resources = self.resource.arns(places);
        // A list of regions narrows down what no ARN can.
        let narrow = self.resource == Resource::Everything && !places.regions.is_empty();
        (!resources.is_empty()).then(|| Statement {
            sid: format!("{}{}", self.function.sid(), self.resource.sid()),
            effect: "Allow",
            actions: vec![self.action],
            resources,
            condition: narrow.then(|| json!({"StringEquals": {"aws:RequestedRegion": places.regions}})),
        })
    }
}

/// One for each function and kind of resource.
fn statements(functions: &[Function], places: &Places) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for statement in permissions_of(functions).filter_map(|permission| permission.statement(places)) {
        match statements.iter_mut().find(|other| other.sid == statement.sid) {
            Some(other) => other.actions.extend(statement.actions),
            None => statements.push(statement),
        }
    }
    statements
}

/// A policy as IAM takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyDocument {
    /// The version of IAM's language.
    #[serde(rename = "Version")]
    pub version: &'static str,
    /// What is allowed.
    #[serde(rename = "Statement")]
    pub statements: Vec<Statement>,
}

impl PolicyDocument {
    /// What these functions need.
    #[must_use]
    pub fn of(functions: &[Function], places: &Places) -> Self {
        Self { version: VERSION, statements: statements(functions, places) }
    }

    /// Its length as IAM counts it: without white space.
    #[must_use]
    pub fn length(&self) -> usize {
        let text = serde_json::to_string(self).unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).count()
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
