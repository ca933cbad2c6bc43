-- leak_one_places: where an item lies
SELECT path, flags FROM places WHERE item = :item ORDER BY source, row
