-- ingest_landed_documents: which batches of a source the table documents holds
SELECT batch FROM documents WHERE source = :source GROUP BY batch ORDER BY batch
