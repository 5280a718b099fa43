//! Auroscope: store-sqlite.
