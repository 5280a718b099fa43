SELECT COUNT(*) FROM events WHERE kind = 'buy'
