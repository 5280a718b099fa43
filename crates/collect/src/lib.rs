//! Auroscope: collect.
