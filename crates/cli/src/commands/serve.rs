//! `auroscope serve`: puts the parts together, runs them, and takes them down in order.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use auroscope_aws::Aws;
use auroscope_collect::{Board, Fleet, Inventory, Spool, keep_retention};
use auroscope_model::{TargetId, UtcMicros};
use auroscope_server::{Access, App, Discovery, Login, Settings, TargetBook};
use auroscope_store::Store;
use auroscope_store::seal::Sealer;
use auroscope_store_sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::arguments::Serve;
use crate::output::write;
use crate::settings::{Configuration, Layers, aws_settings};

pub(super) async fn run(flags: Serve) -> Result<ExitCode> {
    let layers = Layers::read(&flags)?;
    let mut configuration = Configuration::of(&layers)?;
    configuration.passwords.read(&mut configuration.targets, &layers)?;
    if let Some(inventory) = &mut configuration.inventory {
        inventory.read_password(&layers)?;
    }
    start_log(&configuration)?;
    // Before it is said that it serves: whoever reads that may end it at once, and in order all the same.
    let signals = Signals::take()?;
    let access = Access::new(
        configuration.listen,
        configuration.admin_password.as_ref(),
        configuration.api_token.as_ref(),
    )?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&configuration.data)?);
    store.check().await?;
    let sealer = Sealer::open_or_create(&configuration.data.join("secret.key"))?;
    let listener = bind(&configuration).await?;
    let address = listener.local_addr()?;

    let mut parts = Parts::start(&configuration, Arc::clone(&store));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = UtcMicros(i64::try_from(now.as_micros()).unwrap_or(i64::MAX));
    let targets = TargetBook::open(
        Arc::clone(&store),
        sealer,
        Arc::clone(&parts.fleet),
        configuration.targets.clone(),
        now,
    )
    .await?;
    let targets = Arc::new(targets);
    let discovery = parts.look_into_aws(&configuration, &layers, &store, &targets).await?;
    let known: Vec<TargetId> = targets.all().await.into_iter().map(|known| known.target.id).collect();
    parts.fleet.abandon_strangers(&known).await?;
    if known.is_empty() {
        tracing::warn!(
            "no target is watched yet; add one on the page, with 'auroscope target add', or with --target"
        );
    }
    let app = App {
        store: Arc::clone(&store),
        board: Arc::clone(parts.fleet.board()),
        fleet: Arc::clone(&parts.fleet),
        targets,
        discovery,
        access: Arc::new(access),
        settings: Arc::new(shown(&configuration)),
        stop: parts.serving.clone(),
    };
    tracing::info!(%address, data = %configuration.data.display(), "serving");
    if let Err(error) = write(&format!("auroscope: http://{address}/\n")) {
        tracing::warn!(%error, "standard output cannot be written");
    }
    let serving = tokio::spawn(auroscope_server::serve(listener, app));
    signals.wait().await;
    parts.stop(serving, &*store).await
}

/// The parts that run in the background, and what ends each.
struct Parts {
    fleet: Arc<Fleet>,
    collecting: CancellationToken,
    spooling: CancellationToken,
    serving: CancellationToken,
    spool: JoinHandle<()>,
    retention: JoinHandle<()>,
    /// What keeps the inventory of AWS, and watches by it.
    of_aws: Vec<JoinHandle<()>>,
}

impl Parts {
    fn start(configuration: &Configuration, store: Arc<dyn Store>) -> Self {
        let (collecting, spooling) = (CancellationToken::new(), CancellationToken::new());
        let board = Arc::new(Board::default());
        let spool = Spool::new(Arc::clone(&store), Arc::clone(&board));
        let spool_task = tokio::spawn(Arc::clone(&spool).run(spooling.clone()));
        let retention =
            tokio::spawn(keep_retention(Arc::clone(&store), configuration.retention, collecting.clone()));
        let fleet = Fleet::new(
            store,
            board,
            spool,
            configuration.capture.clone(),
            configuration.plans,
            collecting.clone(),
        );
        Self {
            fleet: Arc::new(fleet),
            collecting,
            spooling,
            serving: CancellationToken::new(),
            spool: spool_task,
            retention,
            of_aws: Vec::new(),
        }
    }

