SELECT 번호, 상품명 FROM 주문내역 WHERE 고객번호 = 12 AND 금액 > 3000
