SELECT * FROM order_totals WHERE orders > 5