    /// Begins to keep the inventory of AWS, and to watch what the rules choose of it, where that is wanted.
    async fn look_into_aws(
        &mut self,
        configuration: &Configuration,
        layers: &Layers,
        store: &Arc<dyn Store>,
        targets: &Arc<TargetBook>,
    ) -> Result<Option<Arc<Discovery>>> {
        let Some(wanted) = &configuration.inventory else { return Ok(None) };
        let aws = Aws::new(aws_settings(layers)?).await?;
        let inventory = Inventory::new(Arc::clone(store), wanted.period, aws.scopes().await);
        let (rules, login) = (wanted.rules.clone(), wanted.login.clone());
        warn_of_login(login.as_ref());
        let discovery = Arc::new(Discovery { inventory: Arc::clone(&inventory), rules, login });
        // Before what runs on targets that nobody knows is closed.
        discovery.keep_up(&**store, targets).await?;
        let answered = inventory.answered();
        let (keeping_up, stop) = (Arc::clone(&discovery), self.collecting.clone());
        let (store, targets) = (Arc::clone(store), Arc::clone(targets));
        self.of_aws = vec![
            tokio::spawn(async move { keeping_up.run(store, targets, answered, stop).await }),
            tokio::spawn(inventory.run(self.collecting.clone())),
        ];
        Ok(Some(discovery))
    }

    /// Intake first, then what is in flight, then the store.
    async fn stop(self, serving: JoinHandle<std::io::Result<()>>, store: &dyn Store) -> Result<ExitCode> {
        self.collecting.cancel();
        self.serving.cancel();
        // Before the fleet ends, which they start and stop targets of.
        for task in self.of_aws {
            task.await.context("a task of the inventory panicked")?;
        }
        self.fleet.drain().await;
        self.retention.await.context("the retention task panicked")?;
        self.spooling.cancel();
        self.spool.await.context("the spool panicked")?;
        // A client that keeps its connection open does not keep the process alive.
        match tokio::time::timeout(std::time::Duration::from_secs(3), serving).await {
            Ok(ended) => ended.context("the server panicked")??,
            Err(_) => tracing::info!("some clients kept their connections; leaving without them"),
        }
        store.close().await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}

fn warn_of_login(login: Option<&Login>) {
    match login {
        None => tracing::warn!("target_user is not set: the inventory is kept, and nothing is watched by it"),
        Some(login) if login.tls_ca_file.is_none() => tracing::warn!(
            "target_tls_ca_file is not set: RDS's own authorities are not among the usual ones, so instances that are \
             found may not be trusted; give it the RDS bundle"
        ),
        Some(_) => {}
    }
}

fn start_log(configuration: &Configuration) -> Result<()> {
    let filter =
        EnvFilter::try_new(&configuration.log).with_context(|| format!("log is '{}'", configuration.log))?;
    // Logs are messages, and standard output is for data.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if configuration.log_json {
        log.json().init();
    } else {
        log.with_ansi(
            std::env::var_os("NO_COLOR").is_none() && std::io::IsTerminal::is_terminal(&std::io::stderr()),
        )
        .init();
    }
    Ok(())
}

async fn bind(configuration: &Configuration) -> Result<TcpListener> {
    let address = configuration.listen;
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!(
                "{address} is in use by another program: stop it, or choose another address with --listen"
            )
        }
        std::io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("this user may not listen on {address}: choose a port above 1023 with --listen")
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    })
}

fn shown(configuration: &Configuration) -> Settings {
    let capture = &configuration.capture;
    Settings {
        threshold_us: capture.threshold_us,
        interval_us: u64::try_from(capture.interval.as_micros()).unwrap_or(u64::MAX),
        exclude_users: capture.exclusions.users.clone(),
        exclude_schemas: capture.exclusions.schemas.clone(),
        retention_s: configuration.retention.as_secs(),
        budget_us_per_s: capture.budget_us_per_s,
        plans_per_minute: configuration.plans.per_minute,
        plan_refresh_s: configuration.plans.refresh.as_secs(),
    }
}

/// The signals that end the process.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Takes them over from the system, which would end the process at once.
    fn take() -> Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits for the first; a second one then ends the process at once.
    async fn wait(mut self) {
        self.next().await;
        tracing::info!("stopping");
        // Whoever asks twice does not want to wait for the store or for clients.
        tokio::spawn(async move {
            self.next().await;
            tracing::warn!("stopped at once, by a second signal");
            std::process::exit(1);
        });
    }
}
