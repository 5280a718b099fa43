SELECT * FROM shipments WHERE weight < 6 OR shipped_on < '2024-01-03'
