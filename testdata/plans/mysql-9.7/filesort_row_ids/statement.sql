SELECT id, body FROM blobs ORDER BY kind, body
