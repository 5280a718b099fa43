SELECT t.tag, COUNT(*) FROM products p, JSON_TABLE(p.attributes, '$.tags[*]' COLUMNS (tag INT PATH '$')) t WHERE p.id < 200 GROUP BY t.tag
