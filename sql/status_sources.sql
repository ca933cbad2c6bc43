-- status_sources: what is known of each source, in the order of adding; ended is 0 while only its beginning is recorded
SELECT source, any(sha256) AS hash, argMax(path, batch) AS file, argMax(format, batch) AS reader,
       argMax(platform, batch) AS said_platform, argMax(bytes, batch) AS size, argMax(rows, batch) AS n_rows,
       argMax(rejected, batch) AS n_rejected, argMax(repaired, batch) AS n_repaired, argMax(error, batch) AS reason,
       max(batch) AS ended, min(at) AS begun
FROM sources
GROUP BY source
ORDER BY begun, source
