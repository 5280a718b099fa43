//! The same policy as a CloudFormation template (YAML): a managed policy and, where it is told who may take it, a role.
//! Pure. Account and partition are those in which the stack is made, unless an account was named.

use serde_json::Value;

use crate::AwsError;
use crate::arn::account;
use crate::permissions::Function;
use crate::policy::{Places, PolicyDocument, Statement, VERSION};

/// Who may take the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Machines of EC2, by an instance profile.
    Ec2,
    /// A service account of an EKS cluster.
    ServiceAccount {
        /// The cluster's OIDC provider, such as `oidc.eks.ap-northeast-2.amazonaws.com/id/0123…`.
        provider: String,
        /// The service account's namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// Another account.
    Account {
        /// Its number.
        account: String,
        /// What it must say.
        external_id: Option<String>,
    },
}

impl Trust {
    /// A service account `NAMESPACE/NAME` of the cluster with this OIDC provider, by its URL or ARN.
    pub fn service_account(provider: &str, service_account: &str) -> Result<Self, AwsError> {
        let provider = provider.trim_start_matches("https://");
        let provider = provider.split_once(":oidc-provider/").map_or(provider, |(_, name)| name);
        if !provider.contains('/') || provider.contains([':', '"', ' ', '$']) {
            return Err(AwsError::Settings(format!(
                "'{provider}' is no OIDC provider; write the one that 'aws eks describe-cluster --query cluster.identity.oidc.issuer' prints"
            )));
        }
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        };
        match service_account.split_once('/') {
            Some((namespace, name)) if is_name(namespace) && is_name(name) => Ok(Self::ServiceAccount {
                provider: provider.to_owned(),
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(AwsError::Settings(format!(
                "'{service_account}' is no service account; write NAMESPACE/NAME"
            ))),
        }
    }

    /// Another account, and the external id it must say.
    pub fn account(number: &str, external_id: Option<&str>) -> Result<Self, AwsError> {
        Ok(Self::Account { account: account(number)?, external_id: external_id.map(str::to_owned) })
    }
}

/// The template.
#[must_use]
pub fn policy_template(functions: &[Function], places: &Places, trust: Option<&Trust>) -> String {
    let document = PolicyDocument::of(functions, &places.of_the_stack());
    let names: Vec<&str> = functions.iter().map(|function| function.name()).collect();
    let description = format!("What Auroscope may do in this account: {}", names.join(", "));
    let mut resources = vec![(
        "AuroscopePolicy",
        resource(
            "AWS::IAM::ManagedPolicy",
            vec![
                ("Description", text(&description)),
                ("PolicyDocument", policy(document.statements.iter().map(statement).collect())),
            ],
        ),
    )];
    let mut outputs =
        vec![("PolicyArn", Yaml::Map(vec![("Value".into(), Yaml::Tagged("!Ref AuroscopePolicy"))]))];
    if let Some(trust) = trust {
        let properties = vec![
            ("Description", text("Taken by Auroscope")),
            ("AssumeRolePolicyDocument", policy(vec![trusting(trust)])),
            ("ManagedPolicyArns", Yaml::List(vec![Yaml::Tagged("!Ref AuroscopePolicy")])),
        ];
        resources.push(("AuroscopeRole", resource("AWS::IAM::Role", properties)));
        outputs.push(("RoleArn", map(vec![("Value", Yaml::Tagged("!GetAtt AuroscopeRole.Arn"))])));
    }
    if trust == Some(&Trust::Ec2) {
        let roles = Yaml::List(vec![Yaml::Tagged("!Ref AuroscopeRole")]);
        resources.push(("AuroscopeProfile", resource("AWS::IAM::InstanceProfile", vec![("Roles", roles)])));
        outputs.push(("InstanceProfile", map(vec![("Value", Yaml::Tagged("!Ref AuroscopeProfile"))])));
    }
    let template = map(vec![
        ("AWSTemplateFormatVersion", text("2010-09-09")),
        ("Description", text(&description)),
        ("Resources", map(resources)),
        ("Outputs", map(outputs)),
    ]);
    let mut written = String::new();
    template.write(0, &mut written);
    written
}

fn resource(kind: &str, properties: Vec<(&str, Yaml)>) -> Yaml {
    map(vec![("Type", text(kind)), ("Properties", map(properties))])
}

fn policy(statements: Vec<Yaml>) -> Yaml {
    map(vec![("Version", text(VERSION)), ("Statement", Yaml::List(statements))])
}

fn statement(statement: &Statement) -> Yaml {
    let mut pairs = vec![
        ("Sid", text(&statement.sid)),
        ("Effect", text(statement.effect)),
        ("Action", Yaml::List(statement.actions.iter().map(|action| text(action)).collect())),
        ("Resource", Yaml::List(statement.resources.iter().map(|resource| text(resource)).collect())),
    ];
    if let Some(condition) = &statement.condition {
        pairs.push(("Condition", of_json(condition)));
    }
    map(pairs)
}

/// The statement of a role's trust policy.
fn trusting(trust: &Trust) -> Yaml {
    let (principal, action, condition) = match trust {
        // Its name ends in another way in China.
        Trust::Ec2 => (("Service", "ec2.${AWS::URLSuffix}".to_owned()), "sts:AssumeRole", Vec::new()),
        Trust::ServiceAccount { provider, namespace, name } => (
            (
                "Federated",
                format!("arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{provider}"),
            ),
            "sts:AssumeRoleWithWebIdentity",
            vec![
                (format!("{provider}:sub"), format!("system:serviceaccount:{namespace}:{name}")),
                (format!("{provider}:aud"), "sts.amazonaws.com".to_owned()),
            ],
        ),
        Trust::Account { account, external_id } => (
            ("AWS", format!("arn:${{AWS::Partition}}:iam::{account}:root")),
            "sts:AssumeRole",
            external_id.iter().map(|id| ("sts:ExternalId".to_owned(), id.clone())).collect(),
        ),
    };
    let mut pairs = vec![
        ("Effect", text("Allow")),
        ("Principal", map(vec![(principal.0, text(&principal.1))])),
        ("Action", text(action)),
    ];
    if !condition.is_empty() {
        let equal = condition.into_iter().map(|(key, value)| (key, text(&value))).collect();
        pairs.push(("Condition", map(vec![("StringEquals", Yaml::Map(equal))])));
    }
    map(pairs)
}

/// As much of YAML as a template needs.
enum Yaml {
    Text(String),
    /// A function of CloudFormation, as it is written.
    Tagged(&'static str),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

fn text(text: &str) -> Yaml {
    Yaml::Text(text.to_owned())
}

fn map(pairs: Vec<(&str, Yaml)>) -> Yaml {
    Yaml::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn of_json(value: &Value) -> Yaml {
    match value {
        Value::Array(items) => Yaml::List(items.iter().map(of_json).collect()),
        Value::Object(pairs) => {
            Yaml::Map(pairs.iter().map(|(key, value)| (key.clone(), of_json(value))).collect())
        }
        Value::String(text) => Yaml::Text(text.clone()),
        other => Yaml::Text(other.to_string()),
    }
}

impl Yaml {
    /// As lines that stand so far in. What follows `- ` begins on its line.
    fn write(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        match self {
            Self::Text(_) | Self::Tagged(_) => out.push_str(&format!("{indent}{}\n", self.scalar())),
            Self::List(items) => {
                for item in items {
                    let mut lines = String::new();
                    item.write(depth + 1, &mut lines);
                    out.push_str(&format!("{indent}- {}", lines.trim_start()));
                }
            }
            Self::Map(pairs) => {
                for (key, value) in pairs {
                    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
                    let key = if is_plain { key.clone() } else { quoted(key) };
                    match value {
                        Self::Text(_) | Self::Tagged(_) => {
                            out.push_str(&format!("{indent}{key}: {}\n", value.scalar()));
                        }
                        Self::List(_) | Self::Map(_) => {
                            out.push_str(&format!("{indent}{key}:\n"));
                            value.write(depth + 1, out);
                        }
                    }
                }
            }
        }
    }

    fn scalar(&self) -> String {
        match self {
            // What names a value of the stack is filled in by CloudFormation.
            Self::Text(text) if text.contains("${") => format!("!Sub {}", quoted(text)),
            Self::Text(text) => quoted(text),
            Self::Tagged(written) => (*written).to_owned(),
            Self::List(_) | Self::Map(_) => String::new(),
        }
    }
}

/// JSON's way of quoting a text is one of YAML's.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
