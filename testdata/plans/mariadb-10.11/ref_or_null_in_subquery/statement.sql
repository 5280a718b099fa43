SELECT c.name, c.referrer_id NOT IN (SELECT r.referrer_id FROM customers r WHERE r.grade = 3) AS odd FROM customers c WHERE c.id < 20
