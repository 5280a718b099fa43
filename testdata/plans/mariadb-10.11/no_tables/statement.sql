SELECT 1 + 1 AS two, NOW() > '2020-01-01' AS later
