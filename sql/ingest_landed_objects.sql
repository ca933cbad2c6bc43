-- ingest_landed_objects: which batches of a source the table objects holds
SELECT batch FROM objects WHERE source = :source GROUP BY batch ORDER BY batch
