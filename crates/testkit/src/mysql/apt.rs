//! Packages of a suite of Debian, unpacked into a folder: a private apt with an empty list of installed
//! packages fetches the whole closure. The machine's own packages are neither used nor changed, and no root
//! is needed.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};

/// Names another mirror than the one this machine's apt uses.
pub(super) const MIRROR_VARIABLE: &str = "AUROSCOPE_DEV_MIRROR";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const INSTEAD: &str = "Or name a server of your own: AUROSCOPE_TEST_MYSQL=mysql://user:password@host:port/";

/// Packages of the closure that only scripts in Perl or a C library's own tools need.
const LEFT_OUT: &[&str] = &["perl", "libperl", "libgdbm", "libdb5", "libc-gconv", "openssl-provider"];

/// Fetches `packages` of a suite with all they depend on and unpacks them into `root`; `work` is scratch space.
pub(super) fn unpack(suite: &str, packages: &[&str], work: &Path, root: &Path) -> anyhow::Result<()> {
    check_machine()?;
    let configuration = configure(suite, work)?;
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("APT_CONFIG", &configuration).env("LC_ALL", "C").args(arguments);
        command
    };
    run(&mut apt(&["-qq", "update"])).context(format!("the package list could not be fetched. {INSTEAD}"))?;
    let plan = run(&mut apt(&[&["-s", "install"], packages].concat()))?;
    let closure: Vec<&str> = plan
        .lines()
        .filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next())
        .filter(|name| !name.ends_with("-base") && !LEFT_OUT.iter().any(|prefix| name.starts_with(prefix)))
        .collect();
    ensure!(!closure.is_empty(), "apt-get knows no way to install {packages:?} from {suite}");
    let archives = work.join("cache");
    run(apt(&[&["-qq", "download"], closure.as_slice()].concat()).current_dir(&archives))
        .context(format!("the packages could not be fetched. {INSTEAD}"))?;
    fs::create_dir_all(root)?;
    for entry in fs::read_dir(&archives)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("deb")) {
            run(Command::new("dpkg-deb").arg("-x").arg(&path).arg(root))?;
        }
    }
    merge_into_usr(root)
}

fn check_machine() -> anyhow::Result<()> {
    for program in ["apt-get", "dpkg-deb"] {
        let found =
            Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
        ensure!(
            found,
            "servers are installed from Debian's packages, but there is no {program} here. {INSTEAD}"
        );
    }
    let architecture = std::env::consts::ARCH;
    ensure!(
        architecture == "x86_64",
        "servers can be installed on x86_64 only, this is {architecture}. {INSTEAD}"
    );
    ensure!(
        Path::new(KEYRING).exists(),
        "{KEYRING} is missing: apt-get install debian-archive-keyring. {INSTEAD}"
    );
    Ok(())
}

/// The mirror this machine's apt uses for Debian's main archive.
fn mirror() -> anyhow::Result<String> {
    if let Ok(mirror) = std::env::var(MIRROR_VARIABLE) {
        return Ok(mirror);
    }
    let format = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian"];
    let listed = run(Command::new("apt-get").args(format))?;
    let first = listed.lines().next().map(str::to_owned);
    first.with_context(|| {
        format!(
            "this machine's apt knows no Debian mirror (is this Debian, and was `apt-get update` run?). \
             Name one with {MIRROR_VARIABLE}=…, a URL as in sources.list. {INSTEAD}"
        )
    })
}

/// Writes the private apt's folders and configuration; the path of the latter.
fn configure(suite: &str, work: &Path) -> anyhow::Result<PathBuf> {
    for folder in ["lists/partial", "cache/archives/partial", "etc/none", "etc/trusted.gpg.d"] {
        fs::create_dir_all(work.join(folder))?;
    }
    fs::write(work.join("status"), "")?;
    let sources = format!("deb [arch=amd64 signed-by={KEYRING}] {} {suite} main\n", mirror()?);
    fs::write(work.join("etc/sources.list"), sources)?;
    let at = |name: &str| work.join(name).display().to_string();
    let (etc, none) = (at("etc"), at("etc/none"));
    let settings = [
        ("Dir::Etc", etc.clone()),
        ("Dir::Etc::sourcelist", format!("{etc}/sources.list")),
        ("Dir::Etc::sourceparts", none.clone()),
        ("Dir::Etc::parts", none.clone()),
        ("Dir::Etc::preferencesparts", none),
        ("Dir::State", at("")),
        ("Dir::State::lists", at("lists")),
        ("Dir::State::status", at("status")),
        ("Dir::Cache", at("cache")),
        ("APT::Architecture", "amd64".into()),
        ("APT::Architectures", "amd64".into()),
        ("APT::Install-Recommends", "false".into()),
        ("APT::Sandbox::User", "root".into()),
        ("Acquire::Languages", "none".into()),
        ("Acquire::Retries", "3".into()),
        // A frozen mirror is past its date; signatures are still checked.
        ("Acquire::Check-Valid-Until", "false".into()),
        ("Acquire::Check-Date", "false".into()),
        ("Debug::NoLocking", "true".into()),
    ];
    let text: String = settings.iter().map(|(key, value)| format!("{key} \"{value}\";\n")).collect();
    let path = work.join("apt.conf");
    fs::write(&path, text)?;
    Ok(path)
}

/// Some packages still ship `/lib…`; everything is brought under `/usr`.
fn merge_into_usr(root: &Path) -> anyhow::Result<()> {
    for name in ["lib", "lib64"] {
        let folder = root.join(name);
        if folder.is_dir() && !folder.is_symlink() {
            let merged = root.join("usr").join(name);
            fs::create_dir_all(&merged)?;
            run(Command::new("cp").arg("-a").arg(folder.join(".")).arg(&merged))?;
            fs::remove_dir_all(&folder)?;
        }
    }
    Ok(())
}

/// Runs a command to its end and returns what it printed; what it complained about is in the error.
pub(super) fn run(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
