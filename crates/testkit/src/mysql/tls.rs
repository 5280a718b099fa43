//! A certificate authority and a server certificate for one test server.
//!
//! The ones MySQL makes by itself name no host, so no client that verifies identity accepts them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::apt::run;
use super::install::Installation;

const CONFIGURATION: &str = "
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// The files of a server's TLS.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    folder: PathBuf,
}

impl TlsFiles {
    /// The certificate authority's certificate, which a client is given.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// The server's certificate.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("server.pem")
    }

    /// The server's private key.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.folder.join("server-key.pem")
    }

    /// Makes all of them in `folder`.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn make(installation: &Installation, folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("openssl.cnf"), CONFIGURATION)?;
        let openssl = |arguments: &str| {
            let mut command = installation.command("bin/openssl");
            command.current_dir(folder).env("OPENSSL_CONF", folder.join("openssl.cnf"));
            command.args(arguments.split(' '));
            run(&mut command).with_context(|| format!("openssl {arguments}"))
        };
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc";
        openssl(&format!(
            "req -x509 {key} -keyout ca-key.pem -out ca.pem -days 3650 -subj /CN=auroscope-test-ca -extensions authority"
        ))?;
        openssl(&format!(
            "req {key} -keyout server-key.pem -out server.csr -subj /CN=auroscope-test-server"
        ))?;
        openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out server.pem -days 3650 -extfile openssl.cnf -extensions server",
        )?;
        Ok(Self { folder: folder.to_path_buf() })
    }
}
