//! The targets: those configured at the start and those added later, which are kept with sealed passwords.
//! Adding, changing and removing one starts and stops its collectors.

mod discovered;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use auroscope_collect::{Fleet, Watch};
use auroscope_model::{Target, TargetHealth, TargetId, UtcMicros};
use auroscope_mysql::{Connection, Endpoint, EndpointError, Limits, MysqlError, capabilities};
use auroscope_store::seal::{SealError, Sealed, Sealer};
use auroscope_store::{Store, StoreError, StoredTarget};
use tokio::sync::Mutex;

use crate::NewTarget;

/// Why the book did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum TargetBookError {
    /// The URL is wrong.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The name is taken.
    #[error("there is a target '{0}' already; give another id")]
    Taken(TargetId),
    /// No such target.
    #[error("there is no target '{0}'")]
    Unknown(String),
    /// It is configured elsewhere.
    #[error("target '{0}' comes from the command line, environment or configuration file; change it there")]
    Configured(TargetId),
    /// Rules over the inventory made it.
    #[error(
        "target '{0}' is an instance that rules over the inventory of AWS choose; name it in watch_except"
    )]
    Discovered(TargetId),
    /// The server did not answer as hoped.
    #[error("{}", .0.chain())]
    Mysql(#[from] MysqlError),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A target, and why it is not watched although it is enabled.
#[derive(Debug, Clone)]
pub struct KnownTarget {
    /// The target.
    pub target: Target,
    /// What keeps it from being watched; only somebody who changes it can mend that.
    pub problem: Option<String>,
}

struct Kept {
    target: Target,
    endpoint: Endpoint,
    // The password as it is in the store, when the key does not open it. It stays there until a new one is given:
    // the right key may come back.
    unopened: Option<Sealed>,
}

impl Kept {
    fn known(&self) -> KnownTarget {
        let problem = self.unopened.as_ref().map(|_| SealError::Open.to_string());
        KnownTarget { target: self.target.clone(), problem }
    }

    fn is_to_watch(&self) -> bool {
        self.target.enabled && self.unopened.is_none()
    }
}

/// The targets.
pub struct TargetBook {
    store: Arc<dyn Store>,
    sealer: Sealer,
    fleet: Arc<Fleet>,
    // One change at a time, held over the store's answer: two changes of one target must not cross.
    kept: Mutex<BTreeMap<TargetId, Kept>>,
}

impl TargetBook {
    /// A book of the configured targets and those in the store; watches all that are enabled. A kept target whose
    /// name is configured now is left as it is in the store, and the configured one is watched. One whose password
    /// the key does not open is not watched, and the others are.
    pub async fn open(
        store: Arc<dyn Store>,
        sealer: Sealer,
        fleet: Arc<Fleet>,
        configured: Vec<NewTarget>,
        now: UtcMicros,
    ) -> Result<Self, TargetBookError> {
        let mut kept = BTreeMap::new();
        for new in configured {
            let endpoint = new.endpoint()?;
            let target = new.target(&endpoint, true, now);
            let id = target.id.clone();
            if kept.insert(id.clone(), Kept { target, endpoint, unopened: None }).is_some() {
                return Err(TargetBookError::Taken(id));
            }
        }
        for stored in store.targets().await? {
            let id = stored.target.id.clone();
            if kept.contains_key(&id) {
                tracing::info!(target = %id, "configured now; the kept target of the same name rests");
                continue;
            }
            kept.insert(id, opened(&sealer, stored));
        }
        for kept in kept.values().filter(|kept| kept.is_to_watch()) {
            fleet.start(watch(kept)).await;
        }
        Ok(Self { store, sealer, fleet, kept: Mutex::new(kept) })
    }

    /// All targets, by name.
    pub async fn all(&self) -> Vec<KnownTarget> {
        self.kept.lock().await.values().map(Kept::known).collect()
    }

    /// One target.
    pub async fn get(&self, id: &str) -> Result<KnownTarget, TargetBookError> {
        let kept = self.kept.lock().await;
        kept.get(&name(id)?).map(Kept::known).ok_or_else(|| unknown(id))
    }

    /// Adds a target, keeps it, and begins to watch it.
    pub async fn add(&self, new: NewTarget, now: UtcMicros) -> Result<Target, TargetBookError> {
        let endpoint = new.endpoint()?;
        let target = new.target(&endpoint, false, now);
        let mut kept = self.kept.lock().await;
        if kept.contains_key(&target.id) {
            return Err(TargetBookError::Taken(target.id));
        }
        let entry = Kept { target: target.clone(), endpoint, unopened: None };
        self.keep(&entry).await?;
        self.fleet.start(watch(&entry)).await;
        kept.insert(target.id.clone(), entry);
        Ok(target)
    }

    /// Changes a target: `change` gets what is kept and alters it.
    pub async fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut Target, &mut Endpoint),
    ) -> Result<Target, TargetBookError> {
        let mut kept = self.kept.lock().await;
        let entry = kept.get_mut(&name(id)?).ok_or_else(|| unknown(id))?;
        may_change(&entry.target)?;
        let (mut target, mut endpoint) = (entry.target.clone(), entry.endpoint.clone());
        change(&mut target, &mut endpoint);
        let unopened = if endpoint.password.is_some() { None } else { entry.unopened.clone() };
        target.has_password = endpoint.password.is_some() || unopened.is_some();
        target.tls = endpoint.tls;
        target.tls_ca_file = endpoint.tls_ca_file.as_ref().map(|path| path.display().to_string());
        let changed = Kept { target: target.clone(), endpoint, unopened };
        self.keep(&changed).await?;
        *entry = changed;
        if entry.is_to_watch() {
            self.fleet.start(watch(entry)).await;
        } else {
            self.fleet.stop(&target.id).await;
        }
        Ok(target)
    }

    /// Removes a target; what was seen of it stays until retention takes it.
    pub async fn remove(&self, id: &str) -> Result<(), TargetBookError> {
        let mut kept = self.kept.lock().await;
        let id = name(id)?;
        may_change(&kept.get(&id).ok_or_else(|| unknown(id.as_str()))?.target)?;
        self.store.remove_target(&id).await?;
        self.fleet.stop(&id).await;
        kept.remove(&id);
        Ok(())
    }

    /// Tries a kept target over a connection of its own.
    pub async fn check(&self, id: &str) -> Result<TargetHealth, TargetBookError> {
        let (target, endpoint) = {
            let kept = self.kept.lock().await;
            let found = kept.get(&name(id)?).ok_or_else(|| unknown(id))?;
            if found.unopened.is_some() {
                return Err(SealError::Open.into());
            }
            (found.target.id.clone(), found.endpoint.clone())
        };
        Ok(check(target, endpoint).await?)
    }

    async fn keep(&self, kept: &Kept) -> Result<(), TargetBookError> {
        let password = match &kept.endpoint.password {
            Some(password) => Some(self.sealer.seal(kept.target.id.as_str(), password)?),
            None => kept.unopened.clone(),
        };
        Ok(self.store.put_target(StoredTarget { target: kept.target.clone(), password }).await?)
    }
}

