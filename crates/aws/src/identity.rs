//! Who we are in each account, and where we get in.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{AssumedRole, Aws, AwsError, Scope};

/// Who AWS takes us for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// Such as `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`.
    pub arn: String,
    /// AWS's own id of the identity.
    pub user_id: String,
}

/// One account that the settings lead to.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The role taken to get in; none in our own account.
    pub role: Option<String>,
    /// Who we are there; none where we got in nowhere.
    #[serde(flatten)]
    pub identity: Option<Identity>,
    /// Regions in which AWS knows us, in the order of the settings.
    pub works_in: Vec<String>,
    /// Regions in which it does not, each with the reason.
    pub fails_in: BTreeMap<String, String>,
}

/// Requests that are under way at once.
const AT_ONCE: usize = 16;
const GET_CALLER_IDENTITY: &str = "sts:GetCallerIdentity";
const ASSUME_ROLE: &str = "sts:AssumeRole";
/// How AWS's own records name a try.
const TRIAL_SESSION: &str = "auroscope-check";

/// Asks who we are (STS `GetCallerIdentity`, for which no permission is needed).
pub async fn identity(scope: &Scope) -> Result<Identity, AwsError> {
    let answer = aws_sdk_sts::Client::new(&scope.config)
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| AwsError::of(GET_CALLER_IDENTITY, &error))?;
    let missing =
        |what: &str| AwsError::Answer { operation: GET_CALLER_IDENTITY, detail: format!("no {what}") };
    Ok(Identity {
        account: answer.account.ok_or_else(|| missing("account"))?,
        arn: answer.arn.ok_or_else(|| missing("ARN"))?,
        user_id: answer.user_id.ok_or_else(|| missing("user id"))?,
    })
}

/// Takes a role from our own account and throws the session away: whether it can be taken, and why not.
pub async fn try_role(home: &Scope, role: &AssumedRole) -> Result<(), AwsError> {
    aws_sdk_sts::Client::new(&home.config)
        .assume_role()
        .role_arn(&role.role_arn)
        .role_session_name(TRIAL_SESSION)
        .set_external_id(role.external_id.clone())
        .send()
        .await
        .map(drop)
        .map_err(|error| AwsError::of(ASSUME_ROLE, &error))
}

/// Who we are in every account, region by region. An account that cannot be entered is among them with the reason.
pub async fn whoami(aws: &Aws) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (scope, answer) in each(aws.scopes().await, |scope| async move { identity(&scope).await }).await {
        let role = scope.role.as_ref().map(|role| role.role_arn.clone());
        let entry = match entries.iter_mut().position(|entry| entry.role == role) {
            Some(position) => &mut entries[position],
            None => {
                let entry = Entry { role, identity: None, works_in: Vec::new(), fails_in: BTreeMap::new() };
                entries.push(entry);
                let last = entries.len() - 1;
                &mut entries[last]
            }
        };
        match answer {
            Ok(identity) => {
                entry.works_in.push(scope.region);
                entry.identity.get_or_insert(identity);
            }
            Err(error) => {
                let why = why_not(&aws.home(), &scope, error).await;
                entry.fails_in.insert(scope.region, why.to_string());
            }
        }
    }
    entries
}

/// What the SDK says of a role that cannot be taken is about credentials in general; asked for itself, STS says more.
pub(crate) async fn why_not(home: &Scope, scope: &Scope, error: AwsError) -> AwsError {
    match (&scope.role, error) {
        (Some(role), error @ AwsError::Credentials { .. }) => {
            try_role(home, role).await.err().unwrap_or(error)
        }
        (_, error) => error,
    }
}

/// Asks something in every scope, some at once; the answers come in the order of the scopes.
pub(crate) async fn each<Answer, Asking>(
    scopes: Vec<Scope>,
    ask: impl Fn(Scope) -> Asking,
) -> Vec<(Scope, Answer)>
where
    Answer: Send + 'static,
    Asking: Future<Output = Answer> + Send + 'static,
{
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for (position, scope) in scopes.iter().enumerate() {
        let (turns, asking) = (Arc::clone(&turns), ask(scope.clone()));
        tasks.spawn(async move {
            let _turn = turns.acquire().await;
            (position, asking.await)
        });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(position, _)| *position);
    scopes.into_iter().zip(answers.into_iter().map(|(_, answer)| answer)).collect()
}
