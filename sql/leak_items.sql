-- leak_items: every item once, with its first place and how many there are
SELECT item, any(sha256) AS sha256, any(kind) AS kind, any(type) AS type, any(bytes) AS bytes,
       argMin(name, (source, row)) AS name, argMin(path, (source, row)) AS path, argMin(parent, (source, row)) AS parent,
       argMin(flags, (source, row)) AS flags, count() AS places
FROM places
GROUP BY item
ORDER BY item
