SELECT STRAIGHT_JOIN COUNT(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.grade = 4
