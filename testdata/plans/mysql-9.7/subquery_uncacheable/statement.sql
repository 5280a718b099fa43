SELECT id, (SELECT RAND() * g.discount FROM grades g WHERE g.grade = 3) AS dice FROM links
