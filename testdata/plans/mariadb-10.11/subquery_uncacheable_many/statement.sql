SELECT c.id, (SELECT COUNT(*) FROM grades g WHERE g.discount < RAND() * 10) AS dice FROM customers c
