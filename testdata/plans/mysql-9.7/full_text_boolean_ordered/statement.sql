SELECT id FROM products WHERE MATCH(name, description) AGAINST('+green +fresh' IN BOOLEAN MODE) ORDER BY MATCH(name, description) AGAINST('green') DESC LIMIT 5
