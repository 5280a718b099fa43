SELECT channel, region, SUM(total) FROM orders GROUP BY channel, region WITH ROLLUP
