SELECT id FROM shipments WHERE carrier = 3 ORDER BY weight DESC, shipped_on
