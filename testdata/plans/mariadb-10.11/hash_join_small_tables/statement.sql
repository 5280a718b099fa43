SELECT g.name, h.name FROM grades g JOIN holidays h ON h.name = g.name
