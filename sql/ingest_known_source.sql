-- ingest_known_source: what the beginning (batch 0) or the end (1) of a source's adding said
SELECT format, rows, rejected, repaired, error, platform FROM sources WHERE source = :source AND batch = :batch LIMIT 1
