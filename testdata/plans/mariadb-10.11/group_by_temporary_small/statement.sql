SELECT team, COUNT(*) FROM employees IGNORE INDEX (team_salary) GROUP BY team
