SELECT g.name FROM grades g ORDER BY (SELECT COUNT(*) FROM customers c WHERE c.grade = g.grade AND c.id < 100)
