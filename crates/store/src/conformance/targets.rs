//! The promises about targets, watch marks and the store itself.

use auroscope_model::{Target, TlsMode, UtcMicros};

use super::records::running;
use crate::seal::Sealed;
use crate::{Store, StoreError, StoredTarget, WatchMark};

fn target(id: &str) -> StoredTarget {
    StoredTarget {
        target: Target {
            id: id.parse().expect("a good name"),
            host: "db.example".into(),
            port: 3306,
            user: "auroscope".into(),
            tls: TlsMode::VerifyIdentity,
            tls_ca_file: Some("/etc/인증서.pem".into()),
            has_password: true,
            enabled: true,
            configured: false,
            discovered: false,
            added_at: UtcMicros(1),
        },
        password: Some(Sealed(vec![1, 0, 255])),
    }
}

pub(super) async fn targets_are_kept_replaced_and_removed(store: &dyn Store) {
    assert!(store.targets().await.expect("readable").is_empty());
    for id in ["b", "a"] {
        store.put_target(target(id)).await.expect("writable");
    }
    let mut changed = target("b");
    changed.target.enabled = false;
    changed.password = None;
    store.put_target(changed.clone()).await.expect("writable");
    assert_eq!(store.targets().await.expect("readable"), [target("a"), changed]);
    assert!(store.remove_target(&target("a").target.id).await.expect("writable"));
    assert!(!store.remove_target(&target("a").target.id).await.expect("writable"));
    assert_eq!(store.targets().await.expect("readable").len(), 1);
}

pub(super) async fn watch_marks_are_kept(store: &dyn Store) {
    let id = target("a").target.id;
    assert_eq!(store.watch_mark(&id).await.expect("readable"), None);
    for seen_until_timer_ps in [1, u64::MAX] {
        let mark = WatchMark { server_uuid: "u".into(), booted_at_s: -1, seen_until_timer_ps };
        store.put_watch_mark(&id, mark.clone()).await.expect("writable");
        assert_eq!(store.watch_mark(&id).await.expect("readable"), Some(mark));
    }
}

pub(super) async fn a_closed_store_says_so(store: &dyn Store) {
    assert!(store.check().await.expect("healthy").format > 0);
    store.close().await.expect("closes");
    assert!(matches!(store.put_slow_queries(vec![running(1)]).await, Err(StoreError::Closed)));
    assert!(matches!(store.targets().await, Err(StoreError::Closed)));
    store.close().await.expect("closing twice is harmless");
}
