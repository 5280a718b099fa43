SELECT id FROM events PARTITION (p2024q3) WHERE customer_id = 12
