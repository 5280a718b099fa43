//! The MySQL of the developer folder: unpacked once, run with its own loader and libraries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use super::apt;
use crate::{cache_lock, dev_folder};

/// Stable Debian has no MySQL.
const SUITE: &str = "sid";
const PACKAGES: &[&str] = &["mysql-server-core", "mysql-client-core", "openssl"];
/// The suite moves; what we know of the server holds for these.
const KNOWN_MAJORS: &[u32] = &[8, 9];
/// Raised when what is unpacked or the template changes, so that older folders are made anew.
const LAYOUT: u32 = 1;

/// An unpacked MySQL with an initialised data folder to copy.
#[derive(Debug, Clone)]
pub struct Installation {
    folder: PathBuf,
    version: String,
}

impl Installation {
    /// The installation of this machine's developer folder, made at the first call: about 20 s, 340 MB.
    ///
    /// # Errors
    /// When it cannot be installed here; the message says what to do instead.
    pub fn ensure() -> anyhow::Result<Self> {
        let folder = dev_folder()?.join("mysql");
        let _lock = cache_lock("mysql")?;
        let stamp = folder.join("version");
        if let Some(version) = read_stamp(&stamp, LAYOUT) {
            return Ok(Self { folder, version });
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot renew {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        let mut installation = Self { folder, version: String::new() };
        let work = installation.folder.join("apt");
        apt::unpack(SUITE, PACKAGES, &work, &installation.root()).context("MySQL could not be installed")?;
        fs::remove_dir_all(&work)?;
        for unused in ["doc", "man", "locale", "lintian", "bug"] {
            let _ = fs::remove_dir_all(installation.root().join("usr/share").join(unused));
        }
        let said = apt::run(installation.command("sbin/mysqld").args(["--no-defaults", "--version"]))?;
        installation.version =
            version_in(&said).with_context(|| format!("mysqld said no version: {said}"))?;
        installation.check_major()?;
        installation.make_template()?;
        fs::write(&stamp, stamp_of(LAYOUT, &installation.version))?;
        Ok(installation)
    }

    /// The server's version, such as `9.7.4`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One of its programs by its path below `usr`, such as `bin/mysqldump`, ready for arguments.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let root = self.root();
        // Its own loader: the libraries are newer than the machine's.
        let mut command = Command::new(root.join("usr/lib64/ld-linux-x86-64.so.2"));
        command.arg("--library-path").arg(root.join("usr/lib/x86_64-linux-gnu"));
        command.arg(root.join("usr").join(program));
        command
    }

    /// `mysqld` with the options every run of it needs.
    pub(super) fn mysqld(&self, data: &Path) -> Command {
        let share = self.root().join("usr/share/mysql");
        let mut command = self.command("sbin/mysqld");
        // As root it refuses to run unless told that this is meant; for others the option has no effect.
        command.args(["--no-defaults", "--user=root"]);
        command.arg(option("--basedir", &self.root().join("usr")));
        command.arg(option("--datadir", data));
        command.arg(option("--lc-messages-dir", &share));
        command.arg(option("--character-sets-dir", &share.join("charsets")));
        command.arg(option("--plugin-dir", &self.root().join("usr/lib/mysql/plugin")));
        command
    }

    /// The initialised data folder that servers copy.
    pub(super) fn template(&self) -> PathBuf {
        self.folder.join("template")
    }

    /// Where the servers started from here have their folders.
    pub(super) fn servers(&self) -> PathBuf {
        self.folder.join("servers")
    }

    fn root(&self) -> PathBuf {
        self.folder.join("root")
    }

    fn check_major(&self) -> anyhow::Result<()> {
        let major = self.version.split('.').next().and_then(|major| major.parse().ok());
        ensure!(
            major.is_some_and(|major| KNOWN_MAJORS.contains(&major)),
            "Debian now has MySQL {}, and only the majors {KNOWN_MAJORS:?} are known here. Try the tests on it by \
             adding its major to KNOWN_MAJORS in {}, or name a server of your own with AUROSCOPE_TEST_MYSQL=mysql://…",
            self.version,
            file!()
        );
        Ok(())
    }

    fn make_template(&self) -> anyhow::Result<()> {
        let mut mysqld = self.mysqld(&self.template());
        // The smallest redo log: it is copied for every server.
        mysqld.args(["--initialize-insecure", "--innodb-redo-log-capacity=8M", "--skip-log-bin"]);
        apt::run(&mut mysqld).context("mysqld could not make its data folder")?;
        // Its copies must not claim to be one and the same server.
        let _ = fs::remove_file(self.template().join("auto.cnf"));
        Ok(())
    }
}

/// `--name=path` for a path that may not be UTF-8.
pub(super) fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push("=");
    option.push(path);
    option
}

/// What tells later processes that a folder is whole and in which layout.
pub(super) fn stamp_of(layout: u32, version: &str) -> String {
    format!("{layout} {version}\n")
}

/// The version, when the folder is whole and of this layout.
pub(super) fn read_stamp(stamp: &Path, wanted: u32) -> Option<String> {
    let text = fs::read_to_string(stamp).ok()?;
    let (layout, version) = text.trim().split_once(' ')?;
    (layout.parse() == Ok(wanted)).then(|| version.to_owned())
}

/// `9.7.4` from `… Ver 9.7.4-2 for Linux …`.
pub(super) fn version_in(said: &str) -> Option<String> {
    let word = said.split_whitespace().skip_while(|word| *word != "Ver").nth(1)?;
    word.split('-').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_read_without_debians_revision() {
        let said = "/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))";
        assert_eq!(version_in(said).as_deref(), Some("9.7.4"));
        let said = "mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64 (Debian 12)";
        assert_eq!(version_in(said).as_deref(), Some("10.11.14"));
        assert_eq!(version_in("nothing"), None);
    }
}
