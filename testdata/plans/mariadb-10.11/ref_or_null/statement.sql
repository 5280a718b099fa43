SELECT * FROM customers WHERE referrer_id = 12 OR referrer_id IS NULL
