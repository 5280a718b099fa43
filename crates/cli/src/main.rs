//! The `auroscope` binary.

fn main() {}
