//! Auroscope: store.
