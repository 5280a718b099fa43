-- Plans of the hypergraph optimizer, which can do what the other cannot (bushy joins, sorts below joins). The server
-- tells them as a tree and as JSON of version 2, also to who asks for version 1; it refuses the table.

-- name: hypergraph_bushy_join
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree hash join
SELECT COUNT(*) FROM order_lines l JOIN products p ON p.id = l.product_id JOIN shipments s ON s.order_id = l.order_id JOIN archive a ON a.id = s.weight WHERE p.category_id = 3;

-- name: hypergraph_group_sort
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree Aggregate
SELECT product_id, SUM(quantity) AS sold FROM order_lines GROUP BY product_id ORDER BY sold DESC LIMIT 20;

-- name: hypergraph_index_lookup
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree Index lookup
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id < 20;

-- name: hypergraph_semijoin
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree o
SELECT c.name FROM customers c WHERE c.id < 500 AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 80000);

-- name: hypergraph_index_merge
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree shipments
SELECT * FROM shipments WHERE zone = 17 AND carrier = 4;

-- name: hypergraph_left_join_window
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree Window aggregate
SELECT o.id, c.name, RANK() OVER (PARTITION BY o.customer_id ORDER BY o.total) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE o.id < 2000;

-- name: hypergraph_union_cte
-- servers: mysql
-- settings: optimizer_switch='hypergraph_optimizer=on'
-- expect: tabular.error 3999
-- expect: tree Materialize
WITH a AS (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id) SELECT * FROM a WHERE n > 3 UNION SELECT id, 0 FROM archive;
