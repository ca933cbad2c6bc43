-- status_objects: things that posts carry, by kind: how often, and how many different ones
SELECT kind, count() AS n_rows, uniqExact(object) AS n_distinct
FROM objects
GROUP BY kind
ORDER BY kind
