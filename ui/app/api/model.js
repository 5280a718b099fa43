// The shapes of the API's answers, as types only. The Rust crate `model` is where they are defined and explained.

/**
 * @typedef {'running' | 'finished' | 'abandoned'} SlowQueryState
 * @typedef {'exact' | 'lower_bound'} DurationKind
 * @typedef {'live' | 'history' | 'history_long' | 'digest' | 'thread' | 'processlist' | 'slow_log'} Source
 * @typedef {'server_restarted' | 'connection_gone' | 'history_overwritten' | 'target_removed'} AbandonReason
 * @typedef {'read' | 'write' | 'ddl' | 'tx' | 'dcl' | 'admin' | 'call' | 'other'} StatementClass
 * @typedef {'verify_identity' | 'skip_verify' | 'off'} TlsMode
 * @typedef {'connecting' | 'running' | 'backing_off' | 'paused'} CollectorPhase
 * @typedef {'yes' | 'partly' | 'no' | 'unknown'} CapabilityState
 */

/**
 * @typedef {object} SlowQuery
 * @property {string} id
 * @property {string} target
 * @property {SlowQueryState} state
 * @property {string} started_at
 * @property {string | null} finished_at
 * @property {string} last_seen_at
 * @property {number} duration_us
 * @property {DurationKind} duration_kind
 * @property {number | null} lock_us
 * @property {number | null} rows_sent
 * @property {number | null} rows_examined
 * @property {number | null} rows_affected
 * @property {number | null} errors
 * @property {number | null} warnings
 * @property {number | null} tmp_tables
 * @property {number | null} tmp_disk_tables
 * @property {number | null} sort_rows
 * @property {number | null} full_joins
 * @property {boolean | null} no_index_used
 * @property {string | null} user
 * @property {string | null} host
 * @property {string | null} schema
 * @property {boolean} schema_inferred the schema is the last one that the slow log named
 * @property {number | null} connection_id
 * @property {number | null} thread_id
 * @property {number | null} event_id
 * @property {string | null} server_uuid
 * @property {number | null} booted_at_s
 * @property {string} fingerprint
 * @property {StatementClass} class
 * @property {string | null} server_digest
 * @property {string} sql
 * @property {number} [sql_bytes] how long the text is; a list and a stream cut `sql` after 4,096 bytes
 * @property {boolean} truncated
 * @property {boolean} lossy
 * @property {Source[]} sources
 * @property {AbandonReason | null} abandoned_because
 */

/** @typedef {SlowQuery & {normalized: string, formatted_sql: string}} SlowQueryDetail */

/** @typedef {{items: SlowQuery[], next: string | null}} SlowQueryPage */

/**
 * @typedef {object} StatementSummary
 * @property {string} fingerprint
 * @property {string} normalized
 * @property {StatementClass} class
 * @property {number} count
 * @property {number} lower_bound_count
 * @property {number} figures_known_count while it is less than `count`, sums of rows and lock time and the errors are lower bounds
 * @property {number} total_us
 * @property {number} mean_us
 * @property {number} p95_us
 * @property {number} max_us
 * @property {number | null} rows_examined
 * @property {number | null} rows_sent
 * @property {number | null} lock_us
 * @property {number} error_count
 * @property {string} first_seen
 * @property {string} last_seen
 */

/** @typedef {{items: StatementSummary[], total_us: number, count: number}} StatementRanking */

/** @typedef {{fingerprint: string, normalized: string, class: StatementClass, formatted: string}} StatementText */

/**
 * @typedef {object} LiveSession
 * @property {string} target
 * @property {string} id
 * @property {number} connection_id
 * @property {number} thread_id
 * @property {number} event_id
 * @property {string | null} user
 * @property {string | null} host
 * @property {string | null} schema
 * @property {string | null} state
 * @property {string} started_at
 * @property {number} elapsed_us
 * @property {boolean} slow
 * @property {string} fingerprint
 * @property {string} sql
 * @property {boolean} truncated
 */

/** @typedef {{target: string, at: string, sessions: LiveSession[]}} LiveSnapshot */

/**
 * @typedef {object} OwnCost
 * @property {number} server_us_per_s
 * @property {number} statements_per_s
 * @property {number} period_s
 * @property {number} total_server_us
 * @property {number} total_statements
 * @property {number} budget_us_per_s
 * @property {number} slowdown
 */

/**
 * @typedef {object} CollectorStatus
 * @property {string} target
 * @property {string} collector
 * @property {CollectorPhase} phase
 * @property {string} since
 * @property {string | null} last_run_at
 * @property {number} runs
 * @property {number} late_runs
 * @property {number} failures
 * @property {string | null} last_error
 * @property {string | null} last_error_at
 * @property {string | null} next_try_at
 * @property {number} running_slow
 * @property {number} spooled
 * @property {number} lost
 */

/**
 * @typedef {object} PlanStatus
 * @property {number} per_minute
 * @property {number} waiting
 * @property {number} taken
 * @property {number} without_plan
 * @property {number} failed
 * @property {number} passed_over
 * @property {string | null} last_error
 * @property {string | null} last_error_at
 */

/** @typedef {{id: string, state: CapabilityState, why: string, fix: string | null}} Capability */

/**
 * @typedef {object} TargetHealth
 * @property {string} target
 * @property {string | null} server_version
 * @property {string | null} server_uuid
 * @property {string | null} booted_at
 * @property {boolean | null} aurora
 * @property {boolean | null} read_only
 * @property {Capability[]} capabilities
 * @property {CollectorStatus[]} collectors
 * @property {PlanStatus | null} plans
 * @property {OwnCost | null} own_cost
 */

/**
 * @typedef {object} Target
 * @property {string} id
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {TlsMode} tls
 * @property {string | null} tls_ca_file
 * @property {boolean} has_password
 * @property {boolean} enabled
 * @property {boolean} configured
 * @property {boolean} discovered rules over the inventory of AWS chose it
 * @property {string} added_at
 */

/** @typedef {Target & {health?: TargetHealth | null}} TargetWithHealth */

/** @typedef {{id?: string, url: string, password?: string, tls?: TlsMode, tls_ca_file?: string}} NewTarget */

/** An empty `tls_ca_file` goes back to the usual web authorities.
 * @typedef {{enabled?: boolean, password?: string, tls?: TlsMode, tls_ca_file?: string}} TargetChange */

/** @typedef {{threshold_us: number, interval_us: number, exclude_users: string[], exclude_schemas: string[], retention_s: number}} Settings */

/** @typedef {{place: string, format: number, size_bytes: number | null}} StoreInfo */

/** @typedef {{required: boolean, authenticated: boolean}} Session */

export {};
