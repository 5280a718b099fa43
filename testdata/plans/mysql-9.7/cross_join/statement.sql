SELECT g.name, h.name FROM grades g CROSS JOIN holidays h
