-- The tables of the plan corpus, for MySQL and MariaDB. A statement ends with `;` at the end of a line.
-- `/*! */` comments with a number from 50700 on are MySQL's alone, `/*M! */` are MariaDB's alone.

CREATE TABLE categories (
    id INT UNSIGNED PRIMARY KEY, parent_id INT UNSIGNED NULL, name VARCHAR(40) NOT NULL, KEY parent (parent_id));

CREATE TABLE customers (
    id INT UNSIGNED PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(80) NOT NULL, phone VARCHAR(20) NOT NULL,
    city VARCHAR(30) NOT NULL, grade TINYINT UNSIGNED NOT NULL, referrer_id INT UNSIGNED NULL,
    joined_at DATETIME NOT NULL, memo VARCHAR(200) NOT NULL,
    UNIQUE KEY email (email), KEY phone (phone), KEY city (city), KEY referrer (referrer_id), KEY joined (joined_at));

CREATE TABLE products (
    id INT UNSIGNED PRIMARY KEY, category_id INT UNSIGNED NOT NULL, name VARCHAR(80) NOT NULL, price INT NOT NULL,
    stock INT NOT NULL, attributes JSON NOT NULL, description TEXT NOT NULL,
    KEY category (category_id), KEY price (price DESC), FULLTEXT KEY words (name, description)
    /*!80017 , KEY upper_name ((UPPER(name))), KEY tags ((CAST(attributes->'$.tags' AS UNSIGNED ARRAY))) */);

-- Skip scan and loose scan want a leading column of few values; `channel` has 4, `region` 3.
CREATE TABLE orders (
    id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id INT UNSIGNED NOT NULL, status VARCHAR(12) NOT NULL,
    channel TINYINT UNSIGNED NOT NULL, region TINYINT UNSIGNED NOT NULL, coupon_id INT UNSIGNED NULL,
    ordered_at DATETIME NOT NULL, total INT NOT NULL, address VARCHAR(120) NOT NULL,
    KEY customer (customer_id), KEY ordered (ordered_at), KEY channel_ordered (channel, ordered_at),
    KEY channel_region (channel, region, total), KEY coupon (coupon_id), KEY total (total));

-- No index on product_id: somebody forgot it, as somebody always does.
CREATE TABLE order_lines (
    order_id INT UNSIGNED NOT NULL, line SMALLINT UNSIGNED NOT NULL, product_id INT UNSIGNED NOT NULL,
    quantity SMALLINT UNSIGNED NOT NULL, price INT NOT NULL, note VARCHAR(80) NOT NULL,
    PRIMARY KEY (order_id, line));

CREATE TABLE shipments (
    id INT UNSIGNED PRIMARY KEY, order_id INT UNSIGNED NOT NULL, carrier TINYINT UNSIGNED NOT NULL,
    weight INT UNSIGNED NOT NULL, zone SMALLINT UNSIGNED NOT NULL, shipped_on DATE NOT NULL, remark VARCHAR(60) NULL,
    KEY of_order (order_id), KEY carrier (carrier), KEY weight (weight), KEY zone (zone), KEY shipped (shipped_on));

CREATE TABLE events (
    id BIGINT UNSIGNED NOT NULL, day DATE NOT NULL, customer_id INT UNSIGNED NOT NULL, kind VARCHAR(12) NOT NULL,
    payload VARCHAR(120) NOT NULL, PRIMARY KEY (id, day), KEY customer (customer_id))
    PARTITION BY RANGE COLUMNS (day) (
        PARTITION p2024q1 VALUES LESS THAN ('2024-04-01'), PARTITION p2024q2 VALUES LESS THAN ('2024-07-01'),
        PARTITION p2024q3 VALUES LESS THAN ('2024-10-01'), PARTITION p2024q4 VALUES LESS THAN ('2025-01-01'),
        PARTITION later VALUES LESS THAN (MAXVALUE));

CREATE TABLE meters (
    device INT UNSIGNED NOT NULL, minute INT UNSIGNED NOT NULL, reading DOUBLE NOT NULL, PRIMARY KEY (device, minute))
    PARTITION BY HASH (device) PARTITIONS 4;

CREATE TABLE employees (
    id INT UNSIGNED PRIMARY KEY, manager_id INT UNSIGNED NULL, team VARCHAR(20) NOT NULL, salary INT NOT NULL,
    KEY manager (manager_id), KEY team_salary (team, salary));

CREATE TABLE places (
    id INT UNSIGNED PRIMARY KEY, name VARCHAR(40) NOT NULL, spot POINT NOT NULL /*!80003 SRID 0 */,
    SPATIAL KEY spot (spot));

CREATE TABLE holidays (day DATE PRIMARY KEY, name VARCHAR(40) NOT NULL);

CREATE TABLE grades (grade TINYINT UNSIGNED PRIMARY KEY, name VARCHAR(20) NOT NULL, discount TINYINT NOT NULL);

-- One row, in an engine that counts its rows exactly: the access type `system`.
CREATE TABLE site (name VARCHAR(40) NOT NULL, opened_on DATE NOT NULL) ENGINE = MyISAM;

CREATE TABLE nothing (
    id INT UNSIGNED PRIMARY KEY, customer_id INT UNSIGNED NOT NULL, note VARCHAR(20) NOT NULL, KEY customer (customer_id));

CREATE TABLE archive (
    id INT UNSIGNED PRIMARY KEY, customer_id INT UNSIGNED NOT NULL, status VARCHAR(12) NOT NULL, total INT NOT NULL);

CREATE TABLE daily_sales (
    day DATE NOT NULL, channel TINYINT UNSIGNED NOT NULL, orders INT NOT NULL, total BIGINT NOT NULL,
    PRIMARY KEY (day, channel));

CREATE TABLE blobs (id INT UNSIGNED PRIMARY KEY, kind TINYINT UNSIGNED NOT NULL, body LONGTEXT NOT NULL);

-- A short key that a lookup of its first column alone finds half the table with.
CREATE TABLE tickets (
    id INT UNSIGNED PRIMARY KEY, tenant SMALLINT UNSIGNED NOT NULL, state TINYINT UNSIGNED NOT NULL,
    priority TINYINT UNSIGNED NOT NULL, opened_at DATETIME NOT NULL, code CHAR(8) NOT NULL, title VARCHAR(80) NOT NULL,
    KEY tenant_state_opened (tenant, state, opened_at), KEY code (code), KEY state (state), KEY priority (priority));

CREATE TABLE 주문내역 (
    번호 INT UNSIGNED PRIMARY KEY, 고객번호 INT UNSIGNED NOT NULL, 상품명 VARCHAR(60) NOT NULL, 금액 INT NOT NULL,
    KEY 고객 (고객번호), KEY 상품 (상품명));

CREATE TABLE `we``ird "table" <b>` (
    `id` INT UNSIGNED PRIMARY KEY, `a (cost=1)` INT NOT NULL, `it's -> <b>` VARCHAR(40) NOT NULL,
    KEY `k``ey <i>` (`a (cost=1)`));

CREATE TABLE links (id INT UNSIGNED PRIMARY KEY, next_id INT UNSIGNED NOT NULL, weight INT NOT NULL);

CREATE VIEW order_totals AS
    SELECT customer_id, COUNT(*) AS orders, SUM(total) AS total FROM orders GROUP BY customer_id;

CREATE VIEW sent_orders AS
    SELECT id, customer_id, ordered_at, total FROM orders WHERE status = 'sent';
