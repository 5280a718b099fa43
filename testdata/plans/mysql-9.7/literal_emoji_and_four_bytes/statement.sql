SELECT id FROM archive WHERE status = '🍊 귤 𠮷'
