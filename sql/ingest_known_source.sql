-- ingest_known_source: what the end of a source's adding said
SELECT format, rows, rejected, repaired, error FROM sources WHERE source = :source AND batch = 1 LIMIT 1
