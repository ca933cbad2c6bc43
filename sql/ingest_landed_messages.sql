-- ingest_landed_messages: which batches of a source the table messages holds
SELECT batch FROM messages WHERE source = :source GROUP BY batch ORDER BY batch
