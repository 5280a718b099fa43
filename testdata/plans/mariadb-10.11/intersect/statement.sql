SELECT customer_id FROM orders WHERE total > 90000 INTERSECT SELECT customer_id FROM archive
