//! Passwords at rest: sealed with ChaCha20-Poly1305 under a key that lives in a file of its own, so that a copy
//! of the store alone gives nothing away. Each secret is bound to the id of its owner, so that one sealed
//! password cannot be moved to another target.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};

const KEY_LEN: usize = 32;
/// First byte of every sealed secret, so that the method can change later.
const VERSION: u8 = 1;

/// Why a secret could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key file cannot be used.
    #[error(
        "the key file {path} cannot be used: it must hold 64 hexadecimal digits and be readable by this user only"
    )]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system said, when it was the system.
        #[source]
        source: Option<io::Error>,
    },
    /// A stored password does not open with this key.
    #[error("a stored password does not open with this key file: give the target its password again")]
    Open,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

/// A sealed secret: version, nonce, cipher text and tag. Safe to store, to copy and to show in a debugger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Seals and opens secrets.
pub struct Sealer {
    key: LessSafeKey,
    random: SystemRandom,
}

impl Sealer {
    /// Opens the key file, or makes one (mode 0600) where there is none.
    pub fn open_or_create(path: &Path) -> Result<Self, SealError> {
        let failed = |source| SealError::KeyFile { path: path.to_owned(), source: Some(source) };
        let random = SystemRandom::new();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0u8; KEY_LEN];
                random.fill(&mut key).map_err(|_| SealError::Random)?;
                let text = hex(&key);
                write_private(path, &text).map_err(failed)?;
                text
            }
            Err(error) => return Err(failed(error)),
        };
        let bytes =
            unhex(text.trim()).ok_or_else(|| SealError::KeyFile { path: path.to_owned(), source: None })?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes)
            .map_err(|_| SealError::KeyFile { path: path.to_owned(), source: None })?;
        Ok(Self { key: LessSafeKey::new(key), random })
    }

    /// Seals a secret for its owner.
    pub fn seal(&self, owner: &str, secret: &SecretString) -> Result<Sealed, SealError> {
        let mut nonce = [0u8; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| SealError::Random)?;
        let mut body = secret.expose_secret().as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner.as_bytes()),
                &mut body,
            )
            .map_err(|_| SealError::Random)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut body);
        Ok(Sealed(sealed))
    }

    /// Opens a secret sealed for this owner with this key.
    pub fn open(&self, owner: &str, sealed: &Sealed) -> Result<SecretString, SealError> {
        let [VERSION, rest @ ..] = sealed.0.as_slice() else { return Err(SealError::Open) };
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Open)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Open)?;
        let mut body = body.to_vec();
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(owner.as_bytes()), &mut body)
            .map_err(|_| SealError::Open)?;
        String::from_utf8(plain.to_vec()).map(SecretString::from).map_err(|_| SealError::Open)
    }
}

/// Writes beside the place and renames: the file is whole or not there, also when killed in between.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let beside = path.with_extension("key.new");
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    // The name is on the disk, too, before anything is sealed with this key.
    match path.parent() {
        Some(folder) if cfg!(unix) => fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; KEY_LEN]> {
    if text.len() != KEY_LEN * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; KEY_LEN];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[i * 2..i * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(dir: &Path) -> Sealer {
        Sealer::open_or_create(&dir.join("secret.key")).unwrap()
    }

    #[test]
    fn a_secret_opens_for_its_owner_with_its_key_and_not_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let sealed = sealer(dir.path()).seal("shop", &"비밀 p@ss".into()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed.0).contains("p@ss"));
        // Opened again from the file, as after a restart.
        assert_eq!(sealer(dir.path()).open("shop", &sealed).unwrap().expose_secret(), "비밀 p@ss");
        assert!(sealer(dir.path()).open("other", &sealed).is_err());
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(sealer(elsewhere.path()).open("shop", &sealed).is_err());
    }

    /// Defect 27: a fixed IV and no MAC.
    #[test]
    fn no_two_sealings_are_alike_and_a_changed_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let sealer = sealer(dir.path());
        let sealed = sealer.seal("shop", &"p".into()).unwrap();
        assert_ne!(sealed, sealer.seal("shop", &"p".into()).unwrap());
        for i in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[i] ^= 1;
            assert!(sealer.open("shop", &changed).is_err(), "byte {i}");
        }
        for cut in 0..sealed.0.len() {
            assert!(sealer.open("shop", &Sealed(sealed.0[..cut].to_vec())).is_err());
        }
    }

    /// What a kill between making the key and naming it leaves behind does not stand in the way.
    #[test]
    fn a_key_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        fs::write(dir.path().join("secret.key.new"), "0123").unwrap();
        Sealer::open_or_create(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().len(), 2 * KEY_LEN);
        let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["secret.key"]);
        // It is never written in place: where it cannot be written beside, it is not there at all.
        fs::remove_file(&path).unwrap();
        fs::create_dir(dir.path().join("secret.key.new")).unwrap();
        assert!(Sealer::open_or_create(&path).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn the_key_file_is_private_and_a_wrong_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        Sealer::open_or_create(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "not a key").unwrap();
        assert!(matches!(Sealer::open_or_create(&path), Err(SealError::KeyFile { .. })));
    }
}
