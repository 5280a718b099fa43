//! Auroscope: sql.
