-- leak_totals: the leak's sources and what they rejected
SELECT count() AS n_sources, sum(rejected) AS n_rejected
FROM sources
WHERE batch = 1 AND platform = 'mail'
