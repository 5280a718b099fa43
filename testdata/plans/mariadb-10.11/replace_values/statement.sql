REPLACE INTO grades (grade, name, discount) VALUES (1, 'newcomer', 1)
