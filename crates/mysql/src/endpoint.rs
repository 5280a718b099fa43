//! Where a target is and how to log in: the text `mysql://user:password@host:port/?tls=…`, taken apart.

use std::net::IpAddr;
use std::path::PathBuf;

use auroscope_model::TlsMode;
use secrecy::SecretString;
use url::{Host, Url};

/// A server to connect to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Host name or address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// MySQL user.
    pub user: String,
    /// Its password, if there is one.
    pub password: Option<SecretString>,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// Authorities to trust instead of the usual web ones (a PEM file, such as the RDS bundle).
    pub tls_ca_file: Option<PathBuf>,
}

/// Why a text names no server. Never repeats the text, which may hold a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EndpointError {
    /// Not a URL.
    #[error("not a URL ({0}); write mysql://user@host:3306/")]
    NotUrl(url::ParseError),
    /// Another kind of URL.
    #[error("the URL begins with '{0}:'; write mysql://user@host:3306/")]
    Scheme(String),
    /// No host.
    #[error("the URL names no host; write mysql://user@host:3306/")]
    NoHost,
    /// No user.
    #[error("the URL names no user; write mysql://user@host:3306/")]
    NoUser,
    /// Something in user, password or host is not percent-encoded UTF-8.
    #[error("the {0} in the URL is not percent-encoded UTF-8; write '@' as %40, '/' as %2F, ':' as %3A")]
    Encoding(&'static str),
    /// A path, which would be a default schema.
    #[error("the URL names a schema; a target is a whole server: end the URL after the port")]
    Schema,
    /// A parameter nobody knows.
    #[error("the URL has an unknown parameter '{0}'; known are tls and tls_ca_file")]
    Parameter(String),
    /// A TLS mode nobody knows.
    #[error("'{0}' is no TLS mode; use verify_identity, skip_verify or off")]
    Tls(String),
}

impl Endpoint {
    /// Takes a URL apart. Without `tls=`, identity is verified; on loopback, where no network is crossed, TLS is off.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(EndpointError::NotUrl)?;
        if url.scheme() != "mysql" {
            return Err(EndpointError::Scheme(url.scheme().to_owned()));
        }
        let host = match url.host().ok_or(EndpointError::NoHost)? {
            Host::Domain(name) => percent_decode(name).ok_or(EndpointError::Encoding("host"))?,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        if host.is_empty() {
            return Err(EndpointError::NoHost);
        }
        let user = percent_decode(url.username()).ok_or(EndpointError::Encoding("user"))?;
        if user.is_empty() {
            return Err(EndpointError::NoUser);
        }
        let password = match url.password() {
            Some(text) => Some(percent_decode(text).ok_or(EndpointError::Encoding("password"))?.into()),
            None => None,
        };
        if !matches!(url.path(), "" | "/") {
            return Err(EndpointError::Schema);
        }
        let mut endpoint = Self {
            tls: if is_loopback(&host) { TlsMode::Off } else { TlsMode::VerifyIdentity },
            host,
            port: url.port().unwrap_or(3306),
            user,
            password,
            tls_ca_file: None,
        };
        for (name, value) in url.query_pairs() {
            match &*name {
                "tls" => endpoint.tls = parse_tls(&value)?,
                "tls_ca_file" => {
                    endpoint.tls_ca_file = Some(PathBuf::from(&*value));
                    if url.query_pairs().all(|(name, _)| name != "tls") {
                        endpoint.tls = TlsMode::VerifyIdentity;
                    }
                }
                _ => return Err(EndpointError::Parameter(name.into_owned())),
            }
        }
        Ok(endpoint)
    }
}

/// Reads a TLS mode as written in a URL, flag or file.
pub fn parse_tls(text: &str) -> Result<TlsMode, EndpointError> {
    match text {
        "verify_identity" => Ok(TlsMode::VerifyIdentity),
        "skip_verify" => Ok(TlsMode::SkipVerify),
        "off" => Ok(TlsMode::Off),
        other => Err(EndpointError::Tls(other.chars().take(40).collect())),
    }
}

/// Whether a host is this machine by name or address.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) =
                (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_url_is_taken_apart() {
        let endpoint = Endpoint::parse("mysql://mon:p%40ss%2F%ED%95%9C@db1.example:3307/").unwrap();
        assert_eq!(
            (endpoint.host.as_str(), endpoint.port, endpoint.user.as_str()),
            ("db1.example", 3307, "mon")
        );
        assert_eq!(endpoint.password.unwrap().expose_secret(), "p@ss/한");
        assert_eq!(endpoint.tls, TlsMode::VerifyIdentity);
        assert_eq!(Endpoint::parse("mysql://u@[::1]").unwrap().host, "::1");
        assert_eq!(Endpoint::parse("mysql://u@db").unwrap().port, 3306);
    }

    #[test]
    fn tls_is_off_only_on_loopback_or_by_word() {
        let tls = |text| Endpoint::parse(text).unwrap().tls;
        assert_eq!(tls("mysql://u@127.0.0.1"), TlsMode::Off);
        assert_eq!(tls("mysql://u@localhost/"), TlsMode::Off);
        assert_eq!(tls("mysql://u@127.0.0.1?tls=verify_identity"), TlsMode::VerifyIdentity);
        assert_eq!(tls("mysql://u@127.0.0.1?tls_ca_file=/ca.pem"), TlsMode::VerifyIdentity);
        assert_eq!(tls("mysql://u@10.0.0.1?tls=off&tls_ca_file=/ca.pem"), TlsMode::Off);
        assert_eq!(tls("mysql://u@localhost.evil.example"), TlsMode::VerifyIdentity);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (text, says) in [
            ("", "not a URL"),
            ("db1", "not a URL"),
            ("postgres://u:hunter2@h", "'postgres:'"),
            ("mysql://h", "no user"),
            ("mysql://:hunter2@h", "no user"),
            ("mysql://u:hunter2@", "not a URL"),
            ("mysql://u:hunter2@h:99999", "not a URL"),
            ("mysql://u:hunter2@h/shop", "names a schema"),
            ("mysql://u:hunter2@h?ssl=1", "unknown parameter 'ssl'"),
            ("mysql://u:hunter2@h?tls=maybe", "no TLS mode"),
            ("mysql://u:hunter2%FF@h", "percent-encoded"),
        ] {
            let message = Endpoint::parse(text).unwrap_err().to_string();
            assert!(message.contains(says), "{text}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
        assert!(!format!("{:?}", Endpoint::parse("mysql://u:hunter2@h").unwrap()).contains("hunter2"));
    }
}
