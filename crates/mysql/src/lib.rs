//! Auroscope: mysql.
