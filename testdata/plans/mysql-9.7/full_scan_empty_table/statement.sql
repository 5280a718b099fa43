SELECT * FROM nothing WHERE customer_id + 1 > 7
