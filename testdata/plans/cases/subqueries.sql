-- Subqueries of each kind, derived tables, views, common table expressions.

-- name: subquery_scalar_uncorrelated
-- expect: tree (select #2)
SELECT id FROM orders WHERE total = (SELECT MAX(total) FROM orders WHERE channel = 2);

-- name: subquery_scalar_constant
-- expect: v1 subqueries
SELECT id FROM orders WHERE customer_id = (SELECT id FROM customers WHERE email = 'customer9@example.com');

-- name: subquery_dependent_select_list
-- expect: v1 "select_list_subqueries"
-- expect: v1 "dependent": true
-- expect: tree dependent
SELECT c.name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c;

-- name: subquery_dependent_few_rows
-- expect: v1 "dependent": true
SELECT c.name, (SELECT MAX(o.total) FROM orders o WHERE o.customer_id = c.id) AS largest FROM customers c WHERE c.id < 10;

-- name: subquery_dependent_where
-- expect: v1 "attached_subqueries"
SELECT o.id FROM orders o WHERE o.total > (SELECT AVG(x.total) * 1.8 FROM orders x WHERE x.customer_id = o.customer_id);

-- name: subquery_dependent_no_index
-- expect: v1 "dependent": true
SELECT a.id, (SELECT SUM(l.quantity) FROM order_lines l WHERE l.product_id = a.id) AS sold FROM archive a WHERE a.id <= 20;

-- name: subquery_unique
-- settings: optimizer_switch='semijoin=off,materialization=off'
-- expect: v1 "access_type": "unique_subquery"
SELECT id FROM orders WHERE total > 90000 AND customer_id IN (SELECT id FROM customers WHERE grade = 3);

-- name: subquery_index
-- settings: optimizer_switch='semijoin=off,materialization=off'
-- expect: v1 "access_type": "index_subquery"
SELECT id FROM customers WHERE joined_at < '2020-02-01' AND id IN (SELECT customer_id FROM orders WHERE total > 5000);

-- name: subquery_materialized
-- settings: optimizer_switch='semijoin=off'
-- expect: v1 "materialized_from_subquery"
-- expect: tree Materialize with deduplication
SELECT id FROM orders WHERE customer_id IN (SELECT customer_id FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.weight < 30);

-- name: subquery_uncacheable
-- expect: v1 "cacheable": false
SELECT id, (SELECT RAND() * g.discount FROM grades g WHERE g.grade = 3) AS dice FROM links;

-- name: subquery_uncacheable_many
-- expect: v1 "cacheable": false
SELECT c.id, (SELECT COUNT(*) FROM grades g WHERE g.discount < RAND() * 10) AS dice FROM customers c;

-- name: subquery_having
-- expect: v1 "having_subqueries"
SELECT customer_id, SUM(total) AS spent FROM orders GROUP BY customer_id HAVING spent > (SELECT AVG(total) * 6 FROM archive);

-- name: subquery_order_by
-- expect: v1 "order_by_subqueries"
SELECT g.name FROM grades g ORDER BY (SELECT COUNT(*) FROM customers c WHERE c.grade = g.grade AND c.id < 100);

-- name: subquery_group_by
-- expect: v1 "group_by_subqueries"
SELECT COUNT(*) FROM archive a GROUP BY (SELECT g.name FROM grades g WHERE g.grade = a.id % 5 + 1);

-- name: subquery_optimized_away
-- expect: v1 "optimized_away_subqueries"
SELECT id FROM orders WHERE id < 10 ORDER BY (SELECT MAX(discount) FROM grades);

-- name: subquery_all
-- expect: v1 subqueries
SELECT id FROM products WHERE price > ALL (SELECT total FROM archive WHERE status = 'done');

-- name: subquery_any
-- expect: v1 subqueries
SELECT id FROM products WHERE price < ANY (SELECT discount * 300 FROM grades);

-- name: subquery_nested_three_deep
-- expect: tree Materialize with deduplication
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE id IN (SELECT order_id FROM order_lines WHERE product_id IN (SELECT id FROM products WHERE category_id = 3 AND price > 50000)));

-- name: subquery_row
-- expect: v1 subqueries
SELECT * FROM order_lines WHERE (order_id, line) = (SELECT id, 1 FROM archive WHERE id = 77);

-- name: subquery_exists_uncorrelated
-- expect: tree Table scan on grades
SELECT name FROM grades WHERE EXISTS (SELECT 1 FROM orders WHERE total > 90990);

-- name: subquery_to_derived
-- settings: optimizer_switch='subquery_to_derived=on'
-- servers: mysql
-- expect: tree Materialize
SELECT o.id FROM orders o WHERE o.id < 50 AND o.total > (SELECT AVG(s.weight) * 30 FROM shipments s WHERE s.carrier = o.channel);

