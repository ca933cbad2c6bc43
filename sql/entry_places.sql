-- entry_places: the first place of given items
SELECT item, path, source, row
FROM places
WHERE item IN :items
ORDER BY item, source, row
LIMIT 1 BY item
