-- How one table is read: every access type and every kind of index.

-- name: full_scan_filter
-- expect: v1 "access_type": "ALL"
-- expect: tree Table scan on orders
-- expect: mariadb explain "access_type": "ALL"
SELECT id, total FROM orders WHERE address = 'Baker Street 7';

-- name: full_scan_small_table
-- expect: v1 "access_type": "ALL"
SELECT * FROM grades WHERE discount > 2;

-- name: full_scan_empty_table
-- expect: tree Table scan on nothing
SELECT * FROM nothing WHERE customer_id + 1 > 7;

-- name: full_scan_whole_table
-- expect: v1 "access_type": "ALL"
SELECT * FROM order_lines;

-- name: index_scan_covering
-- expect: v1 "access_type": "index"
-- expect: tree Covering index scan
SELECT customer_id FROM orders;

-- name: index_scan_ordered_limit
-- expect: tree Index scan on orders using ordered
SELECT * FROM orders ORDER BY ordered_at LIMIT 10;

-- name: index_scan_backward
-- expect: v1 "backward_index_scan": true
-- expect: tree (reverse)
SELECT * FROM orders ORDER BY ordered_at DESC LIMIT 10;

-- name: range_backward
-- expect: tree (reverse)
SELECT id, ordered_at FROM orders WHERE ordered_at BETWEEN '2024-06-01' AND '2024-06-02' ORDER BY ordered_at DESC;

-- name: descending_index_forward
-- expect: tree Index scan on products using price
SELECT * FROM products ORDER BY price DESC LIMIT 5;

-- name: descending_index_backward
-- expect: tree (reverse)
SELECT * FROM products ORDER BY price LIMIT 5;

-- name: const_primary_key
-- expect: v1 "access_type": "const"
-- expect: tree Rows fetched before execution
SELECT * FROM orders WHERE id = 4711;

-- name: const_unique_key
-- expect: v1 "access_type": "const"
SELECT id FROM customers WHERE email = 'customer77@example.com';

-- name: const_tables_joined
-- expect: v1 "access_type": "const"
SELECT o.total, c.name FROM orders o JOIN customers c ON c.id = 12 WHERE o.id = 4711;

-- name: system_table
-- expect: v1 "access_type": "system"
SELECT * FROM site;

-- name: system_table_joined
-- expect: v1 "access_type": "system"
SELECT s.name, g.name FROM site s JOIN grades g ON g.discount > 1;

-- name: eq_ref_join
-- expect: v1 "access_type": "eq_ref"
-- expect: tree Single-row index lookup
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.ordered_at < '2024-01-02';

-- name: ref_lookup
-- expect: v1 "access_type": "ref"
-- expect: tree Index lookup on orders using customer
SELECT * FROM orders WHERE customer_id = 77;

-- name: ref_join
-- expect: v1 "access_type": "ref"
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.phone = '00007919';

-- name: ref_or_null
-- expect: v1 "access_type": "ref_or_null"
SELECT * FROM customers WHERE referrer_id = 12 OR referrer_id IS NULL;

-- name: ref_or_null_in_subquery
-- settings: optimizer_switch='semijoin=off,materialization=off'
-- expect: v1 "access_type": "index_subquery"
SELECT c.name, c.referrer_id NOT IN (SELECT r.referrer_id FROM customers r WHERE r.grade = 3) AS odd FROM customers c WHERE c.id < 20;

-- name: key_prefix_only
-- expect: v1 "key": "tenant_state_opened"
SELECT title FROM tickets WHERE tenant = 2 AND opened_at > '2024-12-28';

-- name: key_all_parts
-- expect: v1 "key": "tenant_state_opened"
SELECT title FROM tickets WHERE tenant = 2 AND state = 7 AND opened_at > '2024-12-28';

-- name: range_simple
-- expect: v1 "access_type": "range"
-- expect: tree Index range scan on orders using ordered
SELECT COUNT(total) FROM orders WHERE ordered_at BETWEEN '2024-03-01' AND '2024-03-03';

-- name: range_in_list
-- expect: v1 "access_type": "range"
SELECT id, name FROM customers WHERE id IN (5, 7, 11, 13, 17, 19, 23);

-- name: range_long_in_list
-- expect: v1 "access_type": "range"
SELECT id FROM orders WHERE customer_id IN (1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1001, 1101, 1201, 1301, 1401, 1501, 1601, 1701, 1801, 1901);

