UPDATE orders SET total = total + 1 WHERE total BETWEEN 5000 AND 5100
