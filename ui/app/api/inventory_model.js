// The shapes of what the API tells of clusters and instances, as types only. The Rust crate `model` explains them.

/**
 * @typedef {{account: string, region: string}} CloudPlace
 * @typedef {{is_writer: boolean, parameter_group_status: string | null}} ClusterMember
 * @typedef {{least_milli_acu: number, most_milli_acu: number}} ServerlessCapacity
 * @typedef {{action: string, description: string | null, auto_applied_after: string | null, forced_at: string | null}} PendingMaintenance
 */

/**
 * @typedef {object} WatchDecision
 * @property {'watched' | 'gone' | 'excepted' | 'tag_missing' | 'no_rule' | 'no_endpoint' | 'not_running' | 'too_old' | 'no_login' | 'not_looked_at'} code
 * @property {string} [target]
 * @property {string} [pattern]
 * @property {string} [tag]
 * @property {string} [wanted]
 * @property {string | null} [found]
 * @property {string} [status]
 * @property {string} [version]
 */

/**
 * What a cluster and an instance both have.
 * @typedef {object} Known
 * @property {CloudPlace} place
 * @property {string} id its name; it may be given another one
 * @property {string} resource_id its id for ever; empty where the API names none
 * @property {string} arn
 * @property {string} engine
 * @property {string} engine_version
 * @property {string} status
 * @property {number | null} port
 * @property {string[]} log_exports
 * @property {boolean} iam_authentication
 * @property {string | null} created_at
 * @property {Record<string, string>} tags
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {string | null} gone_at
 * @property {WatchDecision | null} watch
 */

/**
 * @typedef {object} OfCluster
 * @property {'cluster'} kind
 * @property {string | null} endpoint
 * @property {string | null} reader_endpoint
 * @property {Record<string, ClusterMember>} members
 * @property {string | null} parameter_group
 * @property {ServerlessCapacity | null} serverless
 * @property {boolean} deletion_protection
 */

/**
 * @typedef {object} OfInstance
 * @property {'instance'} kind
 * @property {string | null} cluster
 * @property {string} class
 * @property {string | null} host
 * @property {string | null} availability_zone
 * @property {boolean} multi_az
 * @property {Record<string, string>} parameter_groups
 * @property {Record<string, string>} pending_changes
 * @property {PendingMaintenance[] | null} pending_maintenance null where that could not be learnt
 * @property {boolean} is_public
 * @property {boolean} performance_insights
 * @property {number | null} monitoring_interval_s
 */

/** @typedef {Known & OfCluster} CloudCluster */
/** @typedef {Known & OfInstance} CloudInstance */
/** @typedef {CloudCluster | CloudInstance} CloudItem */

/**
 * @typedef {object} ScopeStatus
 * @property {string | null} role_arn
 * @property {string} region
 * @property {string | null} account
 * @property {import('./model.js').CollectorPhase} phase
 * @property {string} since
 * @property {string | null} began_at when the round began that ended last
 * @property {string | null} answered_at
 * @property {string | null} failed_at
 * @property {string | null} error
 * @property {string | null} next_try_at
 * @property {string[]} unknown
 * @property {number | null} clusters
 * @property {number | null} instances
 */

/** @typedef {{place: CloudPlace, answered_at: string | null, failed_at: string | null, error: string | null, unknown: string[]}} PlaceStatus */

/** @typedef {{is_on: boolean, scopes: ScopeStatus[], places: PlaceStatus[], items: CloudItem[]}} InventoryPage */

/** @typedef {{field: string, before: unknown, after: unknown}} FieldChange */

/**
 * @typedef {object} CloudChange
 * @property {string} at
 * @property {CloudPlace} place
 * @property {'cluster' | 'instance'} kind
 * @property {string} resource_id
 * @property {string} name
 * @property {'appeared' | 'came_back' | 'changed' | 'gone'} what
 * @property {FieldChange[]} [fields]
 */

export {};
