SELECT * FROM grades ORDER BY discount DESC
