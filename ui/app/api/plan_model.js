// The shapes of the API's answers about plans, as types only. The Rust crates `plan` and `server` explain them.

/**
 * @typedef {'for_connection' | 'explain' | 'explain_as_select' | 'explain_analyze' | 'pasted'} PlanMethod
 * @typedef {'warning' | 'notice' | 'info'} Severity
 */

/** @typedef {{code: string, detail: string}} Reason */

/**
 * @typedef {object} PlanItem
 * @property {string} id
 * @property {string} target
 * @property {string} fingerprint
 * @property {string | null} schema
 * @property {import('./model.js').StatementClass} class
 * @property {string} normalized
 * @property {PlanMethod} method
 * @property {string | null} shape null: there is no plan
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {string} taken_at
 * @property {string | null} execution_id
 * @property {number | null} connection_id
 * @property {string | null} user
 * @property {string | null} host
 * @property {string | null} server_version
 * @property {Reason | null} skipped a document may be there all the same
 * @property {number | null} total_cost
 * @property {number | null} total_time_ms
 * @property {Record<Severity, number>} findings
 * @property {number | null} waited_us
 */

/** @typedef {{items: PlanItem[], next: string | null}} PlanPage */

/**
 * @typedef {object} PlanDetailOnly
 * @property {string} sql
 * @property {string} formatted_sql
 * @property {string | null} explained_sql what stood behind EXPLAIN when it is another text
 * @property {{json: string | null, tree: string | null}} documents
 * @property {PlanView | null} plan
 * @property {PlanView | null} tree_plan
 * @property {PlanItem[]} other_shapes
 */

/** @typedef {PlanItem & PlanDetailOnly} PlanDetail */

/** @typedef {{items: PlanItem[], reason?: Reason | null}} PlansOfQuery */

/**
 * @typedef {object} PlanOutcome
 * @property {'captured' | 'refused' | 'failed' | 'queued'} outcome
 * @property {string | null} code
 * @property {string | null} detail
 * @property {string | null} plan_id
 */

/**
 * @typedef {object} ShapeHistory
 * @property {string | null} shape
 * @property {PlanItem} plan
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {boolean} is_current
 * @property {number} count
 * @property {number | null} p50_us
 * @property {number | null} p95_us
 * @property {number | null} max_us
 * @property {string} [shape_text]
 */

/** @typedef {{target: string, schema: string | null, shapes: ShapeHistory[], regression: Finding | null, regressed_from?: string | null}} PlanHistory */
/** @typedef {{histories: PlanHistory[]}} StatementPlans */

/** @typedef {{plan: PlanView, shape: string, shape_text: string}} ReadPlan */

/** @typedef {{plan: Plan, findings?: Finding[], layout?: Layout | null}} PlanView */

/**
 * @typedef {object} Plan
 * @property {string} format
 * @property {boolean} is_analyze
 * @property {number} [total_cost]
 * @property {number} [total_time_ms]
 * @property {string} [query]
 * @property {PlanNode[]} nodes in preorder; the first is the root
 * @property {Extra[]} [extras]
 */

/** @typedef {{name: string, value: string}} Extra */
/** @typedef {{kind: string, text: string}} Condition */

/**
 * @typedef {object} PlanNode
 * @property {number} id
 * @property {number | null} parent
 * @property {number} depth
 * @property {number[]} [children]
 * @property {string} role
 * @property {{kind: string} & Record<string, unknown>} operation
 * @property {string} heading
 * @property {{select_id?: number, dependent?: boolean, cacheable?: boolean}} [block]
 * @property {string} [join]
 * @property {TableAccess} [table]
 * @property {Condition[]} [conditions]
 * @property {string[]} [expressions]
 * @property {Estimates} [estimates]
 * @property {Actuals} [actuals]
 * @property {number} [self_cost]
 * @property {number} [self_time_ms]
 * @property {string[]} [badges]
 * @property {Extra[]} [extras]
 */

/**
 * @typedef {object} TableAccess
 * @property {string} alias
 * @property {string} [schema]
 * @property {string} [name]
 * @property {string[]} [partitions]
 * @property {string} [access]
 * @property {string} [index]
 * @property {string[]} [index_parts]
 * @property {string} [key_length]
 * @property {string[]} [ref]
 * @property {string[]} [possible_indexes]
 * @property {boolean} [covering]
 * @property {boolean} [reverse]
 * @property {boolean} [multi_range_read]
 * @property {unknown} [join_buffer]
 * @property {unknown} [semi_join]
 * @property {string[]} [used_columns]
 * @property {boolean} [recursive]
 * @property {string} [parallel_query]
 */

/** @typedef {Partial<Record<'rows_examined_per_scan' | 'rows_produced' | 'rows_joined' | 'filtered_percent' |
 *   'first_row_cost' | 'total_cost' | 'read_cost' | 'eval_cost' | 'prefix_cost' | 'sort_cost' |
 *   'data_read_per_join_bytes', number>>} Estimates */

/**
 * Times and rows are averages of the runs.
 * @typedef {object} Actuals
 * @property {'never_executed' | 'executed'} state
 * @property {number} [first_row_ms]
 * @property {number} [last_row_ms]
 * @property {number} [rows]
 * @property {number} [loops]
 * @property {number} [filtered_percent]
 */

/**
 * @typedef {object} Finding
 * @property {string} id
 * @property {Severity} severity
 * @property {number | null} node
 * @property {Record<string, any>} evidence
 * @property {string} title
 * @property {string} why
 * @property {string} try
 * @property {string} disprove
 * @property {Partial<Record<'title' | 'why' | 'try' | 'disprove', Sentence[]>>} [sentences] the same, to be said in any language
 * @property {Candidate[]} [candidates]
 */

/** @typedef {{code: string, parameters: Record<string, any>}} Sentence */
/** @typedef {{ddl: string, note: string, sentences?: {note?: Sentence[]}}} Candidate */

/** @typedef {{node: number, x: number, y: number, width: number, height: number}} Box */
/** @typedef {{from: number, to: number, points: [number, number][], rows: number | null}} Edge */
/** @typedef {{width: number, height: number, boxes: Box[], edges: Edge[], groups?: Box[]}} Layout groups: queries of their own, the outer ones first; the step is its root */

/**
 * @typedef {object} PlanDiff
 * @property {boolean} same_shape
 * @property {Plan} a
 * @property {Plan} b
 * @property {DiffRow[]} rows in order of display
 * @property {string[]} [summary]
 */

/** @typedef {'same' | 'changed' | 'moved' | 'added' | 'removed'} DiffKind */
/** @typedef {{field: string, before: string | null, after: string | null}} DiffChange */
/** @typedef {{kind: DiffKind, a: number | null, b: number | null, depth: number, changes: DiffChange[]}} DiffRow */

export {};
