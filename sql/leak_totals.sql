-- leak_totals: the leak's sources and what they rejected, its places
SELECT count() AS n_sources, sum(rejected) AS n_rejected, sum(rows) AS n_places
FROM sources
WHERE batch = 1 AND platform = 'mail'
