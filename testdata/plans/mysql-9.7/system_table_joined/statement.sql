SELECT s.name, g.name FROM site s JOIN grades g ON g.discount > 1
