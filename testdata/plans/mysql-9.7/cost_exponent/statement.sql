SELECT STRAIGHT_JOIN COUNT(*) FROM events e JOIN order_lines l JOIN archive a ON a.total <> l.price + e.id WHERE e.payload = 'none'
