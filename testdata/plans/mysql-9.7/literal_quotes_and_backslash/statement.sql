SELECT id FROM archive WHERE status = 'it''s "quoted" \\ <script>alert(1)</script>' OR status = "double ""quoted"""
