-- Rows for the tables, made by the server from a sequence: the same on every server and in every run.

CREATE TABLE seq (i INT UNSIGNED PRIMARY KEY);
INSERT INTO seq VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
INSERT INTO seq SELECT a.i + 10 * b.i + 100 * c.i + 1000 * d.i + 10000 * e.i + 100000 * f.i FROM seq a, seq b, seq c, seq d, seq e, seq f
    WHERE a.i + 10 * b.i + 100 * c.i + 1000 * d.i + 10000 * e.i + 100000 * f.i BETWEEN 10 AND 199999;

INSERT INTO categories SELECT i, IF(i < 6, NULL, i DIV 6), CONCAT(ELT(1 + i % 5, '과일', '차', 'grain', '기름', 'snack'), ' ', i)
    FROM seq WHERE i BETWEEN 1 AND 40;

INSERT INTO customers SELECT i,
    CONCAT(ELT(1 + i % 7, '김', '이', '박', '최', '정', '강', '한'), ELT(1 + (i DIV 7) % 6, '민준', '서연', '지후', '하은', '도윤', '수아')),
    CONCAT('customer', i, '@example.com'), LPAD(i * 7919 % 100000, 8, '0'),
    ELT(1 + i % 8, '서울', '부산', '대구', '인천', 'London', 'Paris', 'Berlin', 'Seattle'), 1 + i % 5, IF(i % 4, NULL, i DIV 4),
    '2020-01-01' + INTERVAL (i * 7919) % 2500 DAY, CONCAT('memo #', i)
    FROM seq WHERE i BETWEEN 1 AND 50000;

INSERT INTO products SELECT i, 1 + i % 40, CONCAT(ELT(1 + i % 6, '제주 감귤', '한라봉', 'green tea', '들기름', 'rice', '전통 과자'), ' ', i),
    1000 + (i * 7919) % 50000, i % 100, JSON_OBJECT('tags', JSON_ARRAY(i % 50, 50 + i % 7), 'color', ELT(1 + i % 3, 'red', 'green', 'blue')),
    CONCAT(ELT(1 + i % 3, 'Fresh and good', 'Sent today', 'Hand made'), ' number', i % 500)
    FROM seq WHERE i BETWEEN 1 AND 5000;

INSERT INTO orders (id, customer_id, status, channel, region, coupon_id, ordered_at, total, address) SELECT i, 1 + (i * 7919) % 50000,
    ELT(1 + i % 10, 'new', 'paid', 'packed', 'returned', 'sent', 'sent', 'sent', 'done', 'done', 'done'),
    1 + i % 4, 1 + (i DIV 4) % 3, IF(i % 20, NULL, 1 + i % 400),
    '2024-01-01' + INTERVAL (i * 104729) % 31536000 SECOND, 1000 + (i * 6151) % 90000,
    CONCAT(ELT(1 + i % 3, '서울특별시 중구 세종대로 ', '제주시 첨단로 ', 'Baker Street '), i % 900)
    FROM seq WHERE i BETWEEN 1 AND 100000;

INSERT INTO order_lines SELECT 1 + i DIV 2, 1 + i % 2, 1 + (i * 6151) % 5000, 1 + i % 4, 1000 + (i * 7919) % 50000,
    IF(i % 11, '', ELT(1 + i % 3, '선물 포장', 'gift wrap', '빠른 배송 부탁드립니다'))
    FROM seq WHERE i < 200000;

INSERT INTO shipments SELECT i, 1 + (i * 3571) % 100000, 1 + i % 12, 1 + (i * 7919) % 3000, (i * 31) % 200,
    '2024-01-01' + INTERVAL i % 366 DAY, IF(i % 50, NULL, 'fragile')
    FROM seq WHERE i BETWEEN 1 AND 80000;

INSERT INTO events SELECT i, '2024-01-01' + INTERVAL (i * 31) % 400 DAY, 1 + i % 50000, ELT(1 + i % 4, 'view', 'click', 'cart', 'buy'), CONCAT('page ', i)
    FROM seq WHERE i BETWEEN 1 AND 60000;

INSERT INTO meters SELECT i % 100, i DIV 100, SIN(i) FROM seq WHERE i < 20000;

INSERT INTO employees SELECT i, IF(i = 1, NULL, i DIV 8 + 1), ELT(1 + i % 6, 'sales', 'it', 'hr', 'legal', '물류', 'board'), 3000 + (i * 7919) % 5000
    FROM seq WHERE i BETWEEN 1 AND 2000;
UPDATE employees SET manager_id = NULL WHERE id = 1;

INSERT INTO places SELECT i, CONCAT('place ', i), POINT(i * 7919 % 1000, i * 104729 % 1000) FROM seq WHERE i BETWEEN 1 AND 10000;

INSERT INTO holidays VALUES ('2024-01-01', '신정'), ('2024-02-10', '설날'), ('2024-09-17', '추석');

INSERT INTO grades VALUES (1, 'new', 0), (2, 'bronze', 1), (3, 'silver', 3), (4, 'gold', 5), (5, '다이아몬드', 10);

INSERT INTO site VALUES ('우리 가게', '2019-05-01');

INSERT INTO archive SELECT i, i * 7 % 5000, 'done', i FROM seq WHERE i BETWEEN 1 AND 1000;

INSERT INTO daily_sales SELECT '2023-01-01' + INTERVAL i DIV 4 DAY, 1 + i % 4, i, i * 1000 FROM seq WHERE i < 1460;

INSERT INTO blobs SELECT i, i % 5, REPEAT(CONCAT('body ', i, ' '), 40) FROM seq WHERE i BETWEEN 1 AND 5000;

INSERT INTO tickets SELECT i, 1 + i % 3, i % 20, (i DIV 20) % 10, '2024-01-01' + INTERVAL (i * 7919) % 525600 MINUTE,
    LPAD(i, 8, '0'), CONCAT('ticket ', i)
    FROM seq WHERE i BETWEEN 1 AND 60000;

INSERT INTO 주문내역 SELECT i, 1 + i % 2000, CONCAT(ELT(1 + i % 4, '감귤', '한라봉', '녹차', '들기름'), ' ', i % 100), 1000 + (i * 7919) % 50000
    FROM seq WHERE i BETWEEN 1 AND 20000;

INSERT INTO `we``ird "table" <b>` SELECT i, i % 100, CONCAT('<script>', i) FROM seq WHERE i BETWEEN 1 AND 2000;

INSERT INTO links SELECT i, 1 + i % 100, i FROM seq WHERE i BETWEEN 1 AND 100;

DROP TABLE seq;

ANALYZE TABLE categories, customers, products, orders, order_lines, shipments, events, meters, employees, places, holidays, grades,
    site, nothing, archive, daily_sales, blobs, tickets, 주문내역, `we``ird "table" <b>`, links;

-- Columns without an index whose spread the optimizer is to know.
/*!80003 ANALYZE TABLE orders UPDATE HISTOGRAM ON status WITH 16 BUCKETS */;
/*!80003 ANALYZE TABLE customers UPDATE HISTOGRAM ON grade WITH 16 BUCKETS */;
/*!80003 ANALYZE TABLE shipments UPDATE HISTOGRAM ON remark WITH 16 BUCKETS */;
/*M!100400 ANALYZE TABLE orders PERSISTENT FOR COLUMNS (status) INDEXES () */;
