//! Whether we may: each permission is tried by really asking, for as little as the API gives. Nothing is written.
//!
//! Where there is nothing to ask about, a name that nobody has is asked for: AWS looks at the permission first, so
//! "there is no such thing" means that one may ask.

use serde::Serialize;

use crate::check_trial::Trial;
use crate::identity::{each, identity, try_role, why_not};
use crate::permissions::{Function, Permission, permissions_of};
use crate::policy::{Places, Statement};
use crate::secrets::secret_text;
use crate::{AssumedRole, Aws, AwsError, Scope};

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// AWS answered.
    Works,
    /// AWS refused.
    Denied,
    /// Nobody can say; the reason stands beside it.
    NotTried,
}

/// One permission in one account and region.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// The account's number, where it is known.
    pub account: Option<String>,
    /// The role by which it is entered; none in our own.
    pub role: Option<String>,
    /// The region.
    pub region: String,
    /// What needs the permission.
    pub function: Function,
    /// The permission, as a policy names it.
    pub action: &'static str,
    /// What it was tried on, where it is about one thing.
    pub on: Option<String>,
    /// How it ended.
    pub verdict: Verdict,
    /// AWS's words, or why it was not tried.
    pub why: Option<String>,
    /// What to add to the identity's policy, where that would help.
    pub add: Option<Statement>,
}

/// What is to be checked besides what every account has.
#[derive(Debug, Clone, Default)]
pub struct CheckSettings {
    /// The functions.
    pub functions: Vec<Function>,
    /// Secrets, by name or ARN, which are read in our own account.
    pub secrets: Vec<String>,
}

/// Tries every permission that the functions need, everywhere.
pub async fn check(aws: &Aws, settings: &CheckSettings) -> Vec<Checked> {
    let (scopes, home) = (aws.scopes().await, aws.home());
    let mut roles: Vec<AssumedRole> = scopes.iter().filter_map(|scope| scope.role.clone()).collect();
    roles.dedup();
    let mut checked = at_home(&home, &roles, settings).await;
    let functions = settings.functions.clone();
    let everywhere = each(scopes, move |scope| {
        let (functions, home) = (functions.clone(), home.clone());
        async move { in_scope(&home, &scope, &functions).await }
    });
    checked.extend(everywhere.await.into_iter().flat_map(|(_, of_scope)| of_scope));
    checked
}

/// What only our own identity does: it takes roles, and reads secrets.
async fn at_home(home: &Scope, roles: &[AssumedRole], settings: &CheckSettings) -> Vec<Checked> {
    let account = identity(home).await.ok().map(|identity| identity.account);
    let place = Place { scope: home, account: account.as_deref() };
    let mut checked = Vec::new();
    for permission in &of(&settings.functions, Function::AssumeRole) {
        for role in roles {
            let answer = try_role(home, role).await;
            let places = place.places().with_roles(std::slice::from_ref(role));
            checked.push(place.result(permission, &places, Some(role.role_arn.clone()), answer));
        }
    }
    for permission in &of(&settings.functions, Function::Secrets) {
        for secret in &settings.secrets {
            let answer = secret_text(home, secret).await.map(drop);
            let places = place.places().with_secrets(vec![secret.clone()]);
            checked.push(place.result(permission, &places, Some(secret.clone()), answer));
        }
    }
    checked
}

/// What is asked in each account and region.
async fn in_scope(home: &Scope, scope: &Scope, functions: &[Function]) -> Vec<Checked> {
    // The other two are our own identity's alone.
    let is_asked_here = |one: &Permission| !matches!(one.function, Function::AssumeRole | Function::Secrets);
    let permissions: Vec<Permission> = permissions_of(functions).copied().filter(is_asked_here).collect();
    let found = match identity(scope).await {
        Ok(identity) => Ok(identity.account),
        Err(error) => Err(why_not(home, scope, error).await),
    };
    let place = Place { scope, account: found.as_deref().ok() };
    let mut trial = Trial::new(scope);
    let mut checked = Vec::new();
    for permission in &permissions {
        if let Err(error) = &found {
            let why = format!("the account cannot be entered: {error}");
            checked.push(place.not_tried(permission, why));
        } else if permission.function == Function::DatabaseLogin {
            let why = "only logging in to a database tells".to_owned();
            checked.push(place.not_tried(permission, why));
        } else {
            let answer = trial.ask(permission).await;
            checked.push(place.result(permission, &place.places(), trial.on.take(), answer));
        }
    }
    checked
}

/// One function's permissions, if it is among those asked for.
fn of(functions: &[Function], function: Function) -> Vec<Permission> {
    permissions_of(functions).copied().filter(|permission| permission.function == function).collect()
}

/// Where something was tried.
struct Place<'a> {
    scope: &'a Scope,
    account: Option<&'a str>,
}

impl Place<'_> {
    fn places(&self) -> Places {
        let regions = [self.scope.region.clone()];
        // A region by another form of name is the user's own; it then holds for all.
        Places::new(None, self.account, &regions).unwrap_or_else(|_| Places::anywhere())
    }

    fn not_tried(&self, permission: &Permission, why: String) -> Checked {
        Checked {
            account: self.account.map(str::to_owned),
            role: self.scope.role.as_ref().map(|role| role.role_arn.clone()),
            region: self.scope.region.clone(),
            function: permission.function,
            action: permission.action,
            on: None,
            verdict: Verdict::NotTried,
            why: Some(why),
            add: None,
        }
    }

    fn result(
        &self,
        permission: &Permission,
        places: &Places,
        on: Option<String>,
        answer: Result<(), AwsError>,
    ) -> Checked {
        let (verdict, why, add) = match answer {
            Ok(()) => (Verdict::Works, None, None),
            Err(AwsError::Denied { detail, .. }) => {
                let statement = permission.statement(places).filter(|_| a_statement_helps(&detail));
                (Verdict::Denied, Some(detail), statement)
            }
            Err(error) => {
                // The action stands beside it.
                let why = error.to_string();
                let why = why.strip_prefix(&format!("{}: ", permission.action)).unwrap_or(&why).to_owned();
                (Verdict::NotTried, Some(why), None)
            }
        };
        Checked { on, verdict, why, add, ..self.not_tried(permission, String::new()) }
    }
}

/// An explicit denial beats every statement that allows, and of a key it is the key's owner who allows.
fn a_statement_helps(detail: &str) -> bool {
    let detail = detail.to_ascii_lowercase();
    !detail.contains("explicit deny") && !detail.contains("kms")
}
