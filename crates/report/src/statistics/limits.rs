//! How much an account tells apart at most.

/// How much an account tells apart at most; what goes beyond is summed as "other".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Statements. Beyond it those with the least time are summed together.
    pub statements: usize,
    /// Users.
    pub users: usize,
    /// Schemas.
    pub schemas: usize,
    /// Combinations of day, target, user, schema, class and statement that occur, at some 300 bytes each. Beyond it
    /// first days are given up, then statements, then users and schemas.
    pub cells: usize,
    /// Examples of each statement on each target.
    pub examples: usize,
    /// Characters of an example's text.
    pub example_characters: usize,
    /// About how many bytes all examples take; beyond it each statement has half as many.
    pub examples_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            statements: 20_000,
            users: 2_000,
            schemas: 2_000,
            cells: 400_000,
            examples: 10,
            example_characters: 4_000,
            examples_bytes: 64 << 20,
        }
    }
}
