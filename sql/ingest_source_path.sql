-- ingest_source_path: where a source was read
SELECT path, sha256 FROM sources WHERE source = :source ORDER BY batch DESC LIMIT 1
