-- Several tables: the order, the algorithms, outer, semi and anti joins.

-- name: join_without_index
-- expect: tree Inner hash join
-- expect: v1 "using_join_buffer": "hash join"
-- expect: mariadb explain "block-nl-join"
SELECT a.id, SUM(l.quantity) AS sold FROM archive a JOIN order_lines l ON l.product_id = a.total WHERE a.status = 'done' AND a.id <= 20 GROUP BY a.id ORDER BY sold DESC LIMIT 10;

-- name: hash_join_two_scans
-- mariadb-settings: join_cache_level=4
-- expect: mariadb explain BNLH
-- expect: tree Inner hash join
SELECT COUNT(*) FROM order_lines l JOIN events e ON e.payload = l.note;

-- name: hash_join_left
-- expect: tree Left hash join
SELECT o.id, a.total FROM orders o LEFT JOIN archive a ON a.total = o.total AND a.status = o.status WHERE o.id < 30000;

-- name: antijoin_materialized_lookup
-- expect: tree <auto_distinct_key>
SELECT COUNT(*) FROM order_lines l WHERE NOT EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id);

-- name: hash_join_small_tables
-- expect: tree Inner hash join
SELECT g.name, h.name FROM grades g JOIN holidays h ON h.name = g.name;

-- name: block_nested_loop
-- expect: v1 "using_join_buffer"
SELECT COUNT(*) FROM archive a JOIN links k ON a.total > k.weight;

-- name: cross_join
-- expect: tree (no condition)
SELECT g.name, h.name FROM grades g CROSS JOIN holidays h;

-- name: batched_key_access
-- settings: optimizer_switch='mrr=on,mrr_cost_based=off,batched_key_access=on'
-- mariadb-settings: join_cache_level=8, optimizer_switch='mrr=on,mrr_cost_based=off'
-- expect: v1 "using_join_buffer": "Batched Key Access"
-- expect: tree Batched key access
SELECT c.name, o.address FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.city = '부산' AND c.grade = 3;

-- name: batched_key_access_hint
-- servers: mysql
-- expect: v1 "using_join_buffer": "Batched Key Access"
SELECT /*+ BKA(o) */ c.name, o.address FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 5000 WHERE c.joined_at < '2020-02-01';

-- name: nested_loop_three
-- expect: tree Nested loop inner join
SELECT c.name, o.id, l.product_id FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_lines l ON l.order_id = o.id WHERE c.id = 77;

-- name: left_join_eq_ref
-- expect: tree Nested loop left join
SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.grade = 2 WHERE o.ordered_at < '2024-01-02';

-- name: left_join_not_exists
-- expect: v1 "not_exists": true
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL AND c.joined_at < '2020-03-01';

-- name: right_join
-- expect: tree left join
SELECT c.name, o.id FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id WHERE c.id BETWEEN 1 AND 20;

-- name: left_join_of_join
-- expect: tree left join
SELECT c.name, o.id, s.weight FROM customers c LEFT JOIN (orders o JOIN shipments s ON s.order_id = o.id) ON o.customer_id = c.id WHERE c.id < 50;

-- name: straight_join
-- expect: v1 "access_type": "eq_ref"
SELECT STRAIGHT_JOIN COUNT(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.grade = 4;

-- name: self_join
-- expect: tree Nested loop inner join
SELECT e.id, m.id FROM employees e JOIN employees m ON m.id = e.manager_id WHERE e.team = '물류' AND e.salary > m.salary;

-- name: natural_join
-- expect: v1 "access_type": "eq_ref"
SELECT COUNT(*) FROM customers NATURAL JOIN grades WHERE customers.id < 500;

-- name: join_implicit_cast
-- expect: v1 "access_type": "index"
SELECT COUNT(*) FROM archive a JOIN customers c ON c.phone = a.total WHERE a.id <= 20;

-- name: join_misestimated
-- expect: analyze_tree actual time
SELECT COUNT(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.city = '서울' AND c.memo LIKE 'memo%' AND c.id % 8 = 0 AND o.address LIKE '%a%';

-- name: join_never_executed
-- expect: analyze_tree (never executed)
SELECT o.id, s.weight FROM orders o JOIN shipments s ON s.order_id = o.id WHERE o.customer_id = 77 AND o.total > 900000;

-- name: semijoin_firstmatch
-- settings: optimizer_switch='materialization=off,loosescan=off,duplicateweedout=off'
-- mariadb-settings: optimizer_switch='materialization=off,loosescan=off'
-- expect: v1 "first_match"
-- expect: tree semijoin
SELECT c.id, c.name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o WHERE o.total > 50000) AND c.joined_at < '2020-02-01';

-- name: semijoin_loosescan
-- settings: optimizer_switch='materialization=off,firstmatch=off,duplicateweedout=off'
-- mariadb-settings: optimizer_switch='materialization=off,firstmatch=off'
-- expect: v1 "loosescan": true
SELECT c.name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o);

-- name: semijoin_materialization
-- settings: optimizer_switch='firstmatch=off,loosescan=off,duplicateweedout=off'
-- mariadb-settings: optimizer_switch='firstmatch=off,loosescan=off'
-- expect: v1 "materialized_from_subquery"
-- expect: tree Materialize with deduplication
SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT l.product_id FROM order_lines l WHERE l.quantity = 4 AND l.price > 50900);

-- name: semijoin_materialization_lookup
-- settings: optimizer_switch='firstmatch=off,loosescan=off,duplicateweedout=off'
-- mariadb-settings: optimizer_switch='firstmatch=off,loosescan=off'
-- expect: tree Materialize with deduplication
SELECT COUNT(*) FROM order_lines l WHERE l.product_id IN (SELECT s.weight FROM shipments s WHERE s.remark IS NULL);

-- name: semijoin_weedout
-- settings: optimizer_switch='materialization=off,firstmatch=off,loosescan=off'
-- expect: tree Remove duplicate
SELECT c.name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o WHERE o.ordered_at < '2024-01-02');

-- name: semijoin_exists
-- expect: tree semijoin
SELECT c.name FROM customers c WHERE c.id < 500 AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 80000);

-- name: antijoin_not_exists
-- expect: tree antijoin
SELECT c.name FROM customers c WHERE c.id < 500 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 80000);

-- name: antijoin_not_in
-- expect: tree antijoin
SELECT p.name FROM products p WHERE p.id NOT IN (SELECT l.product_id FROM order_lines l WHERE l.quantity = 1);

-- name: hash_join_anti
-- settings: optimizer_switch='materialization=off'
-- expect: tree Hash antijoin
SELECT COUNT(*) FROM order_lines l WHERE l.order_id <= 500 AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id);

-- name: hash_join_semi
-- settings: optimizer_switch='materialization=off,duplicateweedout=off'
-- mariadb-settings: optimizer_switch='materialization=off'
-- expect: tree Hash semijoin
SELECT COUNT(*) FROM order_lines l WHERE l.order_id <= 500 AND EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id);
