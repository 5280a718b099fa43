//! Auroscope: testkit.
