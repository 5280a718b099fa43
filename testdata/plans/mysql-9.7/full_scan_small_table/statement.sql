SELECT * FROM grades WHERE discount > 2