/// Tries a server: what can and cannot be seen there.
pub async fn check(target: TargetId, endpoint: Endpoint) -> Result<TargetHealth, MysqlError> {
    let mut connection = Connection::open(Arc::new(endpoint), Limits::default()).await?;
    let capabilities = capabilities(&mut connection, true).await;
    let identity = connection.identity().clone();
    connection.close().await;
    Ok(TargetHealth {
        target,
        server_version: Some(identity.version),
        server_uuid: Some(identity.server_uuid),
        booted_at: Some(UtcMicros(identity.booted_at_s.saturating_mul(1_000_000))),
        aurora: Some(identity.aurora),
        read_only: Some(identity.read_only),
        capabilities,
        collectors: Vec::new(),
        plans: None,
        own_cost: None,
    })
}

fn watch(kept: &Kept) -> Watch {
    Watch { target: kept.target.id.clone(), endpoint: kept.endpoint.clone() }
}

/// A stored target with its password opened, or with it as it is when the key does not open it.
fn opened(sealer: &Sealer, stored: StoredTarget) -> Kept {
    let StoredTarget { target, password: sealed } = stored;
    let (password, unopened) = match sealed.map(|sealed| (sealer.open(target.id.as_str(), &sealed), sealed)) {
        Some((Ok(password), _)) => (Some(password), None),
        Some((Err(error), sealed)) => {
            tracing::error!(target = %target.id, %error, "not watched");
            (None, Some(sealed))
        }
        None => (None, None),
    };
    let endpoint = Endpoint {
        host: target.host.clone(),
        port: target.port,
        user: target.user.clone(),
        password,
        tls: target.tls,
        tls_ca_file: target.tls_ca_file.as_ref().map(PathBuf::from),
    };
    Kept { target, endpoint, unopened }
}

/// Whether it can be changed here.
fn may_change(target: &Target) -> Result<(), TargetBookError> {
    match (target.discovered, target.configured) {
        (true, _) => Err(TargetBookError::Discovered(target.id.clone())),
        (_, true) => Err(TargetBookError::Configured(target.id.clone())),
        _ => Ok(()),
    }
}

/// A name that a target could have.
fn name(id: &str) -> Result<TargetId, TargetBookError> {
    id.parse().map_err(|_| unknown(id))
}

fn unknown(id: &str) -> TargetBookError {
    TargetBookError::Unknown(id.chars().take(80).collect())
}
