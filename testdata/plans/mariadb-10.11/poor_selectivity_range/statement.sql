SELECT id, title FROM tickets FORCE INDEX (state) WHERE state = 4 AND title = 'ticket 4'
