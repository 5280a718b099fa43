SELECT `-> x  (cost=1..2 rows=3)`.id FROM archive AS `-> x  (cost=1..2 rows=3)` WHERE `-> x  (cost=1..2 rows=3)`.status = 'open'
