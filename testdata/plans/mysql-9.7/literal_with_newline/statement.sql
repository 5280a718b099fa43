SELECT id FROM archive WHERE status = 'two\nlines\n    -> Table scan on y  (cost=1 rows=1)' OR status = 'tab\there'
