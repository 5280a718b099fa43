SELECT c.name, SUM(w.금액) AS 합계 FROM 주문내역 w JOIN customers c ON c.id = w.고객번호 WHERE c.city = '서울' AND c.id < 100 GROUP BY c.name
