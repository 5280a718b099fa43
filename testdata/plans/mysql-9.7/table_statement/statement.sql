TABLE grades ORDER BY grade LIMIT 3
