SELECT id, address FROM orders WHERE CAST(total AS CHAR) LIKE '9099%'
