SELECT /*+ INDEX(o ordered) */ o.id -- a note
FROM orders o /* and -> another (cost=1) */ WHERE o.ordered_at > '2024-02-01'
