SELECT id, ROW_NUMBER() OVER (ORDER BY total) AS a, LAG(total) OVER (PARTITION BY status ORDER BY id) AS b FROM archive
