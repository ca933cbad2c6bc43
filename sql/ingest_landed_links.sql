-- ingest_landed_links: which batches of a source the table links holds
SELECT batch FROM links WHERE source = :source GROUP BY batch ORDER BY batch
