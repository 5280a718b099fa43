-- Statements of unusual size.

-- name: join_20_tables
-- expect: tree Nested loop left join
-- expect: v1 "table_name": "w"
SELECT o.id, c.name, p.name, kk.name, w.금액
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN grades rg ON rg.grade = r.grade
    LEFT JOIN orders ro ON ro.customer_id = r.id
    LEFT JOIN order_lines rl ON rl.order_id = ro.id AND rl.line = 1
    LEFT JOIN products rp ON rp.id = rl.product_id
    LEFT JOIN categories rk ON rk.id = rp.category_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    JOIN employees e ON e.id = k.id
    LEFT JOIN employees m ON m.id = e.manager_id
    JOIN places x ON x.id = p.id
    LEFT JOIN daily_sales d ON d.day = s.shipped_on AND d.channel = o.channel
    JOIN 주문내역 w ON w.번호 = o.id
    WHERE o.customer_id = 77;

-- name: join_10_tables
-- expect: v1 "table_name": "h"
-- expect: tree Sort
SELECT c.name, k.name, SUM(l.quantity * p.price) AS total, MAX(o.ordered_at)
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    WHERE o.status <> 'cancelled' AND c.name LIKE 'K%' AND s.shipped_on >= '2025-01-01'
    GROUP BY c.name, k.name
    ORDER BY total DESC
    LIMIT 20;

-- name: join_10_tables_scanned
-- expect: v1 "access_type": "ALL"
-- expect: tree Table scan on
SELECT o.id, c.name, k.name, l.quantity * p.price AS price
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    LEFT JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    WHERE YEAR(o.ordered_at) = 2025 AND s.shipped_on + INTERVAL 1 DAY > '2025-02-01'
    ORDER BY price DESC;

-- name: join_61_tables
-- settings: optimizer_search_depth=1
-- expect: v1 "table_name": "t61"
-- expect: v2.error 3157
-- expect: analyze_v2.error 3157
-- expect: tree t61
SELECT COUNT(*)
    FROM grades t1 JOIN grades t2 ON t2.grade = t1.grade JOIN grades t3 ON t3.grade = t2.grade JOIN grades t4
    ON t4.grade = t3.grade JOIN grades t5 ON t5.grade = t4.grade JOIN grades t6 ON t6.grade = t5.grade JOIN
    grades t7 ON t7.grade = t6.grade JOIN grades t8 ON t8.grade = t7.grade JOIN grades t9 ON t9.grade =
    t8.grade JOIN grades t10 ON t10.grade = t9.grade JOIN grades t11 ON t11.grade = t10.grade JOIN grades t12
    ON t12.grade = t11.grade JOIN grades t13 ON t13.grade = t12.grade JOIN grades t14 ON t14.grade = t13.grade
    JOIN grades t15 ON t15.grade = t14.grade JOIN grades t16 ON t16.grade = t15.grade JOIN grades t17 ON
    t17.grade = t16.grade JOIN grades t18 ON t18.grade = t17.grade JOIN grades t19 ON t19.grade = t18.grade
    JOIN grades t20 ON t20.grade = t19.grade JOIN grades t21 ON t21.grade = t20.grade JOIN grades t22 ON
    t22.grade = t21.grade JOIN grades t23 ON t23.grade = t22.grade JOIN grades t24 ON t24.grade = t23.grade
    JOIN grades t25 ON t25.grade = t24.grade JOIN grades t26 ON t26.grade = t25.grade JOIN grades t27 ON
    t27.grade = t26.grade JOIN grades t28 ON t28.grade = t27.grade JOIN grades t29 ON t29.grade = t28.grade
    JOIN grades t30 ON t30.grade = t29.grade JOIN grades t31 ON t31.grade = t30.grade JOIN grades t32 ON
    t32.grade = t31.grade JOIN grades t33 ON t33.grade = t32.grade JOIN grades t34 ON t34.grade = t33.grade
    JOIN grades t35 ON t35.grade = t34.grade JOIN grades t36 ON t36.grade = t35.grade JOIN grades t37 ON
    t37.grade = t36.grade JOIN grades t38 ON t38.grade = t37.grade JOIN grades t39 ON t39.grade = t38.grade
    JOIN grades t40 ON t40.grade = t39.grade JOIN grades t41 ON t41.grade = t40.grade JOIN grades t42 ON
    t42.grade = t41.grade JOIN grades t43 ON t43.grade = t42.grade JOIN grades t44 ON t44.grade = t43.grade
    JOIN grades t45 ON t45.grade = t44.grade JOIN grades t46 ON t46.grade = t45.grade JOIN grades t47 ON
    t47.grade = t46.grade JOIN grades t48 ON t48.grade = t47.grade JOIN grades t49 ON t49.grade = t48.grade
    JOIN grades t50 ON t50.grade = t49.grade JOIN grades t51 ON t51.grade = t50.grade JOIN grades t52 ON
    t52.grade = t51.grade JOIN grades t53 ON t53.grade = t52.grade JOIN grades t54 ON t54.grade = t53.grade
    JOIN grades t55 ON t55.grade = t54.grade JOIN grades t56 ON t56.grade = t55.grade JOIN grades t57 ON
    t57.grade = t56.grade JOIN grades t58 ON t58.grade = t57.grade JOIN grades t59 ON t59.grade = t58.grade
    JOIN grades t60 ON t60.grade = t59.grade JOIN grades t61 ON t61.grade = t60.grade;

