SELECT COUNT(*) FROM customers NATURAL JOIN grades WHERE customers.id < 500
