-- status_leak: items of the leak by kind, each once, and the places where they lie
SELECT kind, uniqExact(item) AS n_items, count() AS n_places
FROM places
GROUP BY kind
ORDER BY kind
