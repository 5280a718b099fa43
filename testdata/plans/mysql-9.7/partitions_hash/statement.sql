SELECT AVG(reading) FROM meters WHERE device = 7
