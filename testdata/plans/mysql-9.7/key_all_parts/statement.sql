SELECT title FROM tickets WHERE tenant = 2 AND state = 7 AND opened_at > '2024-12-28'
