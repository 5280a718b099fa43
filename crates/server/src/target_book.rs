//! The targets: those configured at the start and those added later, which are kept with sealed passwords.
//! Adding, changing and removing one starts and stops its collectors.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use auroscope_collect::{Fleet, Watch};
use auroscope_model::{Target, TargetHealth, TargetId, TlsMode, UtcMicros};
use auroscope_mysql::{Connection, Endpoint, EndpointError, Limits, MysqlError, capabilities};
use auroscope_store::seal::Sealer;
use auroscope_store::{Store, StoreError, StoredTarget};
use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

/// A target to add or to check.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTarget {
    /// Its name; made from host and port when none is given.
    #[schema(example = "shop-writer")]
    pub id: Option<TargetId>,
    /// Where it is: `mysql://user@host:3306/`, the password in it or apart.
    #[schema(example = "mysql://auroscope@db1.example:3306/")]
    pub url: String,
    /// The account's password.
    #[schema(value_type = Option<String>)]
    pub password: Option<SecretString>,
    /// How the connection is protected.
    pub tls: Option<TlsMode>,
    /// Path, on Auroscope's machine, of a PEM file with the authorities to trust.
    #[schema(value_type = Option<String>)]
    pub tls_ca_file: Option<PathBuf>,
}

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
    /// The server did not answer as hoped.
    #[error("{}", .0.chain())]
    Mysql(#[from] MysqlError),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] auroscope_store::seal::SealError),
}

struct Kept {
    target: Target,
    endpoint: Endpoint,
}

/// The targets.
pub struct TargetBook {
    store: Arc<dyn Store>,
    sealer: Sealer,
    fleet: Arc<Fleet>,
    // One change at a time, held over the store's answer: two changes of one target must not cross.
    kept: Mutex<BTreeMap<TargetId, Kept>>,
}

impl NewTarget {
    /// The endpoint it means.
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        let mut endpoint = Endpoint::parse(&self.url)?;
        if let Some(password) = &self.password {
            endpoint.password = Some(password.clone());
        }
        if let Some(file) = &self.tls_ca_file {
            endpoint.tls_ca_file = Some(file.clone());
            endpoint.tls = TlsMode::VerifyIdentity;
        }
        if let Some(tls) = self.tls {
            endpoint.tls = tls;
        }
        Ok(endpoint)
    }

    /// The target it means.
    pub fn target(&self, endpoint: &Endpoint, configured: bool, now: UtcMicros) -> Target {
        Target {
            id: self.id.clone().unwrap_or_else(|| TargetId::from_endpoint(&endpoint.host, endpoint.port)),
            host: endpoint.host.clone(),
            port: endpoint.port,
            user: endpoint.user.clone(),
            tls: endpoint.tls,
            tls_ca_file: endpoint.tls_ca_file.as_ref().map(|path| path.display().to_string()),
            has_password: endpoint.password.is_some(),
            enabled: true,
            configured,
            added_at: now,
        }
    }
}

