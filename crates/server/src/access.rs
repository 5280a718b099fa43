//! Who may ask: on loopback everybody on this machine, elsewhere who knows the admin password or the API token.
//!
//! Two attacks need no log-in to matter on loopback, and are stopped here for all: a foreign page that posts
//! (state-changing requests need a header that no form can set) and a foreign name that resolves to 127.0.0.1
//! (the Host header must be one of ours).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Notify, Semaphore};

use crate::guesses::Guesses;
use crate::{App, Problem};

const SESSION_COOKIE: &str = "auroscope_session";
const SESSION_LIFE: Duration = Duration::from_secs(12 * 3_600);
/// Passwords looked at at the same time: each takes a core for some 50 ms and 19 MiB, by design.
const MOST_VERIFYING: usize = 2;
/// How often what goes on under a session looks whether the session does.
const EXPIRY_CHECK: Duration = Duration::from_secs(15);
/// Sessions kept at once.
const MOST_SESSIONS: usize = 10_000;
/// The shortest API token: what a generator makes, not what a person thinks up.
const SHORTEST_TOKEN: usize = 24;
/// The header that a state-changing request carries.
const OWN_HEADER: &str = "x-auroscope";

/// Why access cannot be set up as asked.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Other machines could reach the server, and nothing would stop them.
    #[error(
        "{0} can be reached from other machines: set an admin password (AUROSCOPE_ADMIN_PASSWORD_FILE) or an API token (AUROSCOPE_API_TOKEN_FILE), or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The password is too short.
    #[error("the admin password is shorter than 8 characters")]
    ShortPassword,
    /// The token is too short.
    #[error("the API token is shorter than {SHORTEST_TOKEN} characters; make one with: openssl rand -hex 32")]
    ShortToken,
    /// A secret is no valid text for a hash.
    #[error("the admin password cannot be hashed: {0}")]
    Hash(String),
}

/// Who may do what.
pub struct Access {
    listen: SocketAddr,
    password_hash: Option<String>,
    token_digest: Option<[u8; 32]>,
    sessions: Mutex<HashMap<[u8; 32], Instant>>,
    // Told when a session ends before its time, for what goes on under it.
    session_ended: Notify,
    guesses: Guesses,
    verifying: Arc<Semaphore>,
}

impl Access {
    /// Sets access up. Refuses an address that other machines can reach when there is neither password nor token.
    pub fn new(
        listen: SocketAddr,
        admin_password: Option<&SecretString>,
        api_token: Option<&SecretString>,
    ) -> Result<Self, AccessError> {
        if !listen.ip().is_loopback() && admin_password.is_none() && api_token.is_none() {
            return Err(AccessError::Open(listen));
        }
        let password_hash = admin_password.map(hash_password).transpose()?;
        let token_digest = match api_token.map(ExposeSecret::expose_secret) {
            Some(token) if token.len() < SHORTEST_TOKEN => return Err(AccessError::ShortToken),
            Some(token) => Some(sha256(token.as_bytes())),
            None => None,
        };
        Ok(Self {
            listen,
            password_hash,
            token_digest,
            sessions: Mutex::default(),
            session_ended: Notify::new(),
            guesses: Guesses::default(),
            verifying: Arc::new(Semaphore::new(MOST_VERIFYING)),
        })
    }

    /// Whether anything has to be shown before the API answers.
    #[must_use]
    pub fn required(&self) -> bool {
        self.password_hash.is_some() || self.token_digest.is_some()
    }

    /// Whether a request has shown it.
    #[must_use]
    pub(crate) fn is_authenticated(&self, headers: &HeaderMap) -> bool {
        !self.required() || self.has_token(headers) || self.has_session(headers)
    }

