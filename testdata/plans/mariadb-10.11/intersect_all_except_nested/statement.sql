(SELECT customer_id FROM archive INTERSECT ALL SELECT customer_id FROM orders) EXCEPT SELECT id FROM customers WHERE grade = 1
