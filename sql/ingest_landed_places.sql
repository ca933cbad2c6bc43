-- ingest_landed_places: which batches of a source the table places holds
SELECT batch FROM places WHERE source = :source GROUP BY batch ORDER BY batch
