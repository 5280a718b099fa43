-- What happens to rows after they are read: grouping, ordering, windows, set operations.

-- name: filesort_large
-- expect: v1 "using_filesort": true
-- expect: tree Sort
-- expect: mariadb explain "filesort"
SELECT id, address FROM orders ORDER BY address;

-- name: filesort_limit
-- expect: tree limit input to 10 row(s) per chunk
SELECT id, address FROM orders ORDER BY address LIMIT 10;

-- name: filesort_small
-- expect: v1 "using_filesort": true
SELECT * FROM grades ORDER BY discount DESC;

-- name: filesort_two_columns
-- expect: v1 "using_filesort": true
SELECT id FROM shipments WHERE carrier = 3 ORDER BY weight DESC, shipped_on;

-- name: filesort_row_ids
-- expect: tree Sort row IDs
SELECT id, body FROM blobs ORDER BY kind, body;

-- name: filesort_after_join
-- expect: v1 "using_temporary_table": true
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.channel = 2 ORDER BY c.name, o.total;

-- name: group_by_index
-- expect: tree Group aggregate
SELECT customer_id, COUNT(*) FROM orders GROUP BY customer_id;

-- name: group_by_temporary
-- expect: v1 "using_temporary_table": true
-- expect: tree Aggregate using temporary table
-- expect: mariadb explain "temporary_table"
SELECT address, COUNT(*), SUM(total) FROM orders GROUP BY address;

-- name: group_by_temporary_small
-- expect: tree Aggregate using temporary table
SELECT team, COUNT(*) FROM employees IGNORE INDEX (team_salary) GROUP BY team;

-- name: group_by_filesort
-- expect: v1 "using_filesort": true
SELECT status, GROUP_CONCAT(id ORDER BY total SEPARATOR ', ') FROM archive GROUP BY status;

-- name: group_by_temporary_and_filesort
-- expect: v1 "using_filesort": true
-- expect: v1 "using_temporary_table": true
SELECT product_id, SUM(quantity) AS sold FROM order_lines GROUP BY product_id ORDER BY sold DESC LIMIT 20;

-- name: group_by_rollup
-- expect: tree rollup
SELECT channel, region, SUM(total) FROM orders GROUP BY channel, region WITH ROLLUP;

-- name: group_by_count_distinct
-- expect: tree count(distinct
SELECT status, COUNT(DISTINCT customer_id) FROM orders GROUP BY status;

-- name: group_by_disk
-- settings: tmp_table_size=1048576, max_heap_table_size=1048576, internal_tmp_mem_storage_engine=MEMORY
-- servers: mysql
-- expect: v1 "using_temporary_table": true
SELECT note, price, product_id, COUNT(*) FROM order_lines GROUP BY note, price, product_id;

-- name: having_filter
-- expect: tree Filter
SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id HAVING n > 3;

-- name: distinct_temporary
-- expect: v1 "duplicates_removal"
-- expect: tree Temporary table with deduplication
SELECT DISTINCT address FROM orders;

-- name: distinct_index
-- expect: v1 "duplicates_removal"
SELECT DISTINCT city FROM customers;

-- name: distinct_limit
-- expect: tree Limit: 3 row(s)
SELECT DISTINCT status FROM orders LIMIT 3;

-- name: distinct_join
-- expect: v1 "duplicates_removal"
SELECT DISTINCT c.city FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 90900;

-- name: order_by_index_join
-- expect: tree Limit: 10 row(s)
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.ordered_at LIMIT 10;

-- name: order_by_null_group
-- expect: v1 "grouping_operation"
SELECT status, COUNT(*) FROM orders GROUP BY status ORDER BY NULL;

-- name: buffer_result
-- expect: v1 "buffer_result"
-- expect: tree Temporary table
SELECT SQL_BUFFER_RESULT id FROM orders WHERE customer_id = 77;

-- name: window_rank
-- expect: v1 "windowing"
-- expect: tree Window aggregate
-- expect: mariadb explain "window_functions_computation"
SELECT id, RANK() OVER (PARTITION BY customer_id ORDER BY total DESC) AS place FROM orders WHERE id < 2000;

-- name: window_running_total
-- expect: tree Window aggregate with buffering
SELECT id, SUM(total) OVER (PARTITION BY channel ORDER BY ordered_at ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM orders WHERE customer_id < 500;

-- name: window_two
-- expect: v1 "windowing"
SELECT id, ROW_NUMBER() OVER (ORDER BY total) AS a, LAG(total) OVER (PARTITION BY status ORDER BY id) AS b FROM archive;

-- name: window_after_group
-- expect: v1 "windowing"
SELECT city, COUNT(*) AS n, RANK() OVER (ORDER BY COUNT(*) DESC) FROM customers GROUP BY city;

-- name: window_named_ntile
-- expect: v1 "windowing"
SELECT id, NTILE(4) OVER w, FIRST_VALUE(id) OVER w FROM employees WINDOW w AS (PARTITION BY team ORDER BY salary);

-- name: window_filtered_outside
-- expect: v1 "materialized_from_subquery"
SELECT * FROM (SELECT id, customer_id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) AS r FROM orders) d WHERE d.r = 1;

-- name: union_distinct
-- expect: v1 "union_result"
-- expect: tree Union materialize with deduplication
-- expect: mariadb explain "union_result"
SELECT id FROM orders WHERE total > 90900 UNION SELECT id FROM archive WHERE total > 500;

-- name: union_all
-- expect: tree Append
SELECT id FROM orders WHERE customer_id = 7 UNION ALL SELECT id FROM archive WHERE customer_id = 7;

-- name: union_order_limit
-- expect: v1 "union_result"
(SELECT id, total FROM orders WHERE customer_id < 50) UNION ALL (SELECT id, total FROM archive) ORDER BY total DESC LIMIT 10;

-- name: union_mixed
-- expect: v1 "union_result"
SELECT grade FROM grades UNION ALL SELECT id FROM categories UNION SELECT channel FROM daily_sales WHERE day = '2023-03-03';

-- name: union_in_derived
-- expect: v1 materialized_from_subquery
SELECT COUNT(*) FROM (SELECT customer_id FROM orders WHERE total > 90000 UNION SELECT customer_id FROM archive) u;

-- name: union_with_impossible_part
-- expect: v1 Impossible WHERE
SELECT id FROM orders WHERE customer_id = 7 UNION ALL SELECT id FROM archive WHERE 1 = 0;

-- name: intersect
-- expect: tree Intersect
SELECT customer_id FROM orders WHERE total > 90000 INTERSECT SELECT customer_id FROM archive;

-- name: except
-- expect: tree Except
SELECT id FROM products WHERE category_id = 7 EXCEPT SELECT product_id FROM order_lines WHERE quantity = 2;

-- name: intersect_all_except_nested
-- expect: tree Except
(SELECT customer_id FROM archive INTERSECT ALL SELECT customer_id FROM orders) EXCEPT SELECT id FROM customers WHERE grade = 1;
