SELECT id, name FROM products WHERE 17 MEMBER OF (attributes->'$.tags')
