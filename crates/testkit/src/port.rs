//! Ports nobody listens on.
//!
//! They are taken from below the range that systems give to outgoing connections: a port of that range may be
//! taken by a client in the moment before the server binds it, and a client that waits for a server there may
//! even be connected to itself.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::net::{Ipv4Addr, TcpListener};

const FIRST: u16 = 20_000;
const LAST: u16 = 32_000;

/// A port of 127.0.0.1 that is free now. Another process may take it before it is used; servers started here
/// are therefore tried again on another port.
///
/// # Errors
/// When the system has none to give.
pub fn free_port() -> io::Result<u16> {
    // The standard library's hash keys are random, and that is all the randomness needed here.
    let random = RandomState::new().hash_one(std::process::id());
    let count = u64::from(LAST - FIRST);
    let mut candidates = (0..count).map(|step| FIRST + ((random + step) % count) as u16);
    candidates.find(|port| is_free(*port)).ok_or_else(|| io::Error::other("no port of 127.0.0.1 is free"))
}

/// `wanted` when it is free, else the next free one above it, else any.
///
/// # Errors
/// When the system has none to give.
pub fn free_port_near(wanted: u16) -> io::Result<u16> {
    let last = wanted.saturating_add(50);
    match (wanted..=last).find(|port| is_free(*port)) {
        Some(port) => Ok(port),
        None => free_port(),
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let port = free_port().unwrap();
        let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        assert_ne!(free_port_near(port).unwrap(), port);
    }
}
