//! Every setting there is, as a table.

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    List,
    /// Never shown; in the file and the environment also as `…_file` / `…_FILE`.
    Secret,
}

/// One setting.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    /// Its environment variable.
    pub(crate) variable: &'static str,
    /// The variable of the system that Auroscope replaces; read after `variable`.
    pub(crate) old_variable: Option<&'static str>,
    /// Its value when nobody says otherwise.
    pub(crate) default: &'static str,
}

const fn key(name: &'static str, kind: Kind, variable: &'static str, default: &'static str) -> Key {
    Key { name, kind, variable, old_variable: None, default }
}

const fn once(key: Key, old_variable: &'static str) -> Key {
    Key { old_variable: Some(old_variable), ..key }
}

/// Every setting. `data` without a value is found from the user's folders.
pub(crate) const KEYS: &[Key] = &[
    key("listen", Kind::Text, "AUROSCOPE_LISTEN", "127.0.0.1:8306"),
    key("data", Kind::Text, "AUROSCOPE_DATA", ""),
    once(key("threshold", Kind::Text, "AUROSCOPE_THRESHOLD", "2s"), "MYSQL_EXEC_TIME"),
    once(key("interval", Kind::Text, "AUROSCOPE_INTERVAL", "1s"), "MYSQL_MONITORING_INTERVAL"),
    once(key("exclude_users", Kind::List, "AUROSCOPE_EXCLUDE_USERS", "rdsadmin"), "MYSQL_EXCLUDED_USERS"),
    once(key("exclude_schemas", Kind::List, "AUROSCOPE_EXCLUDE_SCHEMAS", ""), "MYSQL_EXCLUDED_DBS"),
    key("retention", Kind::Text, "AUROSCOPE_RETENTION", "30d"),
    key("budget", Kind::Text, "AUROSCOPE_BUDGET", "5ms"),
    key("plans_per_minute", Kind::Text, "AUROSCOPE_PLANS_PER_MINUTE", "10"),
    key("plan_refresh", Kind::Text, "AUROSCOPE_PLAN_REFRESH", "6h"),
    key("targets", Kind::List, "AUROSCOPE_TARGETS", ""),
    once(key("target_user", Kind::Text, "AUROSCOPE_TARGET_USER", ""), "MGMT_USER"),
    once(key("target_password", Kind::Secret, "AUROSCOPE_TARGET_PASSWORD", ""), "MGMT_USER_PASS"),
    key("target_tls_ca_file", Kind::Text, "AUROSCOPE_TARGET_TLS_CA_FILE", ""),
    key("target_password_secret", Kind::Text, "AUROSCOPE_TARGET_PASSWORD_SECRET", ""),
    key("admin_password", Kind::Secret, "AUROSCOPE_ADMIN_PASSWORD", ""),
    key("api_token", Kind::Secret, "AUROSCOPE_API_TOKEN", ""),
    once(key("secret_name", Kind::Text, "AUROSCOPE_SECRET_NAME", ""), "APP_SECRET_NAME"),
    key("aws_profile", Kind::Text, "AUROSCOPE_AWS_PROFILE", ""),
    key("aws_regions", Kind::List, "AUROSCOPE_AWS_REGIONS", ""),
    key("aws_roles", Kind::List, "AUROSCOPE_AWS_ROLES", ""),
    key("aws_only_roles", Kind::Text, "AUROSCOPE_AWS_ONLY_ROLES", "false"),
    key("aws_inventory", Kind::Text, "AUROSCOPE_AWS_INVENTORY", "false"),
    key("aws_inventory_period", Kind::Text, "AUROSCOPE_AWS_INVENTORY_PERIOD", "5m"),
    key("watch_tags", Kind::List, "AUROSCOPE_WATCH_TAGS", "env=prd,real_time_slow_sql=true"),
    key("watch_names", Kind::List, "AUROSCOPE_WATCH_NAMES", ""),
    key("watch_except", Kind::List, "AUROSCOPE_WATCH_EXCEPT", ""),
    key("log", Kind::Text, "AUROSCOPE_LOG", "info"),
    key("log_format", Kind::Text, "AUROSCOPE_LOG_FORMAT", "text"),
];
