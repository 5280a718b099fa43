//! Configuration: flag before environment before file before the secret of Secrets Manager before default, each value
//! with its origin; then checked as a whole. Unknown keys in the file are refused. Secrets are never shown.

mod aws;
mod duration;
mod inventory;
mod keys;
mod layers;
mod secrets;
mod targets;

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use auroscope_collect::{CaptureSettings, Exclusions, PlanSettings};
use auroscope_server::NewTarget;
use secrecy::SecretString;

pub(crate) use self::aws::{aws_settings, named_secrets};
pub(crate) use self::duration::parse_duration;
pub(crate) use self::inventory::InventorySettings;
pub(crate) use self::keys::KEYS;
pub(crate) use self::layers::{Layers, secret_file};
pub(crate) use self::targets::{Passwords, complete};

/// The shortest retention: less is a slip that would cost all there is.
const SHORTEST_RETENTION: Duration = Duration::from_secs(3_600);
/// More plans per minute than that are a load.
const MOST_PLANS_PER_MINUTE: u32 = 600;
/// A plan is not taken again before this.
const SHORTEST_REFRESH: Duration = Duration::from_secs(60);

/// What the program was told, checked.
pub(crate) struct Configuration {
    pub(crate) listen: SocketAddr,
    pub(crate) data: PathBuf,
    pub(crate) capture: CaptureSettings,
    pub(crate) plans: PlanSettings,
    pub(crate) retention: Duration,
    pub(crate) admin_password: Option<SecretString>,
    pub(crate) api_token: Option<SecretString>,
    pub(crate) targets: Vec<NewTarget>,
    /// Passwords of targets that are still to be read from Secrets Manager.
    pub(crate) passwords: Passwords,
    /// What is looked at in AWS, where it is.
    pub(crate) inventory: Option<InventorySettings>,
    pub(crate) log: String,
    pub(crate) log_json: bool,
}

impl Configuration {
    /// Checks what the layers say.
    pub(crate) fn of(layers: &Layers) -> Result<Self> {
        let threshold = layers.duration("threshold")?;
        let capture = CaptureSettings {
            threshold_us: u64::try_from(threshold.as_micros()).unwrap_or(u64::MAX),
            interval: layers.duration("interval")?,
            exclusions: Exclusions {
                users: layers.list("exclude_users"),
                schemas: layers.list("exclude_schemas"),
            },
            budget_us_per_s: layers.duration("budget")?.as_secs_f64() * 1e6,
        };
        capture.validate()?;
        if capture.budget_us_per_s < 1.0 {
            bail!("budget must be at least 1us");
        }
        let retention = layers.duration("retention")?;
        let mut plans = plans(layers)?;
        // A plan must not be forgotten before it is taken again.
        plans.refresh = plans.refresh.min(retention / 2);
        if retention < SHORTEST_RETENTION {
            bail!(
                "retention ({}) is {}: that would remove what was just seen; make it at least 1h",
                layers.origin("retention"),
                layers.text("retention")
            );
        }
        // Said at the start, and not when AWS is first asked.
        aws_settings(layers)?;
        let log_format = layers.text("log_format");
        let (targets, passwords) = targets::configured(layers)?;
        Ok(Self {
            listen: listen(&layers.text("listen"))?,
            data: PathBuf::from(layers.text("data")),
            capture,
            plans,
            retention,
            admin_password: layers.secret("admin_password")?,
            api_token: layers.secret("api_token")?,
            targets,
            passwords,
            inventory: inventory::inventory(layers)?,
            log: layers.text("log"),
            log_json: match log_format.as_str() {
                "text" => false,
                "json" => true,
                other => bail!("log_format is '{other}'; use text or json"),
            },
        })
    }
}

fn plans(layers: &Layers) -> Result<PlanSettings> {
    let text = layers.text("plans_per_minute");
    let per_minute = text.parse().ok().filter(|count| *count <= MOST_PLANS_PER_MINUTE);
    let Some(per_minute) = per_minute else {
        bail!(
            "plans_per_minute ({}) is '{text}'; use a number from 0 to {MOST_PLANS_PER_MINUTE}",
            layers.origin("plans_per_minute")
        );
    };
    let refresh = layers.duration("plan_refresh")?;
    if refresh < SHORTEST_REFRESH {
        bail!(
            "plan_refresh ({}) is {}: make it at least 1m",
            layers.origin("plan_refresh"),
            layers.text("plan_refresh")
        );
    }
    Ok(PlanSettings { per_minute, refresh })
}

/// An address to listen on, such as `127.0.0.1:8306` or `localhost:8306`.
pub(crate) fn listen(text: &str) -> Result<SocketAddr> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .with_context(|| format!("listen is '{text}'; write an address and a port, such as 127.0.0.1:8306"))
}
