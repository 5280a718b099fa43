//! Auroscope: server.
