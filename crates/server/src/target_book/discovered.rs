//! Targets that rules over the inventory make.

use std::collections::BTreeMap;

use auroscope_model::{Target, TargetId, UtcMicros};
use auroscope_mysql::Endpoint;
use secrecy::ExposeSecret;

use super::{Kept, TargetBook, watch};

impl TargetBook {
    /// Told which instances rules over the inventory choose: those that are new are watched, those that are there no
    /// more are let go (what was seen of them stays), and one whose endpoint is another is watched there. A target that
    /// somebody named is his, also where an instance has its name or its address.
    pub async fn discovered(&self, chosen: BTreeMap<TargetId, Endpoint>, now: UtcMicros) {
        let mut kept = self.kept.lock().await;
        let gone = kept.iter().filter(|(id, kept)| kept.target.discovered && !chosen.contains_key(*id));
        let gone: Vec<TargetId> = gone.map(|(id, _)| id.clone()).collect();
        for id in gone {
            tracing::info!(target = %id, "the instance is gone, or rules choose it no more: not watched any longer");
            self.fleet.stop(&id).await;
            kept.remove(&id);
        }
        for (id, endpoint) in chosen {
            let is_same = |kept: &Kept| is_same(&kept.endpoint, &endpoint);
            let is_known = kept.iter().any(|(known, kept)| {
                let is_there = (&kept.endpoint.host, kept.endpoint.port) == (&endpoint.host, endpoint.port);
                !kept.target.discovered && (*known == id || is_there)
            });
            if is_known {
                // Somebody named it after it was found: from then on it is his.
                if kept.get(&id).is_some_and(|kept| kept.target.discovered) {
                    self.fleet.stop(&id).await;
                    kept.remove(&id);
                }
                continue;
            }
            if kept.get(&id).is_some_and(is_same) {
                continue;
            }
            tracing::info!(target = %id, host = endpoint.host, "an instance that rules choose: watched");
            let added_at = kept.get(&id).map_or(now, |kept| kept.target.added_at);
            let target = found(&id, &endpoint, added_at);
            let entry = Kept { target, endpoint, unopened: None };
            self.fleet.start(watch(&entry)).await;
            kept.insert(id, entry);
        }
    }
}

fn is_same(one: &Endpoint, other: &Endpoint) -> bool {
    let password = |endpoint: &Endpoint| endpoint.password.clone();
    let is_same_password = match (password(one), password(other)) {
        (Some(one), Some(other)) => one.expose_secret() == other.expose_secret(),
        (None, None) => true,
        _ => false,
    };
    (&one.host, one.port, &one.user) == (&other.host, other.port, &other.user)
        && (one.tls, &one.tls_ca_file) == (other.tls, &other.tls_ca_file)
        && is_same_password
}

/// The target that an instance is. It is configured, by the rules, and changed there.
fn found(id: &TargetId, endpoint: &Endpoint, added_at: UtcMicros) -> Target {
    Target {
        id: id.clone(),
        host: endpoint.host.clone(),
        port: endpoint.port,
        user: endpoint.user.clone(),
        tls: endpoint.tls,
        tls_ca_file: endpoint.tls_ca_file.as_ref().map(|path| path.display().to_string()),
        has_password: endpoint.password.is_some(),
        enabled: true,
        configured: true,
        discovered: true,
        added_at,
    }
}