-- name: range_row_constructor
-- expect: v1 "access_type": "range"
SELECT * FROM order_lines WHERE (order_id, line) IN ((5, 1), (6, 2), (7, 1));

-- name: range_like_prefix
-- expect: v1 "access_type": "range"
SELECT id FROM customers WHERE email LIKE 'customer777%';

-- name: index_condition_pushdown
-- expect: v1 "index_condition"
-- expect: tree with index condition
-- expect: mariadb explain "index_condition"
SELECT * FROM orders WHERE channel = 2 AND ordered_at >= '2024-12-30' AND MINUTE(ordered_at) = 7;

-- name: multi_range_read
-- settings: optimizer_switch='mrr=on,mrr_cost_based=off'
-- expect: v1 "using_MRR": true
-- expect: tree (Multi-Range Read)
SELECT * FROM orders WHERE ordered_at BETWEEN '2024-05-01' AND '2024-05-10';

-- name: skip_scan
-- expect: v1 "using_index_for_skip_scan": true
-- expect: tree index skip scan on orders using channel_region
SELECT /*+ SKIP_SCAN(orders channel_region) */ channel, region FROM orders WHERE region = 2;

-- name: loose_scan_group_by
-- expect: v1 "using_index_for_group_by"
-- expect: tree Covering index skip scan for grouping
-- expect: mariadb explain "using_index_for_group_by"
SELECT channel, MAX(ordered_at) FROM orders GROUP BY channel;

-- name: loose_scan_distinct
-- expect: v1 "using_index_for_group_by"
SELECT DISTINCT channel, region FROM orders;

-- name: loose_scan_count_distinct
-- expect: v1 "using_index_for_group_by"
SELECT COUNT(DISTINCT channel) FROM orders;

-- name: index_merge_intersection
-- expect: v1 "access_type": "index_merge"
-- expect: tree Intersect
SELECT * FROM shipments WHERE zone = 17 AND carrier = 4;

