-- Partitioned tables.

-- name: partitions_pruned
-- expect: v1 "p2024q2"
SELECT COUNT(*) FROM events WHERE day BETWEEN '2024-04-10' AND '2024-04-20';

-- name: partitions_all
-- expect: v1 "later"
SELECT COUNT(*) FROM events WHERE kind = 'buy';

-- name: partition_named
-- expect: v1 "p2024q3"
SELECT id FROM events PARTITION (p2024q3) WHERE customer_id = 12;

-- name: partitions_hash
-- expect: v1 "p3"
SELECT AVG(reading) FROM meters WHERE device = 7;

-- name: partitions_none_match
-- expect: tree Table scan on events
SELECT * FROM events PARTITION (p2024q1) WHERE day > '2024-05-01';

-- name: partitions_joined
-- expect: v1 "partitions"
SELECT c.name, e.kind FROM events e JOIN customers c ON c.id = e.customer_id WHERE e.day = '2024-07-01' AND e.kind = 'buy';
