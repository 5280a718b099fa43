//! What is to be read: files that can be read at any place, and streams. By their first bytes, not by their names.

use std::fs::File;
use std::io::{self, Cursor, IsTerminal, Read, Seek};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;

use super::cloudwatch;
use crate::output::say;

/// So many bytes tell what a file is.
const MAGIC_BYTES: usize = 8;

/// One source.
pub(super) struct Input {
    /// As it was given.
    pub(super) name: String,
    pub(super) kind: InputKind,
    /// It goes on where the one before it ended, since both are files of one rotated log.
    pub(super) goes_on: bool,
}

/// How it can be read.
pub(super) enum InputKind {
    /// At any place; it has so many bytes.
    Plain(File, u64),
    /// It holds events of CloudWatch, which are taken apart from its start to its end.
    Events(File),
    /// From its start to its end.
    Stream(Box<dyn Read + Send>),
}

/// Opens a file, or standard input for `-`.
pub(super) fn open(path: &Path) -> Result<Input> {
    if path.as_os_str() == "-" {
        return standard_input();
    }
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let kind = of_file(file, &name)?;
    Ok(Input { name, kind, goes_on: false })
}

/// Opens the files of some rotated logs, each in its order.
pub(super) fn open_sets(sets: Vec<Vec<PathBuf>>) -> Result<Vec<Input>> {
    let in_set = |set: Vec<PathBuf>| {
        let open = |(place, file): (usize, PathBuf)| Ok(Input { goes_on: place > 0, ..open(&file)? });
        set.into_iter().enumerate().map(open).collect::<Vec<_>>()
    };
    sets.into_iter().flat_map(in_set).collect()
}

fn standard_input() -> Result<Input> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        say("reading a slow log from the terminal; Ctrl-D ends");
    }
    let mut file: File = stdin.as_fd().try_clone_to_owned().context("cannot read standard input")?.into();
    let name = "standard input".to_owned();
    // A file that stands behind it (`< slow.log`) is read as one, unless something was read of it already.
    let kind =
        if matches!(file.stream_position(), Ok(0)) { of_file(file, &name)? } else { of_stream(file, &name)? };
    Ok(Input { name, kind, goes_on: false })
}

fn of_file(file: File, name: &str) -> Result<InputKind> {
    let metadata = file.metadata().with_context(|| format!("cannot read {name}"))?;
    if metadata.is_dir() {
        bail!("{name} is a directory; name the logs in it, such as {}/*.log", name.trim_end_matches('/'));
    }
    if !metadata.is_file() {
        return of_stream(file, name);
    }
    let mut magic = [0; MAGIC_BYTES];
    let count = file.read_at(&mut magic, 0).with_context(|| format!("cannot read {name}"))?;
    // What the kernel makes up has no length.
    if metadata.len() == 0 && count > 0 {
        return of_stream(file, name);
    }
    match packing(&magic[..count], name)? {
        Packing::None if holds_events(&file) => Ok(InputKind::Events(file)),
        Packing::None => Ok(InputKind::Plain(file, metadata.len())),
        packing => unpacked(Box::new(file), packing, name),
    }
}

/// Whether a file holds events of CloudWatch, and is no log.
fn holds_events(file: &File) -> bool {
    let mut beginning = vec![0; cloudwatch::BEGINNING_BYTES];
    // What cannot be read is said when it is read for its own sake.
    let count = file.read_at(&mut beginning, 0).unwrap_or(0);
    cloudwatch::form(&beginning[..count], true).flatten().is_some()
}

fn of_stream(mut stream: impl Read + Send + 'static, name: &str) -> Result<InputKind> {
    let mut magic = Vec::new();
    let context = || format!("cannot read {name}");
    stream.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut magic).with_context(context)?;
    let packing = packing(&magic, name)?;
    unpacked(Box::new(Cursor::new(magic).chain(stream)), packing, name)
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

fn packing(magic: &[u8], name: &str) -> Result<Packing> {
    let unpack_with = |program: &str| format!("{program} -dc {name} | auroscope digest -");
    match magic {
        [0x1f, 0x8b, ..] => Ok(Packing::Gzip),
        // A skippable frame may stand first.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Ok(Packing::Zstd),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => bail!("{name} is packed with bzip2: {}", unpack_with("bzip2")),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => bail!("{name} is packed with xz: {}", unpack_with("xz")),
        [b'P', b'K', 3, 4, ..] => bail!("{name} is a zip archive: unzip -p {name} | auroscope digest -"),
        _ => Ok(Packing::None),
    }
}

fn unpacked(stream: Box<dyn Read + Send>, packing: Packing, name: &str) -> Result<InputKind> {
    Ok(InputKind::Stream(match packing {
        Packing::None => stream,
        Packing::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(1 << 18, stream))),
        Packing::Zstd => Box::new(zstd::Decoder::new(stream).with_context(|| format!("cannot read {name}"))?),
    }))
}

/// Whether a file begins as an object of JSON does, and no log.
pub(super) fn begins_as_json(input: &Input) -> bool {
    let InputKind::Plain(file, _) = &input.kind else { return false };
    let mut beginning = [0; 64];
    let count = file.read_at(&mut beginning, 0).unwrap_or(0);
    beginning[..count].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// What a file is that is no log, as far as its beginning shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// Zeros: a hole, or a disk that lost it.
    Zeros,
    /// JSON that holds no events.
    Json,
    /// Events of CloudWatch, of another log.
    Events,
}

pub(super) fn oddity(input: &Input) -> Option<Oddity> {
    if matches!(input.kind, InputKind::Events(_)) {
        return Some(Oddity::Events);
    }
    if begins_as_json(input) {
        return Some(Oddity::Json);
    }
    let InputKind::Plain(file, _) = &input.kind else { return None };
    let mut beginning = vec![0; 4096];
    let count = file.read_at(&mut beginning, 0).ok()?;
    (count > 0 && beginning[..count].iter().all(|&byte| byte == 0)).then_some(Oddity::Zeros)
}
