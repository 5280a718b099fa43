SELECT status, GROUP_CONCAT(id ORDER BY total SEPARATOR ', ') FROM archive GROUP BY status
