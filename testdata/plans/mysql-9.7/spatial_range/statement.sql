SELECT id, name FROM places WHERE MBRContains(ST_GeomFromText('POLYGON((10 10, 10 20, 20 20, 20 10, 10 10))'), spot)