-- name: union_40_parts
-- expect: tree Append
-- expect: v1 "union_result"
SELECT id, total FROM archive WHERE id = 1
    UNION ALL SELECT id, price FROM products WHERE price > 50040
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 3
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 404
    UNION ALL SELECT id, total FROM archive WHERE id = 5
    UNION ALL SELECT id, price FROM products WHERE price > 50120
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 7
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 808
    UNION ALL SELECT id, total FROM archive WHERE id = 9
    UNION ALL SELECT id, price FROM products WHERE price > 50200
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 11
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 1212
    UNION ALL SELECT id, total FROM archive WHERE id = 13
    UNION ALL SELECT id, price FROM products WHERE price > 50280
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 15
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 1616
    UNION ALL SELECT id, total FROM archive WHERE id = 17
    UNION ALL SELECT id, price FROM products WHERE price > 50360
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 19
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 2020
    UNION ALL SELECT id, total FROM archive WHERE id = 21
    UNION ALL SELECT id, price FROM products WHERE price > 50440
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 23
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 2424
    UNION ALL SELECT id, total FROM archive WHERE id = 25
    UNION ALL SELECT id, price FROM products WHERE price > 50520
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 27
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 2828
    UNION ALL SELECT id, total FROM archive WHERE id = 29
    UNION ALL SELECT id, price FROM products WHERE price > 50600
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 31
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 3232
    UNION ALL SELECT id, total FROM archive WHERE id = 33
    UNION ALL SELECT id, price FROM products WHERE price > 50680
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 35
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 3636
    UNION ALL SELECT id, total FROM archive WHERE id = 37
    UNION ALL SELECT id, price FROM products WHERE price > 50760
    UNION ALL SELECT id, weight FROM shipments WHERE order_id = 39
    UNION ALL SELECT id, total FROM orders WHERE customer_id = 4040;

