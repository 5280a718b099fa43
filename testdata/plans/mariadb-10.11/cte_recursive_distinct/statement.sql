WITH RECURSIVE reach (id) AS (SELECT 1 UNION SELECT k.next_id FROM links k JOIN reach r ON k.id = r.id) SELECT COUNT(*) FROM reach
