SELECT COUNT(*) FROM archive a JOIN customers c ON c.phone = a.total WHERE a.id <= 20