    /// Checks the password, slowly as it must be, and opens a session: the value of its cookie.
    pub(crate) async fn log_in(
        &self,
        client: Option<IpAddr>,
        password: SecretString,
    ) -> Result<String, Problem> {
        let Some(hash) = self.password_hash.clone() else {
            return Err(Problem::conflict("no admin password is set, so there is nothing to log in to"));
        };
        let guess = self.guesses.reserve(client)?;
        let interrupted = || Problem::unavailable("the log-in was interrupted");
        let turn = Arc::clone(&self.verifying).acquire_owned().await.map_err(|_| interrupted())?;
        // Not on a thread that serves others.
        let verified = tokio::task::spawn_blocking(move || {
            // Held until it is done, also when the client does not wait for it.
            let _turn = turn;
            is_password(&hash, &password)
        });
        if !verified.await.map_err(|_| interrupted())? {
            tracing::warn!(client = client.map(tracing::field::display), "a log-in with a wrong password");
            return Err(Problem::unauthorized("the password is wrong"));
        }
        self.guesses.forgive(&guess);
        self.open_session()
    }

    fn open_session(&self) -> Result<String, Problem> {
        let mut bytes = [0u8; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| Problem::unavailable("the system gave no random bytes"))?;
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut sessions = lock(&self.sessions);
        sessions.retain(|_, until| *until > Instant::now());
        if sessions.len() >= MOST_SESSIONS {
            return Err(Problem::too_many("too many sessions are open"));
        }
        sessions.insert(sha256(token.as_bytes()), Instant::now() + SESSION_LIFE);
        Ok(token)
    }

    /// Ends the session of a request.
    pub(crate) fn log_out(&self, headers: &HeaderMap) {
        if let Some(token) = cookie(headers) {
            lock(&self.sessions).remove(&sha256(token.as_bytes()));
            self.session_ended.notify_waiters();
        }
    }

    /// Waits until a request that was let in would not be let in any more.
    pub(crate) async fn expired(&self, headers: &HeaderMap) {
        loop {
            // Listened for before looking, so that a log-out in between is not missed.
            let ended = self.session_ended.notified();
            if !self.is_authenticated(headers) {
                return;
            }
            // A session's twelve hours end without a word.
            let _ = tokio::time::timeout(EXPIRY_CHECK, ended).await;
        }
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        match (bearer, &self.token_digest) {
            // Digests are compared, so the time taken tells nothing about the token.
            (Some(token), Some(digest)) => sha256(token.trim().as_bytes()) == *digest,
            _ => false,
        }
    }

    fn has_session(&self, headers: &HeaderMap) -> bool {
        cookie(headers).is_some_and(|token| {
            lock(&self.sessions).get(&sha256(token.as_bytes())).is_some_and(|until| *until > Instant::now())
        })
    }

    /// Whether the Host header names us. With a log-in, a foreign name gains nothing and any name will do.
    fn is_own_host(&self, headers: &HeaderMap) -> bool {
        if self.required() {
            return true;
        }
        let Some(host) = headers.get(header::HOST).and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        name.eq_ignore_ascii_case("localhost")
            || name
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback() || address == self.listen.ip())
    }
}

/// The cookie that carries a session. Strict: no foreign page can make a browser send it.
pub(crate) fn session_cookie(token: &str, headers: &HeaderMap) -> String {
    let secure = headers.get("x-forwarded-proto").is_some_and(|value| value == "https");
    let life = if token.is_empty() { 0 } else { SESSION_LIFE.as_secs() };
    format!(
        "{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}{}",
        if secure { "; Secure" } else { "" }
    )
}

/// Lets a request through to the API, or says why not.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !app.access.is_own_host(headers) {
        return Problem::forbidden("the Host header names another host; use http://127.0.0.1 or localhost")
            .into_response();
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !headers.contains_key(OWN_HEADER) && !app.access.has_token(headers) {
        return Problem::forbidden("a request that changes something needs the header X-Auroscope: 1")
            .into_response();
    }
    let open = request.uri().path() == "/api/v1/session";
    if !open && !app.access.is_authenticated(headers) {
        return Problem::unauthorized("log in, or send 'Authorization: Bearer' with the API token")
            .into_response();
    }
    next.run(request).await
}

fn hash_password(password: &SecretString) -> Result<String, AccessError> {
    let password = password.expose_secret();
    if password.chars().count() < 8 {
        return Err(AccessError::ShortPassword);
    }
    let salt = SaltString::generate(&mut OsRng);
    // The crate's default is argon2id with the parameters OWASP asks for.
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| AccessError::Hash(error.to_string()))
}

fn is_password(hash: &str, password: &SecretString) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok()
    })
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(SESSION_COOKIE)?.strip_prefix('='))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
