-- ingest_landed_posts: which batches of a source the table posts holds
SELECT batch FROM posts WHERE source = :source GROUP BY batch ORDER BY batch
