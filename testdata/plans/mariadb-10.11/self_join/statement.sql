SELECT e.id, m.id FROM employees e JOIN employees m ON m.id = e.manager_id WHERE e.team = '물류' AND e.salary > m.salary
