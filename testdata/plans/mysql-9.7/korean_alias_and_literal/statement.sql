SELECT 주문.번호 AS 주문번호 FROM 주문내역 AS 주문 WHERE 주문.상품명 LIKE '감귤 1%' ORDER BY 주문.금액 DESC
