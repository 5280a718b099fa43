SELECT id FROM archive WHERE status = '-> Table scan on x  (cost=1.5 rows=10) (actual time=1..2 rows=3 loops=4)'