-- name: index_merge_union
-- expect: v1 "access_type": "index_merge"
-- expect: v1 union(
SELECT * FROM shipments WHERE zone = 17 OR weight = 4;

-- name: index_merge_sort_union
-- expect: v1 sort_union(
-- expect: tree Sort-deduplicate by row ID
SELECT * FROM shipments WHERE weight < 6 OR shipped_on < '2024-01-03';

-- name: range_checked_for_each_record
-- expect: v1 range_checked_for_each_record
-- expect: tree re-planned for each iteration
-- expect: mariadb explain "range-checked-for-each-record"
SELECT COUNT(*) FROM grades g JOIN orders o ON o.total < g.discount * 200 OR o.customer_id < g.grade;

-- name: functional_index
-- servers: mysql
-- expect: v1 "key": "upper_name"
SELECT id FROM products WHERE UPPER(name) = 'RICE 4';

-- name: function_hides_index
-- expect: v1 "access_type": "ALL"
SELECT id, total FROM orders WHERE DATE(ordered_at) = '2024-05-05';

-- name: function_covering_index_scan
-- expect: v1 "access_type": "index"
SELECT COUNT(*) FROM orders WHERE YEAR(ordered_at) = 2024;

-- name: function_on_constant
-- expect: v1 "access_type": "range"
SELECT id, total FROM orders WHERE ordered_at >= DATE('2024-12-30 10:00:00') + INTERVAL 1 DAY;

-- name: function_on_unindexed_column
-- expect: v1 "access_type": "ALL"
SELECT id, total FROM orders WHERE LOWER(address) = 'baker street 7';

-- name: arithmetic_hides_index
-- expect: v1 "access_type": "ALL"
SELECT id, address FROM orders WHERE total + 0 = 5000;

-- name: cast_hides_index
-- expect: v1 "access_type": "ALL"
SELECT id, address FROM orders WHERE CAST(total AS CHAR) LIKE '9099%';

-- name: implicit_cast_string_column
-- expect: v1 "access_type": "ALL"
SELECT id, name FROM customers WHERE phone = 7919;

-- name: implicit_cast_char_code
-- expect: v1 "access_type": "ALL"
SELECT title FROM tickets WHERE code = 4711;

-- name: cast_of_constant_is_harmless
-- expect: v1 "access_type": "ref"
SELECT id FROM orders WHERE customer_id = '77';

-- name: multi_valued_index
-- servers: mysql
-- expect: v1 "key": "tags"
SELECT id, name FROM products WHERE 17 MEMBER OF (attributes->'$.tags');

-- name: multi_valued_index_overlaps
-- servers: mysql
-- expect: v1 "key": "tags"
SELECT id, name FROM products WHERE JSON_OVERLAPS(attributes->'$.tags', CAST('[17, 3]' AS JSON));

-- name: full_text
-- expect: v1 "access_type": "fulltext"
-- expect: tree Full-text index search
SELECT id, name, MATCH(name, description) AGAINST('number77') AS score FROM products WHERE MATCH(name, description) AGAINST('number77');

-- name: full_text_boolean_ordered
-- expect: v1 "access_type": "fulltext"
SELECT id FROM products WHERE MATCH(name, description) AGAINST('+green +fresh' IN BOOLEAN MODE) ORDER BY MATCH(name, description) AGAINST('green') DESC LIMIT 5;

-- name: spatial_range
-- expect: v1 "key": "spot"
SELECT id, name FROM places WHERE MBRContains(ST_GeomFromText('POLYGON((10 10, 10 20, 20 20, 20 10, 10 10))'), spot);

-- name: index_ignored_low_selectivity
-- expect: v1 "possible_keys"
-- expect: v1 "access_type": "ALL"
SELECT * FROM orders WHERE ordered_at > '2024-02-01';

-- name: index_ignored_by_hint
-- expect: v1 "access_type": "ALL"
SELECT * FROM orders IGNORE INDEX (customer) WHERE customer_id = 77;

-- name: index_forced
-- expect: v1 "key": "ordered"
SELECT * FROM orders FORCE INDEX (ordered) WHERE ordered_at > '2024-02-01';

-- name: like_leading_wildcard
-- expect: v1 "access_type": "ALL"
SELECT id FROM customers WHERE memo LIKE '%#4999%';

-- name: or_across_columns
-- expect: v1 "access_type": "ALL"
SELECT id FROM orders WHERE customer_id = 77 OR address = 'Baker Street 7';

-- name: poor_selectivity_range
-- expect: v1 "key": "state"
SELECT id, title FROM tickets FORCE INDEX (state) WHERE state = 4 AND title = 'ticket 4';

-- name: limit_stops_early
-- expect: tree Limit: 5 row(s)
SELECT * FROM orders WHERE total > 1000 LIMIT 5;

-- name: deep_offset
-- expect: tree Limit/Offset: 20/90000 row(s)
SELECT * FROM orders ORDER BY id LIMIT 20 OFFSET 90000;

-- name: deep_offset_sorted
-- expect: v1 "using_filesort": true
SELECT id, address FROM orders ORDER BY address LIMIT 50000, 10;

-- name: shallow_offset
-- expect: tree Limit/Offset: 20/40 row(s)
SELECT * FROM orders ORDER BY id LIMIT 20 OFFSET 40;

-- name: count_star
-- expect: tree Count rows
SELECT COUNT(*) FROM orders;

-- name: min_max_optimized_away
-- expect: v1 "message": "Select tables optimized away"
SELECT MIN(total), MAX(total) FROM orders;

-- name: no_tables
-- expect: v1 "message": "No tables used"
SELECT 1 + 1 AS two, NOW() > '2020-01-01' AS later;

-- name: impossible_where
-- expect: v1 "message": "Impossible WHERE"
-- expect: mariadb explain "message": "Impossible WHERE"
SELECT * FROM orders WHERE id < 5 AND 1 = 2;

-- name: impossible_having
-- expect: v1 "message": "Impossible HAVING"
SELECT status, COUNT(*) FROM orders GROUP BY status HAVING 1 = 2;

-- name: limit_zero
-- expect: v1 "message": "Zero limit"
SELECT * FROM orders LIMIT 0;

-- name: no_matching_row_in_const_table
-- expect: v1 "message": "no matching row in const table"
SELECT * FROM orders WHERE id = 100000000;

-- name: no_matching_min_max_row
-- expect: v1 "message": "No matching min/max row"
SELECT MIN(customer_id) FROM orders WHERE customer_id > 10000000;

-- name: null_condition_impossible
-- expect: v1 Impossible WHERE
SELECT * FROM orders WHERE id IS NULL;

-- name: table_statement
-- servers: mysql
-- expect: v1 "table_name": "grades"
TABLE grades ORDER BY grade LIMIT 3;

-- name: values_statement
-- servers: mysql
-- expect: tree Rows fetched before execution
VALUES ROW(1, '가'), ROW(2, '나');

-- name: for_update_skip_locked
-- expect: v1 "access_type": "ref"
SELECT id FROM orders WHERE customer_id = 77 FOR UPDATE SKIP LOCKED;
