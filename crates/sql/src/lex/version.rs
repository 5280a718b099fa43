//! Versioned comments: `/*!80000 … */` is code for servers of that version and later.

/// Which versioned comments are code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionGate {
    /// All of them: right for naming statements, where the server's version is not known.
    Always,
    /// Those for this server (`80036` for 8.0.36, `90704` for 9.7.4) or an older one.
    Server(u32),
}

impl VersionGate {
    /// Whether a comment that asks for `version` (none: `/*! … */`) is code.
    pub(super) fn is_code(self, version: Option<u32>) -> bool {
        match (self, version) {
            (Self::Always, _) | (_, None) => true,
            (Self::Server(server), Some(asked)) => asked <= server,
        }
    }
}

/// The version at the start of `text`, and how many digits it takes: six (`080036`) or five, else none.
pub(super) fn leading_version(text: &[u8]) -> (Option<u32>, usize) {
    let digits = text.iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    if digits < 5 {
        return (None, 0);
    }
    let version = text[..digits].iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    (Some(version), digits)
}
