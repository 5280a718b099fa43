SELECT id, name, MATCH(name, description) AGAINST('number77') AS score FROM products WHERE MATCH(name, description) AGAINST('number77')
