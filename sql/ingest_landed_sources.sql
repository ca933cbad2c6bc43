-- ingest_landed_sources: which batches of a source the table sources holds
SELECT batch FROM sources WHERE source = :source GROUP BY batch ORDER BY batch
