SELECT COUNT(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.city = '서울' AND c.memo LIKE 'memo%' AND c.id % 8 = 0 AND o.address LIKE '%a%'
