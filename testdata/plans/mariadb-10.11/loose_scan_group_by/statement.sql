SELECT channel, MAX(ordered_at) FROM orders GROUP BY channel
