INSERT INTO grades (grade, name, discount) VALUES (9, 'VIP', 20)
