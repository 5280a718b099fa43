//! Ports nobody listens on.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// A port of 127.0.0.1 that is free now. Another process may take it before it is used; servers started here
/// are therefore tried again on another port.
///
/// # Errors
/// When the system has none to give.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// `wanted` when it is free, else the next free one above it, else any.
///
/// # Errors
/// When the system has none to give.
pub fn free_port_near(wanted: u16) -> io::Result<u16> {
    let last = wanted.saturating_add(50);
    match (wanted..=last).find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()) {
        Some(port) => Ok(port),
        None => free_port(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port_near(port).unwrap(), port);
    }
}