-- name: in_list_1000
-- expect: v1 "access_type": "range"
SELECT COUNT(total) FROM orders WHERE id IN (
    97, 194, 291, 388, 485, 582, 679, 776, 873, 970, 1067, 1164, 1261, 1358, 1455, 1552, 1649, 1746, 1843,
    1940, 2037, 2134, 2231, 2328, 2425, 2522, 2619, 2716, 2813, 2910, 3007, 3104, 3201, 3298, 3395, 3492,
    3589, 3686, 3783, 3880, 3977, 4074, 4171, 4268, 4365, 4462, 4559, 4656, 4753, 4850, 4947, 5044, 5141,
    5238, 5335, 5432, 5529, 5626, 5723, 5820, 5917, 6014, 6111, 6208, 6305, 6402, 6499, 6596, 6693, 6790,
    6887, 6984, 7081, 7178, 7275, 7372, 7469, 7566, 7663, 7760, 7857, 7954, 8051, 8148, 8245, 8342, 8439,
    8536, 8633, 8730, 8827, 8924, 9021, 9118, 9215, 9312, 9409, 9506, 9603, 9700, 9797, 9894, 9991, 10088,
    10185, 10282, 10379, 10476, 10573, 10670, 10767, 10864, 10961, 11058, 11155, 11252, 11349, 11446, 11543,
    11640, 11737, 11834, 11931, 12028, 12125, 12222, 12319, 12416, 12513, 12610, 12707, 12804, 12901, 12998,
    13095, 13192, 13289, 13386, 13483, 13580, 13677, 13774, 13871, 13968, 14065, 14162, 14259, 14356, 14453,
    14550, 14647, 14744, 14841, 14938, 15035, 15132, 15229, 15326, 15423, 15520, 15617, 15714, 15811, 15908,
    16005, 16102, 16199, 16296, 16393, 16490, 16587, 16684, 16781, 16878, 16975, 17072, 17169, 17266, 17363,
    17460, 17557, 17654, 17751, 17848, 17945, 18042, 18139, 18236, 18333, 18430, 18527, 18624, 18721, 18818,
    18915, 19012, 19109, 19206, 19303, 19400, 19497, 19594, 19691, 19788, 19885, 19982, 20079, 20176, 20273,
    20370, 20467, 20564, 20661, 20758, 20855, 20952, 21049, 21146, 21243, 21340, 21437, 21534, 21631, 21728,
    21825, 21922, 22019, 22116, 22213, 22310, 22407, 22504, 22601, 22698, 22795, 22892, 22989, 23086, 23183,
    23280, 23377, 23474, 23571, 23668, 23765, 23862, 23959, 24056, 24153, 24250, 24347, 24444, 24541, 24638,
    24735, 24832, 24929, 25026, 25123, 25220, 25317, 25414, 25511, 25608, 25705, 25802, 25899, 25996, 26093,
    26190, 26287, 26384, 26481, 26578, 26675, 26772, 26869, 26966, 27063, 27160, 27257, 27354, 27451, 27548,
    27645, 27742, 27839, 27936, 28033, 28130, 28227, 28324, 28421, 28518, 28615, 28712, 28809, 28906, 29003,
    29100, 29197, 29294, 29391, 29488, 29585, 29682, 29779, 29876, 29973, 30070, 30167, 30264, 30361, 30458,
    30555, 30652, 30749, 30846, 30943, 31040, 31137, 31234, 31331, 31428, 31525, 31622, 31719, 31816, 31913,
    32010, 32107, 32204, 32301, 32398, 32495, 32592, 32689, 32786, 32883, 32980, 33077, 33174, 33271, 33368,
    33465, 33562, 33659, 33756, 33853, 33950, 34047, 34144, 34241, 34338, 34435, 34532, 34629, 34726, 34823,
    34920, 35017, 35114, 35211, 35308, 35405, 35502, 35599, 35696, 35793, 35890, 35987, 36084, 36181, 36278,
    36375, 36472, 36569, 36666, 36763, 36860, 36957, 37054, 37151, 37248, 37345, 37442, 37539, 37636, 37733,
    37830, 37927, 38024, 38121, 38218, 38315, 38412, 38509, 38606, 38703, 38800, 38897, 38994, 39091, 39188,
    39285, 39382, 39479, 39576, 39673, 39770, 39867, 39964, 40061, 40158, 40255, 40352, 40449, 40546, 40643,
    40740, 40837, 40934, 41031, 41128, 41225, 41322, 41419, 41516, 41613, 41710, 41807, 41904, 42001, 42098,
    42195, 42292, 42389, 42486, 42583, 42680, 42777, 42874, 42971, 43068, 43165, 43262, 43359, 43456, 43553,
    43650, 43747, 43844, 43941, 44038, 44135, 44232, 44329, 44426, 44523, 44620, 44717, 44814, 44911, 45008,
    45105, 45202, 45299, 45396, 45493, 45590, 45687, 45784, 45881, 45978, 46075, 46172, 46269, 46366, 46463,
    46560, 46657, 46754, 46851, 46948, 47045, 47142, 47239, 47336, 47433, 47530, 47627, 47724, 47821, 47918,
    48015, 48112, 48209, 48306, 48403, 48500, 48597, 48694, 48791, 48888, 48985, 49082, 49179, 49276, 49373,
    49470, 49567, 49664, 49761, 49858, 49955, 50052, 50149, 50246, 50343, 50440, 50537, 50634, 50731, 50828,
    50925, 51022, 51119, 51216, 51313, 51410, 51507, 51604, 51701, 51798, 51895, 51992, 52089, 52186, 52283,
    52380, 52477, 52574, 52671, 52768, 52865, 52962, 53059, 53156, 53253, 53350, 53447, 53544, 53641, 53738,
    53835, 53932, 54029, 54126, 54223, 54320, 54417, 54514, 54611, 54708, 54805, 54902, 54999, 55096, 55193,
    55290, 55387, 55484, 55581, 55678, 55775, 55872, 55969, 56066, 56163, 56260, 56357, 56454, 56551, 56648,
    56745, 56842, 56939, 57036, 57133, 57230, 57327, 57424, 57521, 57618, 57715, 57812, 57909, 58006, 58103,
    58200, 58297, 58394, 58491, 58588, 58685, 58782, 58879, 58976, 59073, 59170, 59267, 59364, 59461, 59558,
    59655, 59752, 59849, 59946, 60043, 60140, 60237, 60334, 60431, 60528, 60625, 60722, 60819, 60916, 61013,
    61110, 61207, 61304, 61401, 61498, 61595, 61692, 61789, 61886, 61983, 62080, 62177, 62274, 62371, 62468,
    62565, 62662, 62759, 62856, 62953, 63050, 63147, 63244, 63341, 63438, 63535, 63632, 63729, 63826, 63923,
    64020, 64117, 64214, 64311, 64408, 64505, 64602, 64699, 64796, 64893, 64990, 65087, 65184, 65281, 65378,
    65475, 65572, 65669, 65766, 65863, 65960, 66057, 66154, 66251, 66348, 66445, 66542, 66639, 66736, 66833,
    66930, 67027, 67124, 67221, 67318, 67415, 67512, 67609, 67706, 67803, 67900, 67997, 68094, 68191, 68288,
    68385, 68482, 68579, 68676, 68773, 68870, 68967, 69064, 69161, 69258, 69355, 69452, 69549, 69646, 69743,
    69840, 69937, 70034, 70131, 70228, 70325, 70422, 70519, 70616, 70713, 70810, 70907, 71004, 71101, 71198,
    71295, 71392, 71489, 71586, 71683, 71780, 71877, 71974, 72071, 72168, 72265, 72362, 72459, 72556, 72653,
    72750, 72847, 72944, 73041, 73138, 73235, 73332, 73429, 73526, 73623, 73720, 73817, 73914, 74011, 74108,
    74205, 74302, 74399, 74496, 74593, 74690, 74787, 74884, 74981, 75078, 75175, 75272, 75369, 75466, 75563,
    75660, 75757, 75854, 75951, 76048, 76145, 76242, 76339, 76436, 76533, 76630, 76727, 76824, 76921, 77018,
    77115, 77212, 77309, 77406, 77503, 77600, 77697, 77794, 77891, 77988, 78085, 78182, 78279, 78376, 78473,
    78570, 78667, 78764, 78861, 78958, 79055, 79152, 79249, 79346, 79443, 79540, 79637, 79734, 79831, 79928,
    80025, 80122, 80219, 80316, 80413, 80510, 80607, 80704, 80801, 80898, 80995, 81092, 81189, 81286, 81383,
    81480, 81577, 81674, 81771, 81868, 81965, 82062, 82159, 82256, 82353, 82450, 82547, 82644, 82741, 82838,
    82935, 83032, 83129, 83226, 83323, 83420, 83517, 83614, 83711, 83808, 83905, 84002, 84099, 84196, 84293,
    84390, 84487, 84584, 84681, 84778, 84875, 84972, 85069, 85166, 85263, 85360, 85457, 85554, 85651, 85748,
    85845, 85942, 86039, 86136, 86233, 86330, 86427, 86524, 86621, 86718, 86815, 86912, 87009, 87106, 87203,
    87300, 87397, 87494, 87591, 87688, 87785, 87882, 87979, 88076, 88173, 88270, 88367, 88464, 88561, 88658,
    88755, 88852, 88949, 89046, 89143, 89240, 89337, 89434, 89531, 89628, 89725, 89822, 89919, 90016, 90113,
    90210, 90307, 90404, 90501, 90598, 90695, 90792, 90889, 90986, 91083, 91180, 91277, 91374, 91471, 91568,
    91665, 91762, 91859, 91956, 92053, 92150, 92247, 92344, 92441, 92538, 92635, 92732, 92829, 92926, 93023,
    93120, 93217, 93314, 93411, 93508, 93605, 93702, 93799, 93896, 93993, 94090, 94187, 94284, 94381, 94478,
    94575, 94672, 94769, 94866, 94963, 95060, 95157, 95254, 95351, 95448, 95545, 95642, 95739, 95836, 95933,
    96030, 96127, 96224, 96321, 96418, 96515, 96612, 96709, 96806, 96903, 97000);

-- name: subqueries_12_deep
-- expect: tree run only once
SELECT id FROM archive WHERE total = (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive WHERE total < (SELECT MAX(total) FROM archive)))))))))))));
