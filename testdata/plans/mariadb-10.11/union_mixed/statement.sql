SELECT grade FROM grades UNION ALL SELECT id FROM categories UNION SELECT channel FROM daily_sales WHERE day = '2023-03-03'
