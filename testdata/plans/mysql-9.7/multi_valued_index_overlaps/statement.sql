SELECT id, name FROM products WHERE JSON_OVERLAPS(attributes->'$.tags', CAST('[17, 3]' AS JSON))
