//! Secrets from Secrets Manager: a text by name or ARN, and the log-in that such a text may hold.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{AwsError, Scope, arn};

const GET_SECRET_VALUE: &str = "secretsmanager:GetSecretValue";

/// A user's password, as a secret holds it.
#[derive(Debug, Clone)]
pub struct DatabaseLogin {
    /// The user, where the secret names one.
    pub user: Option<String>,
    /// The password.
    pub password: SecretString,
}

/// The current text of a secret. One that is named by its ARN is asked for in the ARN's region.
pub async fn secret_text(scope: &Scope, id: &str) -> Result<SecretString, AwsError> {
    let region = match region_of(id)? {
        Some(region) => region,
        None => scope.region.clone(),
    };
    let mut config = aws_sdk_secretsmanager::config::Builder::from(&scope.config);
    config.set_region(Some(aws_config::Region::new(region)));
    let client = aws_sdk_secretsmanager::Client::from_conf(config.build());
    let answer = client
        .get_secret_value()
        .secret_id(id)
        .send()
        .await
        .map_err(|error| AwsError::of(GET_SECRET_VALUE, &error))?;
    let unusable = |what: &str| AwsError::Answer {
        operation: GET_SECRET_VALUE,
        detail: format!("the secret '{id}' {what}"),
    };
    if answer.secret_binary.is_some() {
        return Err(unusable("is binary; store it as text (SecretString)"));
    }
    match answer.secret_string.filter(|text| !text.is_empty()) {
        Some(text) => Ok(text.into()),
        None => Err(unusable("is empty")),
    }
}

/// The log-in that a secret holds, such as a master password that RDS manages.
pub async fn database_login(scope: &Scope, id: &str) -> Result<DatabaseLogin, AwsError> {
    let text = secret_text(scope, id).await?;
    DatabaseLogin::of(&text).map_err(|what| AwsError::Answer {
        operation: GET_SECRET_VALUE,
        detail: format!("the secret '{id}' {what}"),
    })
}

impl DatabaseLogin {
    /// Reads a secret's text: an object with `username` and `password`, as RDS makes them, or the password itself.
    /// What is wrong is told without a word of the text.
    pub fn of(text: &SecretString) -> Result<Self, &'static str> {
        let plain = text.expose_secret();
        let password = match serde_json::from_str::<Value>(plain) {
            Ok(Value::Object(mut object)) => {
                let Some(Value::String(password)) = object.remove("password") else {
                    return Err("has no text \"password\"");
                };
                let user = match object.remove("username") {
                    Some(Value::String(user)) => Some(user),
                    None | Some(Value::Null) => None,
                    Some(_) => return Err("has a \"username\" that is no text"),
                };
                return Ok(Self { user, password: password.into() });
            }
            // What is no object is a password that happens to look like something.
            _ => plain.trim_end_matches(['\r', '\n']),
        };
        if password.is_empty() { Err("is empty") } else { Ok(Self { user: None, password: password.into() }) }
    }
}

/// The region of a secret's ARN; none of a name.
fn region_of(id: &str) -> Result<Option<String>, AwsError> {
    let wrong = || {
        AwsError::Settings(format!(
            "'{id}' is no secret; write its name, or arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME"
        ))
    };
    if !id.starts_with("arn:") {
        let fits = |c: char| c.is_ascii_alphanumeric() || "/_+=.@!-".contains(c);
        let is_name = (1..=512).contains(&id.len()) && id.chars().all(fits);
        return if is_name { Ok(None) } else { Err(wrong()) };
    }
    let parts: Vec<&str> = id.splitn(7, ':').collect();
    match parts.as_slice() {
        ["arn", _, "secretsmanager", region, _, "secret", name] if !name.is_empty() => {
            arn::region(region).map(Some)
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(text: &str) -> Result<(Option<String>, String), &'static str> {
        let login = DatabaseLogin::of(&text.to_owned().into())?;
        Ok((login.user, login.password.expose_secret().to_owned()))
    }

    #[test]
    fn a_log_in_is_what_rds_makes_or_a_password() {
        let managed = login(r#"{"username":"admin","password":"p\"한"}"#);
        assert_eq!(managed, Ok((Some("admin".into()), "p\"한".into())));
        let with_more = login(r#"{"password":"p","host":"db1","port":3306}"#);
        assert_eq!(with_more, Ok((None, "p".into())));
        assert_eq!(login("p4ss {\n"), Ok((None, "p4ss {".into())));
        assert_eq!(login("{not json"), Ok((None, "{not json".into())));
        assert_eq!(login("12345"), Ok((None, "12345".into())));
        assert_eq!(login(r#"{"username":"admin"}"#), Err("has no text \"password\""));
        assert_eq!(login(r#"{"password":7}"#), Err("has no text \"password\""));
        assert_eq!(login(r#"{"username":1,"password":"p"}"#), Err("has a \"username\" that is no text"));
        assert_eq!(login("\n"), Err("is empty"));
        let shown = format!("{:?}", DatabaseLogin::of(&"hunter2".to_owned().into()));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn an_arn_says_its_region() {
        let arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:team/auroscope-AbCdEf";
        assert_eq!(region_of(arn).unwrap().as_deref(), Some("us-east-1"));
        assert_eq!(region_of("rds!cluster-0f1e-2d3c").unwrap(), None);
        for wrong in
            ["", "a b", "arn:aws:rds:us-east-1:123456789012:db:x", "arn:aws:secretsmanager:here:1:secret:x"]
        {
            assert!(matches!(region_of(wrong), Err(AwsError::Settings(_))), "{wrong}");
        }
    }
}
