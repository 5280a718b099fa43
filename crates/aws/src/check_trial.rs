//! The tries of permissions: one request each, for the least that the API gives.
//!
//! What one finds, the next asks about; where nothing was found, a name that nobody has is asked for.

use aws_config::retry::RetryConfig;
use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_rds::Client as Rds;

use crate::permissions::Permission;
use crate::{AwsError, Scope};

/// A name that nothing has.
const NOBODY: &str = "auroscope-permission-check";
/// The API's least.
const SMALLEST_PAGE: i32 = 20;
const GROUPS: i32 = 50;
/// Somebody waits for the answer, and what is not known may be asked for again.
const TRIES: u32 = 2;

/// The tries of one account and region.
pub(crate) struct Trial {
    rds: Rds,
    logs: Logs,
    instance: Option<String>,
    file: Option<String>,
    group: Option<String>,
    stream: Option<String>,
    /// What the last try was about.
    pub(crate) on: Option<String>,
}

impl Trial {
    pub(crate) fn new(scope: &Scope) -> Self {
        let tries = RetryConfig::standard().with_max_attempts(TRIES);
        let config = scope.config.clone().into_builder().retry_config(tries).build();
        let (rds, logs) = (Rds::new(&config), Logs::new(&config));
        Self { rds, logs, instance: None, file: None, group: None, stream: None, on: None }
    }

    pub(crate) async fn ask(&mut self, permission: &Permission) -> Result<(), AwsError> {
        let action = permission.action;
        match action {
            "rds:DescribeDBClusters" => {
                let answer = self.rds.describe_db_clusters().max_records(SMALLEST_PAGE).send().await;
                answer.map(drop).map_err(|error| AwsError::of(action, &error))
            }
            "rds:DescribeDBInstances" => self.instances(action).await,
            "rds:DescribePendingMaintenanceActions" => {
                let request = self.rds.describe_pending_maintenance_actions().max_records(SMALLEST_PAGE);
                request.send().await.map(drop).map_err(|error| AwsError::of(action, &error))
            }
            "rds:DescribeDBLogFiles" => self.files(action).await,
            "rds:DownloadDBLogFilePortion" => self.portion(action).await,
            "logs:DescribeLogGroups" => self.groups(action).await,
            "logs:DescribeLogStreams" => self.streams(action).await,
            "logs:GetLogEvents" => self.events(action).await,
            _ => Err(AwsError::Settings(format!("nothing tries {action}"))),
        }
    }

    async fn instances(&mut self, action: &'static str) -> Result<(), AwsError> {
        let answer = self.rds.describe_db_instances().max_records(SMALLEST_PAGE).send().await;
        let answer = answer.map_err(|error| AwsError::of(action, &error))?;
        let of_mysql = |engine: Option<&str>| engine.is_some_and(|engine| engine.contains("mysql"));
        let found = answer.db_instances().iter().find(|instance| of_mysql(instance.engine()));
        self.instance = found.and_then(|instance| instance.db_instance_identifier().map(str::to_owned));
        Ok(())
    }

    async fn files(&mut self, action: &'static str) -> Result<(), AwsError> {
        if self.instance.is_none() {
            // Only so far as it may be asked; what is missing is asked for as nobody's.
            let _ = self.instances("rds:DescribeDBInstances").await;
        }
        let instance = self.about(self.instance.clone());
        let request = self.rds.describe_db_log_files().db_instance_identifier(instance);
        let answer = request.filename_contains("slowquery").max_records(SMALLEST_PAGE).send().await;
        self.file = answer
            .as_ref()
            .ok()
            .and_then(|answer| answer.describe_db_log_files().first()?.log_file_name())
            .map(str::to_owned);
        absent_is_fine(answer.map(drop).map_err(|error| AwsError::of(action, &error)))
    }

    async fn portion(&mut self, action: &'static str) -> Result<(), AwsError> {
        let instance = self.about(self.instance.clone());
        let file = self.file.clone().unwrap_or_else(|| "slowquery/mysql-slowquery.log".to_owned());
        let request = self.rds.download_db_log_file_portion().db_instance_identifier(instance);
        let answer = request.log_file_name(file).marker("0").number_of_lines(1).send().await;
        absent_is_fine(answer.map(drop).map_err(|error| AwsError::of(action, &error)))
    }

    async fn groups(&mut self, action: &'static str) -> Result<(), AwsError> {
        let request = self.logs.describe_log_groups().log_group_name_prefix("/aws/rds/").limit(GROUPS);
        let answer = request.send().await.map_err(|error| AwsError::of(action, &error))?;
        let mut names = answer.log_groups().iter().filter_map(|group| group.log_group_name());
        self.group = names.find(|name| name.ends_with("/slowquery")).map(str::to_owned);
        Ok(())
    }

    async fn streams(&mut self, action: &'static str) -> Result<(), AwsError> {
        let group = self.group.clone().unwrap_or_else(nobodys_group);
        self.on = Some(group.clone());
        let answer = self.logs.describe_log_streams().log_group_name(group).limit(1).send().await;
        self.stream = answer
            .as_ref()
            .ok()
            .and_then(|answer| answer.log_streams().first()?.log_stream_name())
            .map(str::to_owned);
        absent_is_fine(answer.map(drop).map_err(|error| AwsError::of(action, &error)))
    }

    async fn events(&mut self, action: &'static str) -> Result<(), AwsError> {
        let group = self.group.clone().unwrap_or_else(nobodys_group);
        let stream = self.stream.clone().unwrap_or_else(|| NOBODY.to_owned());
        self.on = Some(format!("{group}:{stream}"));
        let request = self.logs.get_log_events().log_group_name(group).log_stream_name(stream);
        let answer = request.limit(1).send().await;
        absent_is_fine(answer.map(drop).map_err(|error| AwsError::of(action, &error)))
    }

    /// What is asked about, which is kept for the answer.
    fn about(&mut self, name: Option<String>) -> String {
        let name = name.unwrap_or_else(|| NOBODY.to_owned());
        self.on = Some(name.clone());
        name
    }
}

fn nobodys_group() -> String {
    format!("/aws/rds/instance/{NOBODY}/slowquery")
}

fn absent_is_fine(answer: Result<(), AwsError>) -> Result<(), AwsError> {
    match answer {
        Err(AwsError::NotFound { .. }) => Ok(()),
        answer => answer,
    }
}
