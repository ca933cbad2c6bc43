-- trace_sources: the name and hash of every source
SELECT source, max(path) AS file, max(sha256) AS hash
FROM sources
GROUP BY source
ORDER BY source
