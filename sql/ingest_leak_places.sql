-- ingest_leak_places: where an item of a leak lies, and what it should be
SELECT source, row, sha256, flags FROM places WHERE item = :item ORDER BY source, row LIMIT 100
