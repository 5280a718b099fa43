SELECT COUNT(*) FROM archive a JOIN links k ON a.total > k.weight
