UPDATE orders SET status = 'done' WHERE ordered_at < '2024-01-05' AND status = 'sent'
