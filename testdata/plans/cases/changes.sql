-- Statements that change rows. They are explained only, in a transaction that is rolled back.

-- name: insert_values
-- expect: v1 "insert": true
INSERT INTO grades (grade, name, discount) VALUES (9, 'VIP', 20);

-- name: insert_select
-- expect: v1 "insert_from"
-- expect: tree Insert into archive
INSERT INTO archive (id, customer_id, status, total) SELECT id, customer_id, status, total FROM orders WHERE ordered_at < '2024-01-03';

-- name: insert_select_same_table
-- expect: v1 "using_temporary_table": true
INSERT INTO archive (id, customer_id, status, total) SELECT id + 1000000, customer_id, status, total FROM archive WHERE total < 100;

-- name: insert_on_duplicate
-- expect: v1 "insert": true
INSERT INTO daily_sales (day, channel, orders, total) SELECT DATE(ordered_at), channel, COUNT(*), SUM(total) FROM orders GROUP BY DATE(ordered_at), channel ON DUPLICATE KEY UPDATE orders = VALUES(orders);

-- name: replace_values
-- expect: v1 "replace": true
REPLACE INTO grades (grade, name, discount) VALUES (1, 'newcomer', 1);

-- name: replace_select
-- expect: v1 "replace": true
REPLACE INTO archive (id, customer_id, status, total) SELECT id, customer_id, status, total FROM orders WHERE customer_id = 77;

-- name: update_by_key
-- expect: v1 "update": true
UPDATE orders SET status = 'done' WHERE id = 4711;

-- name: update_range
-- expect: v1 "access_type": "range"
UPDATE orders SET status = 'done' WHERE ordered_at < '2024-01-05' AND status = 'sent';

-- name: update_full_scan
-- expect: v1 "update": true
UPDATE orders SET coupon_id = NULL WHERE address = 'Baker Street 7';

-- name: update_key_being_read
-- expect: v1 "using_temporary_table": "for update"
UPDATE orders SET total = total + 1 WHERE total BETWEEN 5000 AND 5100;

-- name: update_order_limit
-- expect: v1 "using_filesort": true
UPDATE orders SET status = 'packed' WHERE customer_id = 77 ORDER BY total LIMIT 2;

-- name: update_subquery_value
-- expect: v1 "update_value_subqueries"
UPDATE customers SET memo = (SELECT COUNT(*) FROM orders WHERE orders.customer_id = customers.id) WHERE id < 50;

-- name: update_join
-- expect: tree Update
UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.status = 'held', c.memo = 'held' WHERE c.phone = '00007919';

-- name: update_impossible
-- expect: v1 "message": "Impossible WHERE"
UPDATE orders SET status = 'x' WHERE id IS NULL;

-- name: delete_by_key
-- expect: v1 "delete": true
DELETE FROM orders WHERE customer_id = 77;

-- name: delete_full_scan
-- expect: v1 "delete": true
DELETE FROM order_lines WHERE note = '선물 포장';

-- name: delete_all_rows
-- expect: v1 "message": "Deleting all rows"
DELETE FROM archive;

-- name: delete_join
-- expect: tree Delete from
DELETE o, l FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id = 77;

-- name: delete_subquery
-- expect: v1 "delete": true
DELETE FROM archive WHERE customer_id IN (SELECT id FROM customers WHERE grade = 2 AND joined_at < '2020-06-01');

-- name: delete_with_cte
-- servers: mysql
-- expect: v1 "delete": true
WITH old AS (SELECT id FROM orders WHERE ordered_at < '2024-01-02') DELETE FROM archive WHERE id IN (SELECT id FROM old);
