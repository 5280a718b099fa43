SELECT id FROM products WHERE price < ANY (SELECT discount * 300 FROM grades)
