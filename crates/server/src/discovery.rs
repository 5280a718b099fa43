//! Instances of the inventory that rules choose become targets by themselves, and leave with their instance.

use std::collections::BTreeMap;
use std::sync::Arc;

use auroscope_collect::Inventory;
use auroscope_model::{
    CloudFilter, CloudResource, KnownResource, TargetId, TlsMode, WatchDecision, WatchRules,
};
use auroscope_mysql::Endpoint;
use auroscope_store::{Store, StoreError};
use secrecy::SecretString;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::TargetBook;

/// How instances that are found are logged in to.
#[derive(Debug, Clone)]
pub struct Login {
    /// The account.
    pub user: String,
    /// Its password.
    pub password: Option<SecretString>,
    /// How connections are protected.
    pub tls: TlsMode,
    /// Path of a PEM file with the authorities to trust, such as that of RDS.
    pub tls_ca_file: Option<std::path::PathBuf>,
}

/// What makes targets of instances.
pub struct Discovery {
    /// What is looked at.
    pub inventory: Arc<Inventory>,
    /// What chooses.
    pub rules: WatchRules,
    /// How to log in; none: nothing is watched by itself.
    pub login: Option<Login>,
}

impl Discovery {
    /// Watches what the rules choose of the inventory as it is kept. At the start, too: a restart without AWS watches
    /// what was watched before.
    pub async fn keep_up(&self, store: &dyn Store, targets: &TargetBook) -> Result<(), StoreError> {
        if let Some(login) = &self.login {
            targets.discovered(self.chosen(store, login).await?, crate::app::now()).await;
        }
        Ok(())
    }

    /// Keeps up with the inventory each time that a place has answered (`answered`, taken before the inventory runs),
    /// until told to stop.
    pub async fn run(
        &self,
        store: Arc<dyn Store>,
        targets: Arc<TargetBook>,
        mut answered: watch::Receiver<u64>,
        stop: CancellationToken,
    ) {
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                told = answered.changed() => if told.is_err() { return },
            }
            if let Err(error) = self.keep_up(&*store, &targets).await {
                tracing::warn!(%error, "the inventory could not be read; targets stay as they are");
            }
        }
    }

    /// What is decided of each instance of all that is known, also of those that are gone: they keep their names.
    pub(crate) fn judged(&self, known: &[KnownResource]) -> Vec<Option<WatchDecision>> {
        let decisions = known.iter().zip(self.rules.judge(known));
        decisions
            .map(|(known, decision)| match decision? {
                WatchDecision::Gone => Some(WatchDecision::Gone),
                _ if !self.inventory.looks_at(&known.place) => Some(WatchDecision::NotLookedAt),
                WatchDecision::Watched { .. } if self.login.is_none() => Some(WatchDecision::NoLogin),
                decision => Some(decision),
            })
            .collect()
    }

    async fn chosen(
        &self,
        store: &dyn Store,
        login: &Login,
    ) -> Result<BTreeMap<TargetId, Endpoint>, StoreError> {
        let everything = CloudFilter { with_gone: true, ..CloudFilter::default() };
        let known = store.cloud_resources(everything).await?;
        let decisions = self.judged(&known);
        let pairs = known.iter().zip(decisions).filter_map(|(known, decision)| {
            let Some(WatchDecision::Watched { target }) = decision else { return None };
            Some((target, login.endpoint(&known.resource)?))
        });
        Ok(pairs.collect())
    }
}

impl Login {
    fn endpoint(&self, resource: &CloudResource) -> Option<Endpoint> {
        let CloudResource::Instance(instance) = resource else { return None };
        Some(Endpoint {
            host: instance.host.clone()?,
            port: instance.port.unwrap_or(3306),
            user: self.user.clone(),
            password: self.password.clone(),
            tls: self.tls,
            tls_ca_file: self.tls_ca_file.clone(),
        })
    }
}
