-- Names and literals that a parser of text stumbles over, and statements of unusual size.

-- name: korean_names
-- expect: v1 "key": "고객"
-- expect: tree 주문내역
SELECT 번호, 상품명 FROM 주문내역 WHERE 고객번호 = 12 AND 금액 > 3000;

-- name: korean_alias_and_literal
-- expect: v1 "table_name": "주문"
SELECT 주문.번호 AS 주문번호 FROM 주문내역 AS 주문 WHERE 주문.상품명 LIKE '감귤 1%' ORDER BY 주문.금액 DESC;

-- name: korean_join
-- expect: tree 고객번호
SELECT c.name, SUM(w.금액) AS 합계 FROM 주문내역 w JOIN customers c ON c.id = w.고객번호 WHERE c.city = '서울' AND c.id < 100 GROUP BY c.name;

-- name: quoted_names
-- expect: v1 we`ird \"table\" <b>
SELECT `a (cost=1)` FROM `we``ird "table" <b>` WHERE `a (cost=1)` = 5 AND `it's -> <b>` <> 'x';

-- name: quoted_alias
-- expect: tree Table scan on
SELECT `-> x  (cost=1..2 rows=3)`.id FROM archive AS `-> x  (cost=1..2 rows=3)` WHERE `-> x  (cost=1..2 rows=3)`.status = 'open';

-- name: literal_like_a_plan
-- expect: tree -> Table scan on x  (cost=1.5 rows=10)
SELECT id FROM archive WHERE status = '-> Table scan on x  (cost=1.5 rows=10) (actual time=1..2 rows=3 loops=4)';

-- name: literal_with_newline
-- expect: tree Filter
SELECT id FROM archive WHERE status = 'two\nlines\n    -> Table scan on y  (cost=1 rows=1)' OR status = 'tab\there';

-- name: literal_quotes_and_backslash
-- expect: tree Filter
SELECT id FROM archive WHERE status = 'it''s "quoted" \\ <script>alert(1)</script>' OR status = "double ""quoted""";

-- name: literal_emoji_and_four_bytes
-- expect: tree Filter
SELECT id FROM archive WHERE status = '🍊 귤 𠮷';

-- name: literal_long
-- expect: tree Filter
SELECT id FROM archive WHERE status IN ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'b');

-- name: cost_exponent
-- expect: tree e+
SELECT STRAIGHT_JOIN COUNT(*) FROM events e JOIN order_lines l JOIN archive a ON a.total <> l.price + e.id WHERE e.payload = 'none';

-- name: comment_and_hint
-- servers: mysql
-- expect: v1 "key": "ordered"
SELECT /*+ INDEX(o ordered) */ o.id -- a note
FROM orders o /* and -> another (cost=1) */ WHERE o.ordered_at > '2024-02-01';