impl TargetBook {
    /// A book of the configured targets and those in the store; watches all that are enabled. A kept target whose
    /// name is configured now is left as it is in the store, and the configured one is watched.
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
            if kept.insert(id.clone(), Kept { target, endpoint }).is_some() {
                return Err(TargetBookError::Taken(id));
            }
        }
        for stored in store.targets().await? {
            let id = stored.target.id.clone();
            if kept.contains_key(&id) {
                tracing::info!(target = %id, "configured now; the kept target of the same name rests");
                continue;
            }
            let endpoint = endpoint_of(&sealer, &stored)?;
            kept.insert(id, Kept { target: stored.target, endpoint });
        }
        for kept in kept.values().filter(|kept| kept.target.enabled) {
            fleet.start(watch(kept)).await;
        }
        Ok(Self { store, sealer, fleet, kept: Mutex::new(kept) })
    }

    /// All targets, by name.
    pub async fn all(&self) -> Vec<Target> {
        self.kept.lock().await.values().map(|kept| kept.target.clone()).collect()
    }

    /// One target.
    pub async fn get(&self, id: &str) -> Result<Target, TargetBookError> {
        let kept = self.kept.lock().await;
        kept.iter()
            .find(|(key, _)| key.as_str() == id)
            .map(|(_, kept)| kept.target.clone())
            .ok_or_else(|| TargetBookError::Unknown(id.chars().take(80).collect()))
    }

    /// Adds a target, keeps it, and begins to watch it.
    pub async fn add(&self, new: NewTarget, now: UtcMicros) -> Result<Target, TargetBookError> {
        let endpoint = new.endpoint()?;
        let target = new.target(&endpoint, false, now);
        let mut kept = self.kept.lock().await;
        if kept.contains_key(&target.id) {
            return Err(TargetBookError::Taken(target.id));
        }
        self.keep(&target, &endpoint).await?;
        let entry = Kept { target: target.clone(), endpoint };
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
        let entry = kept
            .iter_mut()
            .find(|(key, _)| key.as_str() == id)
            .map(|(_, kept)| kept)
            .ok_or_else(|| TargetBookError::Unknown(id.chars().take(80).collect()))?;
        if entry.target.configured {
            return Err(TargetBookError::Configured(entry.target.id.clone()));
        }
        let (mut target, mut endpoint) = (entry.target.clone(), entry.endpoint.clone());
        change(&mut target, &mut endpoint);
        target.has_password = endpoint.password.is_some();
        target.tls = endpoint.tls;
        target.tls_ca_file = endpoint.tls_ca_file.as_ref().map(|path| path.display().to_string());
        self.keep(&target, &endpoint).await?;
        *entry = Kept { target: target.clone(), endpoint };
        if target.enabled {
            self.fleet.start(watch(entry)).await;
        } else {
            self.fleet.stop(&target.id).await;
        }
        Ok(target)
    }

    /// Removes a target; what was seen of it stays until retention takes it.
    pub async fn remove(&self, id: &str) -> Result<(), TargetBookError> {
        let mut kept = self.kept.lock().await;
        let target = kept
            .iter()
            .find(|(key, _)| key.as_str() == id)
            .map(|(_, kept)| kept.target.clone())
            .ok_or_else(|| TargetBookError::Unknown(id.chars().take(80).collect()))?;
        if target.configured {
            return Err(TargetBookError::Configured(target.id));
        }
        self.store.remove_target(&target.id).await?;
        self.fleet.stop(&target.id).await;
        kept.remove(&target.id);
        Ok(())
    }

    /// Tries a kept target over a connection of its own.
    pub async fn check(&self, id: &str) -> Result<TargetHealth, TargetBookError> {
        let (target, endpoint) = {
            let kept = self.kept.lock().await;
            let found = kept.iter().find(|(key, _)| key.as_str() == id);
            let (id, kept) = found.ok_or_else(|| TargetBookError::Unknown(id.chars().take(80).collect()))?;
            (id.clone(), kept.endpoint.clone())
        };
        Ok(check(target, endpoint).await?)
    }

    async fn keep(&self, target: &Target, endpoint: &Endpoint) -> Result<(), TargetBookError> {
        let sealed =
            endpoint.password.as_ref().map(|password| self.sealer.seal(target.id.as_str(), password));
        let stored = StoredTarget { target: target.clone(), password: sealed.transpose()? };
        Ok(self.store.put_target(stored).await?)
    }
}

/// Tries a server: what can and cannot be seen there.
pub async fn check(target: TargetId, endpoint: Endpoint) -> Result<TargetHealth, MysqlError> {
    let mut connection = Connection::open(Arc::new(endpoint), Limits::default()).await?;
    let capabilities = capabilities(&mut connection).await;
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
        own_cost: None,
    })
}

fn watch(kept: &Kept) -> Watch {
    Watch { target: kept.target.id.clone(), endpoint: kept.endpoint.clone() }
}

fn endpoint_of(sealer: &Sealer, stored: &StoredTarget) -> Result<Endpoint, TargetBookError> {
    let target = &stored.target;
    let password =
        stored.password.as_ref().map(|sealed| sealer.open(target.id.as_str(), sealed)).transpose()?;
    Ok(Endpoint {
        host: target.host.clone(),
        port: target.port,
        user: target.user.clone(),
        password,
        tls: target.tls,
        tls_ca_file: target.tls_ca_file.as_ref().map(PathBuf::from),
    })
}
