VALUES ROW(1, '가'), ROW(2, '나')
