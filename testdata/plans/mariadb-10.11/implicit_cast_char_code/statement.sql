SELECT title FROM tickets WHERE code = 4711