-- name: derived_merged
-- expect: v1 "table_name": "orders"
SELECT d.id FROM (SELECT id, total FROM orders WHERE customer_id = 77) d WHERE d.total > 10;

-- name: derived_materialized
-- expect: v1 "materialized_from_subquery"
-- expect: tree Materialize
SELECT d.status, d.orders FROM (SELECT status, COUNT(*) AS orders FROM orders GROUP BY status) d WHERE d.orders > 100;

-- name: derived_auto_key
-- expect: v1 <auto_key
-- expect: mariadb explain "materialized"
SELECT c.name, d.total FROM customers c JOIN (SELECT customer_id, SUM(total) AS total FROM orders GROUP BY customer_id) d ON d.customer_id = c.id WHERE c.joined_at < '2020-03-01';

-- name: derived_condition_pushdown
-- expect: tree Index range scan on orders using customer
SELECT d.customer_id, d.spent FROM (SELECT customer_id, SUM(total) AS spent FROM orders GROUP BY customer_id) d WHERE d.customer_id < 20;

-- name: derived_nested
-- expect: tree Materialize
SELECT MAX(per_city.orders) FROM (SELECT c.city, SUM(per_customer.orders) AS orders FROM (SELECT customer_id, COUNT(*) AS orders FROM orders GROUP BY customer_id) per_customer JOIN customers c ON c.id = per_customer.customer_id GROUP BY c.city) per_city;

-- name: derived_of_empty_table
-- expect: v1 materialized_from_subquery
SELECT d.n FROM (SELECT customer_id, COUNT(*) AS n FROM nothing GROUP BY customer_id) d;

-- name: view_materialized
-- expect: v1 "materialized_from_subquery"
SELECT * FROM order_totals WHERE orders > 5;

-- name: view_merged
-- expect: v1 "table_name": "orders"
SELECT id, total FROM sent_orders WHERE customer_id = 77;

-- name: lateral
-- servers: mysql
-- expect: tree Invalidate materialized tables
SELECT c.name, latest.total FROM customers c, LATERAL (SELECT o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.ordered_at DESC LIMIT 1) latest WHERE c.id < 100;

-- name: lateral_left_join
-- servers: mysql
-- expect: tree Invalidate materialized tables
SELECT c.name, t.spent FROM customers c LEFT JOIN LATERAL (SELECT SUM(o.total) AS spent FROM orders o WHERE o.customer_id = c.id) t ON TRUE WHERE c.referrer_id = 12;

-- name: cte_used_once
-- expect: v1 "access_type"
WITH big AS (SELECT id, customer_id FROM orders WHERE total > 90000) SELECT c.name FROM big JOIN customers c ON c.id = big.customer_id;

-- name: cte_used_twice
-- expect: v1 "sharing_temporary_table_with"
WITH spent AS (SELECT customer_id, SUM(total) AS total FROM orders WHERE id < 1000 GROUP BY customer_id) SELECT a.customer_id FROM spent a WHERE a.total > (SELECT AVG(b.total) * 2 FROM spent b);

-- name: cte_recursive
-- expect: tree Repeat until convergence
-- expect: v1 "recursive": true
WITH RECURSIVE chain (id, depth) AS (SELECT id, 1 FROM employees WHERE manager_id IS NULL UNION ALL SELECT e.id, c.depth + 1 FROM employees e JOIN chain c ON e.manager_id = c.id) SELECT depth, COUNT(*) FROM chain GROUP BY depth;

-- name: cte_recursive_distinct
-- expect: tree Repeat until convergence
WITH RECURSIVE reach (id) AS (SELECT 1 UNION SELECT k.next_id FROM links k JOIN reach r ON k.id = r.id) SELECT COUNT(*) FROM reach;

-- name: cte_recursive_numbers
-- expect: tree Repeat until convergence
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT h.name FROM n JOIN holidays h ON h.day = '2024-01-01' + INTERVAL n.i DAY;

-- name: cte_chained
-- expect: tree Materialize
WITH a AS (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id), b AS (SELECT n, COUNT(*) AS customers FROM a GROUP BY n) SELECT * FROM b ORDER BY n DESC;

-- name: json_table
-- expect: tree Materialize table function
SELECT t.tag, COUNT(*) FROM products p, JSON_TABLE(p.attributes, '$.tags[*]' COLUMNS (tag INT PATH '$')) t WHERE p.id < 200 GROUP BY t.tag;

-- name: json_table_constant
-- expect: v1 "table_function"
SELECT * FROM JSON_TABLE('[{"a": 1}, {"a": 2}]', '$[*]' COLUMNS (a INT PATH '$.a')) t WHERE a > 1;
