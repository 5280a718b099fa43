//! Capture decisions on data.
