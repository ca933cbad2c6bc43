-- status_totals: rows in posts, how many of them came inside another record, and their time range
SELECT count() AS n_rows, countIf(bitAnd(flags, 1) = 1) AS n_embedded, min(time) AS first_time, max(time) AS last_time
FROM posts
