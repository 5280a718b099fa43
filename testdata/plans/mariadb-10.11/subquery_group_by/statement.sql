SELECT COUNT(*) FROM archive a GROUP BY (SELECT g.name FROM grades g WHERE g.grade = a.id % 5 + 1)
