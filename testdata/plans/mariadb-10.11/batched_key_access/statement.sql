SELECT c.name, o.address FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.city = '부산' AND c.grade = 3
