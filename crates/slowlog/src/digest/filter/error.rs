//! What is wrong with a filter's text, and where.

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {}: {message}", position + 1)]
pub struct FilterError {
    /// The byte of the text at which something else was expected, from 0.
    pub position: usize,
    /// What was expected, and what stands there.
    pub message: String,
}

impl FilterError {
    pub(crate) fn new(position: usize, message: impl Into<String>) -> Self {
        Self { position, message: message.into() }
    }
}
